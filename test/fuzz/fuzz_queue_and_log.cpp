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
#include <string_view>

namespace ssecast::test {
namespace {

std::string_view view_of(Slice slice) { return {slice.data, slice.size}; }

std::size_t size_of(const std::deque<FramePtr>& frames) {
    std::size_t bytes = 0;
    for (const FramePtr& frame : frames) bytes += frame->size();
    return bytes;
}

class QueueModel {
public:
    explicit QueueModel(Framing framing) : framing_(framing) {}

    void push(const FramePtr& frame) {
        queue_.push(frame);
        frames_.push_back(frame);
        bytes_ += frame->size();
    }

    void write(FuzzedDataProvider& input) {
        std::array<Slice, 8> slices;
        const std::size_t count = queue_.gather(framing_, slices);
        require(count == std::min(frames_.size(), slices.size()), "as much is gathered as fits");
        std::size_t gathered = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const Slice whole = frames_[i]->slice(framing_);
            const std::size_t begin = i == 0 ? offset_ : 0;
            require(view_of(slices[i]) == view_of(whole).substr(begin),
                    "what is gathered is what is next");
            gathered += slices[i].size;
        }
        const auto written = input.ConsumeIntegralInRange<std::size_t>(0, gathered);
        offset_ += written;
        std::size_t events = 0;
        while (!frames_.empty() && offset_ >= frames_.front()->slice(framing_).size) {
            offset_ -= frames_.front()->slice(framing_).size;
            events += frames_.front()->is_event ? 1U : 0U;
            bytes_ -= frames_.front()->size();
            frames_.pop_front();
        }
        queue_.consume(framing_, written, [&](const Frame& /*frame*/) { --events; });
        require(events == 0, "completed events are counted");
    }

    /// Events give way, the oldest first; a frame written in part and heartbeats stay.
    void drop(std::size_t most_bytes) {
        std::size_t dropped = 0;
        for (std::size_t i = offset_ == 0 ? 0 : 1; i < frames_.size() && bytes_ > most_bytes;) {
            if (!frames_[i]->is_event) {
                ++i;
                continue;
            }
            bytes_ -= frames_[i]->size();
            frames_.erase(frames_.begin() + static_cast<std::ptrdiff_t>(i));
            ++dropped;
        }
        const auto told = queue_.drop_oldest(most_bytes);
        require((told ? told->count : 0) == dropped, "dropped events are counted");
    }

    void check() const {
        require(queue_.bytes() == bytes_, "bytes are counted");
        require(queue_.size() == frames_.size(), "frames are counted");
        require(queue_.empty() == frames_.empty(), "it knows whether it is empty");
        require(queue_.inside_frame() == (offset_ != 0), "it knows of a frame written in part");
    }
    /// The model's own sums, once an input: for each command they cost more than the command.
    void check_sums() const { require(bytes_ == size_of(frames_), "the model counts its bytes"); }

private:
    Framing framing_;
    ClientQueue queue_;
    std::deque<FramePtr> frames_;
    std::size_t bytes_ = 0;
    std::size_t offset_ = 0;
};

class LogModel {
public:
    void append(const FramePtr& frame) {
        events_.push_back(frame);
        bytes_ += cost(*frame);
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

    void check(EventId cursor, std::string_view own_id) const {
        require(log_.size() == events_.size(), "the events held are counted");
        require(log_.bytes() == bytes_, "their bytes are counted");
        std::size_t first = 0;
        while (first < events_.size() && events_[first]->id() <= cursor) ++first;
        require(log_.first_after(cursor) == first, "what follows a cursor is found");
        require(log_.forgotten_through() == forgotten_through_, "the border is known");
        require(forgotten_ == told_, "each forgotten event is told once");
        const std::optional<EventId> place = log_.locate(own_id);
        const auto held = [&](const FramePtr& event) { return event->wire_id() == own_id; };
        const auto found = std::find_if(events_.begin(), events_.end(), held);
        require(!place || (found != events_.end() && *place <= (*found)->id()),
                "an id of a caller's never skips an event");
        require(log_.locate(to_string(cursor)) == cursor, "an id of the log's own is a place");
    }

    void check_sums() const {
        std::size_t bytes = 0;
        for (const FramePtr& event : events_) bytes += cost(*event);
        require(bytes_ == bytes, "the model counts its bytes");
    }

private:
    /// What an event counts for.
    static std::size_t cost(const Frame& event) { return ReplayLog::cost(event); }

    void trim_model(std::uint64_t now_ms) {
        while (!events_.empty() && (events_.size() > limits_.count || bytes_ > limits_.bytes ||
                                    events_.front()->id().ms + limits_.age_ms < now_ms)) {
            bytes_ -= cost(*events_.front());
            forgotten_through_ = events_.front()->id();
            ++forgotten_;
            events_.pop_front();
        }
    }

    HistoryLimits limits_;
    std::deque<FramePtr> events_;
    std::size_t bytes_ = 0;
    EventId forgotten_through_{100, 0};
    std::size_t forgotten_ = 0;
    std::size_t told_ = 0;
    ReplayLog log_{EventId{100, 0}, [this](const Frame& /*frame*/) { ++told_; }};
};

/// One byte holds a whole command, so that a short input goes far: what a longer one costs grows
/// with its square, and a fuzzer finds less in it.
struct Step {
    int command;
    std::string_view own_id;
    std::uint64_t ms;
    int times;
};

Step next_step(FuzzedDataProvider& input) {
    static constexpr std::array<std::string_view, 3> kOwnIds{"", "a", "b"};
    unsigned bits = input.ConsumeIntegral<std::uint8_t>();
    const auto choose = [&bits](unsigned ways) {
        const unsigned choice = bits % ways;
        bits /= ways;
        return choice;
    };
    Step step{};
    step.command = static_cast<int>(choose(6));
    step.own_id = kOwnIds[choose(kOwnIds.size())];
    step.ms = choose(4);
    step.times = static_cast<int>(bits) + 1;
    return step;
}

void run(FuzzedDataProvider& input) {
    QueueModel queue(input.ConsumeBool() ? Framing::chunked : Framing::bare);
    LogModel log;
    EventIdClock clock(1, 100);
    std::uint64_t now_ms = 100;
    while (input.remaining_bytes() != 0) {
        const Step step = next_step(input);
        now_ms += step.ms;
        switch (step.command) {
            case 0:
                for (int i = 0; i < step.times; ++i) queue.push(encode_heartbeat(clock.last()));
                break;
            case 1:
            case 2: {
                static const std::string kText(200, 'x');
                const std::string_view data(
                    kText.data(), input.ConsumeIntegralInRange<std::size_t>(0, kText.size()));
                for (int i = 0; i < step.times; ++i) {
                    // The wall clock may step back; ids may not.
                    const std::uint64_t back = data.size() % 6;
                    const FramePtr frame = make_frame(clock.next(now_ms - back), data, step.own_id);
                    queue.push(frame);
                    log.append(frame);
                }
                break;
            }
            case 3:
                queue.write(input);
                break;
            case 4:
                queue.drop(step.ms * 1'000);
                break;
            default:
                log.limit(input, clock.last().ms);
        }
        queue.check();
        const std::uint64_t back = input.ConsumeIntegralInRange<std::uint64_t>(0, 60);
        log.check(
            {clock.last().ms - std::min(back, clock.last().ms), clock.first().sequence + back % 3},
            step.own_id.empty() ? "a" : step.own_id);
    }
    queue.check_sums();
    log.check_sums();
}

}  // namespace
}  // namespace ssecast::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    ssecast::test::run(input);
    return 0;
}
