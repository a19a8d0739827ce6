#pragma once

#include <cstddef>

namespace ssecast::test {

/// Descriptors this process has open.
[[nodiscard]] std::size_t open_descriptors();
/// Resident memory of this process.
[[nodiscard]] std::size_t resident_bytes();

/// Sanitizers keep freed memory, so resident memory says nothing under them.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace ssecast::test
