#pragma once

#include "core/options.hpp"

#include <atomic>
#include <cstdint>

namespace ssecast::net {

/// The options that workers read while they run, without the broadcaster's mutex. The broadcaster
/// writes them under it, one by one: a worker may see a new value of one and an old value of
/// another for a moment, which harms nothing because each stands for itself.
struct LiveOptions {
    std::atomic<std::uint32_t> heartbeat_interval_ms{0};
    std::atomic<std::uint32_t> connection_timeout_ms{0};
    std::atomic<std::uint32_t> queue_bytes{0};
    std::atomic<SlowClientPolicy> slow_client{SlowClientPolicy::park};

    void set(const Options& options) noexcept {
        heartbeat_interval_ms = options.heartbeat_interval_ms;
        connection_timeout_ms = options.connection_timeout_ms;
        queue_bytes = options.queue_bytes;
        slow_client = options.slow_client;
    }
};

}  // namespace ssecast::net
