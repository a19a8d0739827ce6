#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace ssecast {

/// Random numbers that nobody can guess, from the system. It is asked for many at once: each
/// question costs more than the rest of an id. Not for several threads at once.
class RandomBits {
public:
    /// 32 bits. Throws std::exception when the system has none.
    [[nodiscard]] std::uint32_t operator()() {
        if (next_ == pool_.size()) fill();
        return pool_[next_++];
    }

private:
    /// 256 bytes are the most that `getentropy` gives (POSIX.1-2024).
    static constexpr std::size_t kPool = 64;

    void fill();

    std::array<std::uint32_t, kPool> pool_{};
    std::size_t next_ = kPool;
};

}  // namespace ssecast
