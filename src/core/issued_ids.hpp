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

/// The ids that a history can place, because it gave them itself, or continues the histories that
/// did. Any other cursor comes from a process that ran beside them, in a deploy that overlapped or
/// behind another clock. What its client has seen is unknown, so it gets a gap.
/// Not synchronised: the broadcaster calls it under its mutex.
class IssuedIds {
public:
    /// So many earlier histories are known, one a restart; the oldest are forgotten first, and
    /// their clients get a gap.
    static constexpr std::size_t kMost = 100;

    /// The ranges that an earlier process knew, oldest first. Replaces what was restored before.
    void restore(std::vector<IssuedRange> earlier) { earlier_ = std::move(earlier); }

    [[nodiscard]] bool has(EventId id, const EventIdClock& own) const noexcept;

    /// The ranges for the next process, oldest first. Without histories that ended before
    /// `forgotten_through`: no cursor of theirs can be served.
    [[nodiscard]] std::vector<IssuedRange> ranges(EventId forgotten_through,
                                                  const EventIdClock& own) const;

private:
    std::vector<IssuedRange> earlier_;
};

}  // namespace ssecast
