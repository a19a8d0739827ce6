#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace ssecast::load {

/// Latencies in buckets that are at most 1/32 of their value wide: fixed memory, no allocation.
class Histogram {
public:
    void record(std::uint64_t value) noexcept {
        ++counts_[index_of(value)];
        ++total_;
        if (value > max_) max_ = value;
    }

    void clear() noexcept { *this = Histogram{}; }

    [[nodiscard]] std::uint64_t count() const noexcept { return total_; }
    [[nodiscard]] std::uint64_t max() const noexcept { return max_; }

    /// Upper bound of the bucket that holds the value at `fraction` (0…1); 0 when empty.
    [[nodiscard]] std::uint64_t quantile(double fraction) const noexcept {
        const auto wanted = static_cast<std::uint64_t>(fraction * static_cast<double>(total_));
        std::uint64_t seen = 0;
        for (std::uint32_t i = 0; i < kBuckets; ++i) {
            seen += counts_[i];
            if (seen > wanted) return std::min(upper_bound_of(i), max_);
        }
        return max_;
    }

    /// Calls `visit(upper bound, count)` for each bucket that has something, from the lowest on.
    template <class Visit>
    void each(const Visit& visit) const {
        for (std::uint32_t i = 0; i < kBuckets; ++i) {
            if (counts_[i] != 0) visit(std::min(upper_bound_of(i), max_), counts_[i]);
        }
    }

private:
    static constexpr std::uint32_t kHalf = 32;
    static constexpr std::uint32_t kBuckets = 60 * kHalf;

    // Values below 64 have a bucket each; above, the five bits after the leading one choose it.
    static std::uint32_t index_of(std::uint64_t value) noexcept {
        if (value < 2 * kHalf) return static_cast<std::uint32_t>(value);
        const auto shift = static_cast<std::uint32_t>(std::bit_width(value)) - 6;
        return shift * kHalf + static_cast<std::uint32_t>(value >> shift);
    }

    static std::uint64_t upper_bound_of(std::uint32_t index) noexcept {
        if (index < 2 * kHalf) return index;
        const std::uint32_t shift = index / kHalf - 1;
        const std::uint64_t mantissa = index - shift * kHalf;
        return ((mantissa + 1) << shift) - 1;
    }

    std::array<std::uint64_t, kBuckets> counts_{};
    std::uint64_t total_ = 0;
    std::uint64_t max_ = 0;
};

}  // namespace ssecast::load
