// Reads bytes as commands to a client's queue and to the history, beside models that are too simple
// to be wrong: a text of what has to be written, and a list of events.
#include "core/client_queue.hpp"
#include "core/replay_log.hpp"
#include "require.hpp"
#include "support/frames.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <fuzzer/FuzzedDataProvider.h>
#include <optional>
#include <string>

namespace ssecast::test {
namespace {

class QueueModel {
public:
    explicit QueueModel(Framing framing) : framing_(framing) {}

    void push(const FramePtr& frame) {
        queue_.push(frame);
        frames_.push_back(frame);
    }

    void write(FuzzedDataProvider& input) {
        std::array<Slice, 8> slices;
        const std::size_t count = queue_.gather(framing_, slices);
        std::string gathered;
        for (std::size_t i = 0; i < count; ++i) gathered += text_of(slices[i]);
        std::string expected;
        for (std::size_t i = 0; i < std::min(frames_.size(), slices.size()); ++i) {
            expected += text_of(frames_[i]->slice(framing_));
        }
        require(gathered == expected.substr(offset_), "what is gathered is what is next");
        const auto written = input.ConsumeIntegralInRange<std::size_t>(0, gathered.size());
        offset_ += written;
        std::size_t events = 0;
        while (!frames_.empty() && offset_ >= frames_.front()->slice(framing_).size) {
            offset_ -= frames_.front()->slice(framing_).size;
            events += frames_.front()->is_event ? 1U : 0U;
            frames_.pop_front();
        }
        queue_.consume(framing_, written, [&](const Frame& /*frame*/) { --events; });
        require(events == 0, "completed events are counted");
    }

    void clear() {
        frames_.resize(offset_ == 0 ? 0 : 1);
        queue_.clear();
    }

    void check() const {
        std::size_t bytes = 0;
        for (const FramePtr& frame : frames_) bytes += frame->size();
        require(queue_.bytes() == bytes, "bytes are counted");
        require(queue_.size() == frames_.size(), "frames are counted");
        require(queue_.empty() == frames_.empty(), "it knows whether it is empty");
        require(queue_.inside_frame() == (offset_ != 0), "it knows of a frame written in part");
    }

private:
    Framing framing_;
    ClientQueue queue_;
    std::deque<FramePtr> frames_;
    std::size_t offset_ = 0;
};

class LogModel {
public:
    void append(const FramePtr& frame) {
        events_.push_back(frame);
        log_.append(frame, limits_);
        trim_model(frame->id().ms);
    }

    void limit(FuzzedDataProvider& input, std::uint64_t now_ms) {
        limits_.count = input.ConsumeIntegralInRange<std::size_t>(0, 20);
        limits_.bytes = input.ConsumeIntegralInRange<std::size_t>(0, 6'000);
        limits_.age_ms = input.ConsumeIntegralInRange<std::uint64_t>(0, 50);
        log_.trim(limits_, now_ms);
        trim_model(now_ms);
    }

    void check(EventId cursor, const std::string& own_id) const {
        require(log_.size() == events_.size(), "the events held are counted");
        std::size_t bytes = 0;
        for (const FramePtr& event : events_) bytes += ReplayLog::cost(*event);
        require(log_.bytes() == bytes, "their bytes are counted");
        std::size_t first = 0;
        while (first < events_.size() && events_[first]->id() <= cursor) ++first;
        require(log_.first_after(cursor) == first, "what follows a cursor is found");
        require(log_.covers(cursor) == (cursor >= forgotten_through_), "forgetting is known");
        require(log_.forgotten_through() == forgotten_through_, "the border is known");
        require(forgotten_ == told_, "each forgotten event is told once");
        const std::optional<EventId> place = log_.locate(own_id);
        const auto held = [&](const FramePtr& event) { return event->wire_id() == own_id; };
        const auto found = std::find_if(events_.begin(), events_.end(), held);
        require(!place || (found != events_.end() && *place <= (*found)->id()),
                "an id of a caller's never skips an event");
        require(log_.locate(to_string(cursor)) == cursor, "an id of the log's own is a place");
    }

private:
    void trim_model(std::uint64_t now_ms) {
        std::size_t bytes = 0;
        for (const FramePtr& event : events_) bytes += ReplayLog::cost(*event);
        while (!events_.empty() && (events_.size() > limits_.count || bytes > limits_.bytes ||
                                    events_.front()->id().ms + limits_.age_ms < now_ms)) {
            bytes -= ReplayLog::cost(*events_.front());
            forgotten_through_ = events_.front()->id();
            ++forgotten_;
            events_.pop_front();
        }
    }

    HistoryLimits limits_;
    std::deque<FramePtr> events_;
    EventId forgotten_through_{100, 0};
    std::size_t forgotten_ = 0;
    std::size_t told_ = 0;
    ReplayLog log_{EventId{100, 0}, [this](const Frame& /*frame*/) { ++told_; }};
};

void run(FuzzedDataProvider& input) {
    QueueModel queue(input.ConsumeBool() ? Framing::chunked : Framing::bare);
    LogModel log;
    EventIdClock clock({100, 0});
    std::uint64_t now_ms = 100;
    while (input.remaining_bytes() != 0) {
        const std::string own_id = input.PickValueInArray({"", "a", "b"});
        now_ms += input.ConsumeIntegralInRange<std::uint64_t>(0, 3);
        switch (input.ConsumeIntegralInRange(0, 5)) {
            case 0:
                queue.push(encode_heartbeat(clock.last()));
                break;
            case 1:
            case 2: {
                const std::string data(input.ConsumeIntegralInRange<std::size_t>(0, 200), 'x');
                // The wall clock may step back; ids may not.
                const EventId id =
                    clock.next(now_ms - input.ConsumeIntegralInRange<std::uint64_t>(0, 5));
                const FramePtr frame = make_frame(id, data, own_id);
                queue.push(frame);
                log.append(frame);
                break;
            }
            case 3:
                queue.write(input);
                break;
            case 4:
                queue.clear();
                break;
            default:
                log.limit(input, clock.last().ms);
        }
        queue.check();
        const std::uint64_t back = input.ConsumeIntegralInRange<std::uint64_t>(0, 60);
        log.check({clock.last().ms - std::min(back, clock.last().ms), back % 3},
                  own_id.empty() ? "a" : own_id);
    }
}

}  // namespace
}  // namespace ssecast::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    ssecast::test::run(input);
    return 0;
}
