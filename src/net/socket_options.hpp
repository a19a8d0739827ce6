#pragma once

#include <cstdint>

namespace ssecast::net {

/// Has the kernel notice within `timeout_ms` that the peer of a TCP connection is gone without a
/// word: by probes while nothing is sent (RFC 9293, section 3.8.4), and by unacknowledged data (the
/// user timeout of RFC 5482) where the system has that. 0 leaves the socket as it is. What the
/// system refuses is left out. Any thread.
void watch_peer(int descriptor, std::uint32_t timeout_ms) noexcept;

/// Bounds what the kernel holds for a peer that does not read; left alone, Linux lets it grow to
/// some megabytes a connection, which no counter here would show. Any thread.
void bound_send_buffer(int descriptor) noexcept;

}  // namespace ssecast::net
