#pragma once

#include "core/event_id.hpp"
#include "core/replay_log.hpp"

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <cstdint>
#include <functional>
#include <utility>

namespace ssecast::net {

/// Events of a backplane's log from before the history, for the clients whose cursors lie there:
/// all of them in (after, through]. Guarded by the broadcaster's mutex once it is installed.
struct Archive : boost::intrusive_ref_counter<Archive> {
    Archive(EventId from, EventId to, std::function<void(const Frame&)> forgotten)
        : after(from), through(to), log(from, std::move(forgotten)) {}

    [[nodiscard]] bool covers(EventId cursor) const noexcept {
        return after <= cursor && cursor < through;
    }

    EventId after;
    EventId through;
    ReplayLog log;
    /// Its readers have to go on without it: the log has begun anew, or it takes memory that newer
    /// archives need.
    bool is_over = false;
    /// When a client last read it, on the steady clock.
    std::int64_t read_at_ns = 0;
};

using ArchivePtr = boost::intrusive_ptr<Archive>;

}  // namespace ssecast::net
