#pragma once

#include <atomic>
#include <cstdint>

namespace ssecast::net {

#if defined(SSECAST_TEST_SEAMS)

/// Lets a test set the wall clock of the whole process, by so many milliseconds. The steady clock
/// goes on as it was, as it does when an operator sets the system's clock.
inline std::atomic<std::int64_t> wall_clock_step{0};

[[nodiscard]] inline std::int64_t wall_clock_step_ms() noexcept { return wall_clock_step; }

#else

[[nodiscard]] constexpr std::int64_t wall_clock_step_ms() noexcept { return 0; }

#endif

}  // namespace ssecast::net
