#pragma once

#include "core/event_id.hpp"
#include "core/frame.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace ssecast::net {

/// What a parked client reads next from the history.
struct HistoryPage {
    std::vector<FramePtr> frames;
    /// Everything up to here is in `frames`, or not for the client.
    EventId cursor;
    /// Set when events after the client's cursor are forgotten: up to here. They precede `frames`.
    std::optional<EventId> forgotten_through;
    /// Nothing is left; live events go on from `cursor`.
    bool complete = false;
    /// The client was asked to go: there is nothing for it any more.
    bool revoked = false;
};

/// What a client that comes back is told, when it is known.
struct Missed {
    bool known = false;
    /// The history no longer has all of it.
    bool gap = false;
    std::size_t events = 0;
    /// The client's cursor from now on.
    EventId cursor;
};

}  // namespace ssecast::net
