#pragma once

#include "net/wall_clock.hpp"

#include <chrono>
#include <cstdint>

namespace ssecast::net {

/// Milliseconds since the epoch. An operator or NTP may set this clock, back as well as forward, so
/// it serves for times that people read and for `expiresAt`, never for measuring.
[[nodiscard]] inline std::uint64_t wall_ms() noexcept {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(now).count() + wall_clock_step_ms());
}

/// Nanoseconds of a clock that never goes back. Deadlines, ages and latencies go by it.
[[nodiscard]] inline std::int64_t steady_ns() noexcept {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

}  // namespace ssecast::net
