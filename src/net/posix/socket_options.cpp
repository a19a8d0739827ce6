#include "net/socket_options.hpp"

#include <algorithm>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace ssecast::net {

namespace {

// Failures are ignored: without the option the connection still works, and the broadcaster's own
// timeout notices a silent peer later.
void set(int descriptor, int level, int option, int value) noexcept {
    ::setsockopt(descriptor, level, option, &value, sizeof value);
}

}  // namespace

void watch_peer(int descriptor, std::uint32_t timeout_ms) noexcept {
    if (timeout_ms == 0) return;
    // The kernel checks the time only when it retransmits or probes, up to half a second late. With
    // a little less it notices within the timeout. Its shortest is a second of silence and one
    // probe.
    constexpr std::uint32_t kLate = 750;
    const std::uint32_t slack = std::max(timeout_ms / 10, std::min(kLate, timeout_ms));
    const int seconds = std::max(2, static_cast<int>((timeout_ms - slack) / 1'000));
    // Half of the time is silence, the other half probes, of which one may well be lost. The last
    // probe comes at the end of the time, because the kernel gives a connection up only at a probe.
    constexpr int kProbes = 4;
    const int probes = std::clamp(seconds - 1, 1, kProbes);
    const int interval = std::max(1, seconds / 2 / probes);
    const int idle = seconds - interval * probes;
    set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1);
#if defined(TCP_KEEPIDLE)
    set(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, idle);
#elif defined(TCP_KEEPALIVE)
    set(descriptor, IPPROTO_TCP, TCP_KEEPALIVE, idle);
#endif
#if defined(TCP_KEEPINTVL) && defined(TCP_KEEPCNT)
    set(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, interval);
    set(descriptor, IPPROTO_TCP, TCP_KEEPCNT, probes);
#endif
#if defined(TCP_USER_TIMEOUT)
    set(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, seconds * 1'000);
#endif
}

void bound_send_buffer(int descriptor) noexcept {
    // Linux takes twice the number, for its own structures. Enough for 600 KB/s over a round trip
    // of 100 ms.
    constexpr int kSendBuffer = 64 * 1024;
    set(descriptor, SOL_SOCKET, SO_SNDBUF, kSendBuffer);
}

}  // namespace ssecast::net
