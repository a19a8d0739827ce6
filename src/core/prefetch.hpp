#pragma once

namespace ssecast {

/// Asks the processor to fetch memory that is needed soon. A hint only: any address is allowed.
inline void prefetch([[maybe_unused]] const void* address) noexcept {
#if defined(__GNUC__)
    __builtin_prefetch(address);
#endif
}

}  // namespace ssecast
