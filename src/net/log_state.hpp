#pragma once

#include "core/event_id.hpp"

#include <cstddef>
#include <cstdint>

namespace ssecast::net {

/// How a client with a cursor would be served. `older`: the cursor is of this log, and events after
/// it are no longer held. `ahead`: it is of this log, which has not been read so far. `unknown`: of
/// another history.
enum class CursorPlace : std::uint8_t { none, held, older, ahead, unknown };

/// Where a broadcaster stands in the log of its backplane.
struct LogState {
    /// Names the broadcaster, which all environments of a process share. Drawn at random.
    HistoryIdentity instance = 0;
    bool following = false;
    EventId position;
    /// The history holds every event after it.
    EventId begin;
    /// Events in the archive.
    std::size_t archived = 0;
};

}  // namespace ssecast::net
