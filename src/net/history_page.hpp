#pragma once

#include "core/event_id.hpp"
#include "core/frame.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace ssecast::net {

/// What a parked client reads next from the history. An empty page that is not complete means that
/// finding the events takes another call.
struct HistoryPage {
    std::vector<FramePtr> frames;
    /// Events up to here are in `frames`, or are not for the client.
    EventId cursor;
    /// Set when events after the client's cursor are forgotten: up to here. The gap precedes
    /// `frames`.
    std::optional<EventId> forgotten_through;
    /// The client has caught up; live events go on from `cursor`.
    bool complete = false;
    /// The client was asked to close, and gets nothing more.
    bool revoked = false;
};

/// What `connected` says of a client that comes back, when it is known.
struct Missed {
    bool known = false;
    /// The history no longer has all that the client missed.
    bool gap = false;
    std::size_t events = 0;
    /// The client's cursor from now on.
    EventId cursor;
};

}  // namespace ssecast::net
