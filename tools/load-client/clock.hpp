#pragma once

#include <cstdint>
#include <ctime>

namespace ssecast::load {

/// CLOCK_MONOTONIC in nanoseconds, the clock of the publishers.
inline std::uint64_t monotonic_ns() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000ULL +
           static_cast<std::uint64_t>(now.tv_nsec);
}

inline std::uint64_t monotonic_ms() noexcept { return monotonic_ns() / 1'000'000; }

}  // namespace ssecast::load
