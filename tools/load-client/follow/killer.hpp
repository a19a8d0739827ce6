#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace ssecast::load::follow {

struct Killed {
    /// Processes that were killed while their streams were open.
    std::size_t streams = 0;
    /// Of those: how many had read a part of a frame.
    std::size_t inside_frame = 0;
};

/// Has `count` processes of their own connect, read a few bytes and be killed (SIGKILL) at a moment
/// of chance, mostly in the middle of a frame.
Killed kill_clients(std::size_t count, std::uint16_t port, const std::string& path);

}  // namespace ssecast::load::follow
