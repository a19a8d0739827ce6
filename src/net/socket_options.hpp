#pragma once

#include <cstdint>

namespace ssecast::net {

/// Has the kernel notice within `timeout_ms` that the peer of a TCP connection has vanished, as
/// phones do: by probes while nothing is sent (RFC 9293, section 3.8.4), and by unacknowledged data
/// (the user timeout of RFC 5482) where the system has that. 0 leaves the socket as it is. An
/// option that the system refuses is left out. Any thread.
void watch_peer(int descriptor, std::uint32_t timeout_ms) noexcept;

/// Bounds what the kernel holds for a peer that does not read. Without a bound, Linux lets it grow
/// to some megabytes a connection: memory that no counter here shows, and events that are out of
/// reach of the policy for slow clients. Any thread.
void bound_send_buffer(int descriptor) noexcept;

}  // namespace ssecast::net
