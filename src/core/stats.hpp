#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace ssecast {

/// A counter with one writing thread and any number of readers: a plain add, no locked instruction.
class Counter {
public:
    void add(std::uint64_t amount = 1) noexcept {
        value_.store(value_.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
    }
    void subtract(std::uint64_t amount = 1) noexcept {
        value_.store(value_.load(std::memory_order_relaxed) - amount, std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t get() const noexcept {
        return value_.load(std::memory_order_relaxed);
    }

private:
    std::atomic<std::uint64_t> value_{0};
};

/// What one worker counts. types/stats.ts says what each means.
struct WorkerStats {
    Counter deliveries;
    Counter bytes;
    Counter writes;
    Counter heartbeats;
    Counter queued_bytes;
    Counter parked;
    Counter parkings;
    Counter replayed;
    Counter gaps;
    Counter inbox_overflows;
};

/// Why a client is gone; the words of types/native.d.cts.
enum class DisconnectReason : std::uint8_t {
    client,
    server,
    timeout,
    expired,
    slow,
    abandoned,
    error,
    shutdown,
};
inline constexpr std::size_t kDisconnectReasons = 8;

}  // namespace ssecast
