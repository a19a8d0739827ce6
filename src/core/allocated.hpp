#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

namespace ssecast {

/// What an allocation of `bytes` takes of the heap: glibc keeps 8 bytes with each, gives multiples
/// of 16 and nothing below 32.
[[nodiscard]] constexpr std::size_t allocated(std::size_t bytes) noexcept {
    constexpr std::size_t kLeast = 32;
    return std::max(kLeast, (bytes + 8 + 15) / 16 * 16);
}

/// What a string takes of the heap beyond its own object.
[[nodiscard]] inline std::size_t allocated(const std::string& text) noexcept {
    constexpr std::size_t kInside = 15;
    return text.capacity() <= kInside ? 0 : allocated(text.capacity() + 1);
}

}  // namespace ssecast
