#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace ssecast {

/// A counter with one writing thread and any number of readers. A relaxed load and store compile to
/// a plain add; a locked instruction would cost each delivery some nanoseconds more.
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

/// Durations by powers of two of a microsecond: one machine instruction finds the index.
class LatencyHistogram {
public:
    /// The upper bound of bucket `i` is 2^(i + kFirstPower) microseconds: 64 us to about 17 s.
    static constexpr std::size_t kBuckets = 19;
    static constexpr unsigned kFirstPower = 6;

    void add(std::int64_t nanoseconds) noexcept {
        // The clock is read for several writes at once, so an event may seem to be newer than now.
        const auto us = static_cast<std::uint64_t>(std::max<std::int64_t>(nanoseconds, 0)) / 1'000;
        const auto power = static_cast<unsigned>(std::bit_width(us));
        const std::size_t index = power <= kFirstPower ? 0 : power - kFirstPower;
        buckets_[std::min(index, kBuckets)].add();
        sum_us_.add(us);
    }
    /// The bucket after the last one counts what took longer.
    [[nodiscard]] std::uint64_t bucket(std::size_t index) const noexcept {
        return buckets_[index].get();
    }
    [[nodiscard]] std::uint64_t sum_us() const noexcept { return sum_us_.get(); }

private:
    std::array<Counter, kBuckets + 1> buckets_;
    Counter sum_us_;
};

/// What one worker counts; other threads may read at any time. lib/types/stats.ts explains each
/// counter.
struct WorkerStats {
    Counter deliveries;
    Counter bytes;
    Counter writes;
    Counter heartbeats;
    Counter queued_bytes;
    /// Memory of the lists of waiting frames, and of the plans of clients that read the history.
    Counter list_bytes;
    Counter parked;
    Counter parkings;
    Counter dropped;
    Counter replaced;
    Counter replayed;
    Counter gaps;
    Counter inbox_overflows;
    LatencyHistogram latency;
};

/// Why a client is gone; the words of lib/native/contract.cts.
enum class DisconnectReason : std::uint8_t {
    client,
    server,
    timeout,
    expired,
    age,
    slow,
    abandoned,
    error,
    shutdown,
};
inline constexpr std::size_t kDisconnectReasons = 9;

/// Why a connection was refused; the words of lib/types/stats.ts.
enum class RefusalReason : std::uint8_t {
    capacity,
    user,
    expired,
    draining,
    revoked,
    queued,
    system,
};
inline constexpr std::size_t kRefusalReasons = 7;

}  // namespace ssecast
