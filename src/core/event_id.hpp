#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace ssecast {

/// The id of an event and the cursor of a client: `<milliseconds>-<sequence>`, both decimal.
/// The same form and order as the id of a Redis stream entry, and characters that a header may have
/// without a CORS preflight: browsers send it back as `Last-Event-ID`.
struct EventId {
    std::uint64_t ms = 0;
    std::uint64_t sequence = 0;

    auto operator<=>(const EventId&) const = default;
};

/// No id is later.
inline constexpr EventId kNoEventAfter{std::numeric_limits<std::uint64_t>::max(),
                                       std::numeric_limits<std::uint64_t>::max()};

/// The longest text of an id: two 64-bit numbers and the dash.
inline constexpr std::size_t kMaxEventIdLength = 41;

/// Writes the text of `id` so that it ends just before `end`; the caller has left
/// kMaxEventIdLength bytes there. Returns its first byte.
char* write_backwards(EventId id, char* end) noexcept;

[[nodiscard]] std::string to_string(EventId id);

/// Strict: digits, one dash, digits, no overflow. Anything else is not an id.
[[nodiscard]] std::optional<EventId> parse_event_id(std::string_view text) noexcept;

/// Which history gave an id: drawn at random once for each, 1 to 9,999,999,999; 0 for none. Without
/// it, a cursor of another process would look like a time of this one, and events would be skipped
/// or repeated without a gap.
///
/// It stands in the sequence above the counter of the ids of one millisecond, as decimal digits:
/// `1763712000000-482915730200042` is event 42 of its millisecond by the history 4829157302. So a
/// cursor says where it came from, the form and the order are those of a Redis stream id, and a
/// sequence stays below 2^53, which every JSON parser reads exactly.
using HistoryIdentity = std::uint64_t;
inline constexpr HistoryIdentity kMaxIdentity = 9'999'999'999;
/// Ids of one history in one millisecond; more than a thread can ask for in it.
inline constexpr std::uint64_t kIdsAMillisecond = 100'000;
/// What fits into 15 digits, which JavaScript reads exactly.
inline constexpr std::uint64_t kMaxEventIdMs = 999'999'999'999'999;

[[nodiscard]] constexpr HistoryIdentity identity_of(EventId id) noexcept {
    return id.sequence / kIdsAMillisecond;
}

/// From the system's random numbers: two processes that start at the same moment must not draw the
/// same. Throws std::exception when the system gives none.
[[nodiscard]] HistoryIdentity draw_identity();

/// Gives strictly increasing ids of one history, also when the wall clock stands still or steps
/// back: then the ids go on in the pace of the steady clock, so that the times in them still say
/// how old events are. Not synchronised: the broadcaster calls it under its mutex.
class EventIdClock {
public:
    /// Ids follow `first()`, the cursor of a client that came before the first event.
    EventIdClock(HistoryIdentity identity, std::uint64_t now_ms,
                 std::int64_t steady_ns = 0) noexcept
        : base_(identity * kIdsAMillisecond),
          first_{now_ms, base_},
          last_(first_),
          last_steady_ns_(steady_ns) {}

    /// `now_ms` is the wall clock's, `steady_ns` the steady clock's time.
    [[nodiscard]] EventId next(std::uint64_t now_ms, std::int64_t steady_ns = 0) noexcept;
    /// The time as ids count it: the wall clock's, unless that has been set back.
    [[nodiscard]] std::uint64_t time(std::uint64_t now_ms, std::int64_t steady_ns) const noexcept;
    [[nodiscard]] EventId first() const noexcept { return first_; }
    [[nodiscard]] EventId last() const noexcept { return last_; }
    /// Continues after `id`, the last one of another history: ids to come are of a later
    /// millisecond, and `first()` is the place between the two.
    void follow(EventId id) noexcept;

    /// From now on ids come from outside, with `advance`, and have this identity; `last` is the
    /// newest of them. Their milliseconds are those of another machine, so the time goes on from
    /// the newest id in the pace of the steady clock, whatever the wall clock says here.
    void take_over(HistoryIdentity identity, EventId last, std::int64_t steady_ns) noexcept;
    /// `id` is the newest.
    void advance(EventId id, std::int64_t steady_ns) noexcept;
    [[nodiscard]] HistoryIdentity identity() const noexcept { return base_ / kIdsAMillisecond; }

private:
    std::uint64_t base_;
    EventId first_;
    EventId last_;
    /// When the milliseconds of `last_` began.
    std::int64_t last_steady_ns_;
    bool from_outside_ = false;
};

}  // namespace ssecast
