#include "core/event_id.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <random>

namespace ssecast {

namespace {

constexpr std::int64_t kNsAMs = 1'000'000;
/// How far ids may run ahead of the wall clock by themselves, in a burst or with NTP's small steps.
/// Further ahead, that clock was set back.
constexpr std::uint64_t kStepMs = 1'000;

/// The two digits of each number below 100.
constexpr auto kPairs = [] {
    std::array<char, 200> pairs{};
    for (std::size_t number = 0; number < 100; ++number) {
        pairs[2 * number] = static_cast<char>('0' + number / 10);
        pairs[2 * number + 1] = static_cast<char>('0' + number % 10);
    }
    return pairs;
}();

/// Backwards, because a frame writes its id in front of a body that is already there. Two digits at
/// a time: every event's id is written under the broadcaster's mutex.
char* write_number_backwards(std::uint64_t value, char* end) noexcept {
    const auto pair = [&end](std::uint64_t number) {
        end -= 2;
        std::copy_n(kPairs.begin() + 2 * static_cast<std::ptrdiff_t>(number), 2, end);
    };
    for (; value >= 100; value /= 100) pair(value % 100);
    if (value >= 10) {
        pair(value);
    } else {
        *--end = static_cast<char>('0' + value);
    }
    return end;
}

// from_chars accepts neither sign nor blank, but it stops at the first character that is no digit:
// the whole part must be digits. A cursor comes from the network.
bool parse_number(std::string_view text, std::uint64_t& value) noexcept {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stop == end;
}

}  // namespace

char* write_backwards(EventId id, char* end) noexcept {
    char* start = write_number_backwards(id.sequence, end);
    *--start = '-';
    return write_number_backwards(id.ms, start);
}

std::string to_string(EventId id) {
    char buffer[kMaxEventIdLength];
    char* const end = buffer + sizeof buffer;
    return {write_backwards(id, end), end};
}

std::optional<EventId> parse_event_id(std::string_view text) noexcept {
    if (text.size() > kMaxEventIdLength) return std::nullopt;
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    EventId id;
    if (!parse_number(text.substr(0, dash), id.ms)) return std::nullopt;
    if (!parse_number(text.substr(dash + 1), id.sequence)) return std::nullopt;
    return id;
}

HistoryIdentity draw_identity() {
    std::random_device device;
    return std::uniform_int_distribution<HistoryIdentity>(1, kMaxIdentity)(device);
}

std::uint64_t EventIdClock::time(std::uint64_t now_ms, std::int64_t steady_ns) const noexcept {
    const std::int64_t passed_ms = std::max<std::int64_t>(0, steady_ns - last_steady_ns_) / kNsAMs;
    const std::uint64_t paced_ms = last_.ms + static_cast<std::uint64_t>(passed_ms);
    if (from_outside_) return paced_ms;
    // A wall clock that is a little behind catches up soon, and ids stay in its last millisecond
    // until then.
    return paced_ms > now_ms + kStepMs ? paced_ms : now_ms;
}

EventId EventIdClock::next(std::uint64_t now_ms, std::int64_t steady_ns) noexcept {
    const bool full = last_.sequence == base_ + kIdsAMillisecond - 1;
    const std::uint64_t time_ms = time(now_ms, steady_ns);
    if (time_ms > last_.ms || full) {
        // In whole milliseconds. Taking `steady_ns` here would lose the rest of a millisecond with
        // each event, and the pace would fall behind.
        const bool paced = time_ms > now_ms;
        last_steady_ns_ =
            paced ? last_steady_ns_ + static_cast<std::int64_t>(time_ms - last_.ms) * kNsAMs
                  : steady_ns;
        last_ = {std::max(time_ms, last_.ms + 1), base_};
    } else {
        ++last_.sequence;
    }
    return last_;
}

void EventIdClock::take_over(HistoryIdentity identity, EventId last,
                             std::int64_t steady_ns) noexcept {
    from_outside_ = true;
    base_ = identity * kIdsAMillisecond;
    // Every id of the log is one of this clock's, also those from before this process.
    first_ = {0, base_};
    last_ = last;
    last_steady_ns_ = steady_ns;
}

void EventIdClock::advance(EventId id, std::int64_t steady_ns) noexcept {
    if (id.ms != last_.ms) last_steady_ns_ = steady_ns;
    last_ = id;
}

void EventIdClock::follow(EventId id) noexcept {
    // The clock is ahead of the earlier process, as it should be: its ids follow already.
    if (id.ms < last_.ms) return;
    last_ = {id.ms + 1, base_};
    first_ = last_;
}

}  // namespace ssecast
