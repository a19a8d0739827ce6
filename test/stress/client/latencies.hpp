#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ssecast::stress {

/// How long events took from publish to receipt.
class Latencies {
public:
    void add(std::uint64_t ns) {
        if (values_.size() == kMost) return;
        values_.push_back(
            static_cast<std::uint32_t>(std::min<std::uint64_t>(ns / 1'000, UINT32_MAX)));
    }

    [[nodiscard]] std::size_t count() const noexcept { return values_.size(); }

    /// Microseconds below which so much lies; 0 when there is nothing.
    [[nodiscard]] std::uint32_t quantile(double part) {
        if (values_.empty()) return 0;
        const auto at = values_.begin() +
                        static_cast<std::ptrdiff_t>(part * static_cast<double>(values_.size() - 1));
        std::nth_element(values_.begin(), at, values_.end());
        return *at;
    }

    void clear() { values_.clear(); }

private:
    static constexpr std::size_t kMost = 4'000'000;
    std::vector<std::uint32_t> values_;
};

}  // namespace ssecast::stress
