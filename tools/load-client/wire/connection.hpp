#pragma once

#include <cstddef>
#include <cstdint>

namespace ssecast::load {

/// A source address has about 28,000 ports.
inline constexpr std::size_t kConnectionsPerAddress = 10'000;

/// What bounds the bytes that the kernel holds for a connection; 0: as the system has it.
struct Room {
    int receive_buffer = 0;
    int segment = 0;
};

/// Begins to connect to 127.0.0.1, from the address 127.0.0.`source`.
/// @returns a non-blocking socket, which is writable once it is connected; or -1
[[nodiscard]] int begin_connection(std::uint16_t port, std::uint32_t source, Room room);

/// Closing the socket then resets the connection, so that no port is left waiting.
void reset_on_close(int fd);

}  // namespace ssecast::load
