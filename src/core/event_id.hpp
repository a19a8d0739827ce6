#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ssecast {

/// The id of an event and the cursor of a client: `<milliseconds>-<sequence>`, both decimal.
/// The same form and order as the id of a Redis stream entry.
struct EventId {
    std::uint64_t ms = 0;
    std::uint64_t sequence = 0;

    auto operator<=>(const EventId&) const = default;
};

/// The longest text of an id: two 64-bit numbers and the dash.
inline constexpr std::size_t kMaxEventIdLength = 41;

/// Writes the text of `id` so that it ends just before `end`; the caller has left
/// kMaxEventIdLength bytes there. Returns its first byte.
char* write_backwards(EventId id, char* end) noexcept;

[[nodiscard]] std::string to_string(EventId id);

/// Strict: digits, one dash, digits, no overflow. Anything else is not an id.
[[nodiscard]] std::optional<EventId> parse_event_id(std::string_view text) noexcept;

/// Gives strictly increasing ids, also when the wall clock stands still or steps back.
/// Not synchronised: the broadcaster calls it under its mutex.
class EventIdClock {
public:
    /// Ids follow `start`.
    explicit EventIdClock(EventId start) noexcept : last_(start) {}

    [[nodiscard]] EventId next(std::uint64_t now_ms) noexcept;
    [[nodiscard]] EventId last() const noexcept { return last_; }
    /// The ids to come follow `id`.
    void pass(EventId id) noexcept {
        if (last_ < id) last_ = id;
    }

private:
    EventId last_;
};

}  // namespace ssecast
