#pragma once

#include "core/event_id.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ssecast::load {

/// Whether one of two ids is known to come first: those of one history.
[[nodiscard]] inline bool are_ordered(EventId a, EventId b) noexcept {
    return a.ms != 0 && b.ms != 0 && identity_of(a) == identity_of(b);
}

/// The events that any client has received, numbered from 1 in the order in which the first client
/// got each: what every other client is compared with. It knows the newest events by their ids and
/// forgets the rest, so its memory is bounded.
class Ledger {
public:
    explicit Ledger(std::size_t remembered = kRemembered) : remembered_(remembered) {}

    struct Entry {
        std::uint64_t number = 0;
        /// When the first client got it.
        std::uint64_t first_ns = 0;
        bool is_new = false;
    };

    /// @returns nothing for an id that it does not know and, without `adds`, does not take
    std::optional<Entry> see(std::string_view id, std::uint64_t now_ns, bool adds);

    /// The oldest event that it knows.
    [[nodiscard]] std::uint64_t first() const noexcept { return next_ - events_.size(); }
    /// The number of the event to come.
    [[nodiscard]] std::uint64_t next() const noexcept { return next_; }

    /// The first of the events up to `number` that came after `position`: what a client that was
    /// admitted there has to get.
    [[nodiscard]] std::uint64_t first_after(EventId position, std::uint64_t number) const;

    /// Whether the event that it knows under `number` is known to come not after `position`.
    [[nodiscard]] bool is_up_to(std::uint64_t number, EventId position) const;

private:
    static constexpr std::size_t kRemembered = 65'536;

    struct Event {
        std::uint64_t hash = 0;
        std::uint64_t first_ns = 0;
        EventId id;
    };

    [[nodiscard]] const Event& at(std::uint64_t number) const {
        return events_[(number - 1) % remembered_];
    }

    std::size_t remembered_;
    /// A ring, by number.
    std::vector<Event> events_;
    std::unordered_map<std::uint64_t, std::uint64_t> numbers_;
    std::uint64_t next_ = 1;
};

}  // namespace ssecast::load
