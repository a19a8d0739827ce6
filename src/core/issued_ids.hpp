#pragma once

#include "core/event_id.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace ssecast {

/// The ids that one history gave, from the first to the last. Both are of its identity.
struct IssuedRange {
    EventId first;
    EventId last;

    [[nodiscard]] constexpr bool has(EventId id) const noexcept {
        return identity_of(id) == identity_of(first) && first <= id && id <= last;
    }
};

/// The ids that a history can place, because it gave them itself or goes on where those histories
/// ended that did. Any other cursor is of a process that went its own way, whatever the time in it.
/// Not synchronised: the broadcaster calls it under its mutex.
class IssuedIds {
public:
    /// So many earlier histories are known; with more, the oldest are no longer.
    static constexpr std::size_t kMost = 100;

    /// What an earlier process knew, oldest first. Replaces what was restored before.
    void restore(std::vector<IssuedRange> earlier) { earlier_ = std::move(earlier); }

    [[nodiscard]] bool has(EventId id, const EventIdClock& own) const noexcept;

    /// What the next process has to know, oldest first: without the histories that came to their
    /// end before `forgotten_through`, because none of their cursors can be served.
    [[nodiscard]] std::vector<IssuedRange> ranges(EventId forgotten_through,
                                                  const EventIdClock& own) const;

private:
    std::vector<IssuedRange> earlier_;
};

}  // namespace ssecast
