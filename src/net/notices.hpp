#pragma once

#include "core/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ssecast::net {

/// The data of `connected`, the first event of every connection.
struct Connected {
    std::string_view client_id;
    bool resumed = false;
    std::size_t replayed = 0;
    bool gap = false;
    /// Milliseconds; 0 when there are none.
    std::uint32_t heartbeat_interval = 0;
    /// Milliseconds until the client comes back.
    std::uint32_t retry = 0;
};

/// `connected`. Its id is the cursor from which the client would resume if nothing else reached it:
/// a client that loses its connection before the first event resumes, too.
[[nodiscard]] FramePtr connected_notice(const Connected& connected, EventId cursor);

/// `gap`: the history has forgotten the events after `from`, as the client named it, up to `to`.
/// Its id moves the client's cursor behind the gap, so that it gets the notice once.
[[nodiscard]] FramePtr gap_notice(std::string_view from, EventId to);

}  // namespace ssecast::net
