#pragma once

#include "core/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ssecast::net {

/// What the first event of every connection tells.
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

/// `connected`, under the id from which the client would resume if nothing else reached it.
[[nodiscard]] FramePtr connected_notice(const Connected& connected, EventId cursor);

/// `gap`: what lies after `from`, as the client named it, up to `to` is forgotten.
[[nodiscard]] FramePtr gap_notice(std::string_view from, EventId to);

}  // namespace ssecast::net
