#include "net/socket_options.hpp"

#include <algorithm>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace ssecast::net {

namespace {

void set(int descriptor, int level, int option, int value) noexcept {
    ::setsockopt(descriptor, level, option, &value, sizeof value);
}

}  // namespace

void watch_peer(int descriptor, std::uint32_t timeout_ms) noexcept {
    if (timeout_ms == 0) return;
    // The kernel counts from the first byte that is not acknowledged, which may be sent a moment
    // later, and rounds up: with a tenth less the peer is noticed within the timeout.
    const std::uint32_t kernel_ms = timeout_ms - timeout_ms / 10;
    // Half of the time is silence, the other half probes, of which one may well be lost.
    constexpr int kProbes = 4;
    const int seconds = std::max(2, static_cast<int>(kernel_ms / 1'000));
    const int idle = std::max(1, seconds / 2);
    const int interval = std::max(1, (seconds - idle) / kProbes);
    set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1);
#if defined(TCP_KEEPIDLE)
    set(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, idle);
#elif defined(TCP_KEEPALIVE)
    set(descriptor, IPPROTO_TCP, TCP_KEEPALIVE, idle);
#endif
#if defined(TCP_KEEPINTVL) && defined(TCP_KEEPCNT)
    set(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, interval);
    set(descriptor, IPPROTO_TCP, TCP_KEEPCNT, std::clamp((seconds - idle) / interval, 1, kProbes));
#endif
#if defined(TCP_USER_TIMEOUT)
    set(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(kernel_ms));
#endif
}

void bound_send_buffer(int descriptor) noexcept {
    // Linux takes twice the number, for its own structures. Enough for 600 KB/s at 100 ms of
    // distance.
    constexpr int kSendBuffer = 64 * 1024;
    set(descriptor, SOL_SOCKET, SO_SNDBUF, kSendBuffer);
}

}  // namespace ssecast::net
