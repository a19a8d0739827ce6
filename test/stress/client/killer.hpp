#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace ssecast::stress {

/// Has `count` processes of their own connect, read a few bytes and be killed (SIGKILL) at a moment
/// of chance, mostly in the middle of a frame. @returns how many were killed while connected
std::size_t kill_clients(std::size_t count, std::uint16_t port, const std::string& path);

}  // namespace ssecast::stress
