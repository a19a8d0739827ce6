#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

namespace ssecast {

// Bounds of queues and of the history are promises about memory, so they count what the allocator
// takes. An event of 20 bytes takes over 200; a bound on bytes of payload would be wrong by ten
// times.

/// What an allocation of `bytes` takes of the heap. glibc adds 8 bytes to each, rounds up to 16 and
/// gives nothing below 32. Other allocators differ by a few percent.
[[nodiscard]] constexpr std::size_t allocated(std::size_t bytes) noexcept {
    constexpr std::size_t kLeast = 32;
    return std::max(kLeast, (bytes + 8 + 15) / 16 * 16);
}

/// What a string takes of the heap beyond its own object. libstdc++ keeps up to 15 bytes inside it.
[[nodiscard]] inline std::size_t allocated(const std::string& text) noexcept {
    constexpr std::size_t kInside = 15;
    return text.capacity() <= kInside ? 0 : allocated(text.capacity() + 1);
}

}  // namespace ssecast
