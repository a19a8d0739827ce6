#pragma once

#include <cstdint>

namespace ssecast::load {

/// What a whole run saw of events that did not come once and in order.
struct Faults {
    std::uint64_t lost = 0;
    std::uint64_t duplicated = 0;
    std::uint64_t reordered = 0;
};

/// Checks one connection's sequence numbers. A hole counts as lost until its event comes late;
/// then it counts as reordered. Only the last 64 numbers are remembered for that.
class SequenceCheck {
public:
    void expect(std::uint64_t next) noexcept {
        next_ = next;
        missing_ = 0;
    }

    [[nodiscard]] std::uint64_t next() const noexcept { return next_; }

    void see(std::uint64_t number, Faults& faults) noexcept {
        if (number == next_) {
            missing_ <<= 1;
            ++next_;
        } else if (number > next_) {
            skip_to(number, faults);
        } else {
            see_old(next_ - 1 - number, faults);
        }
    }

private:
    void skip_to(std::uint64_t number, Faults& faults) noexcept {
        const std::uint64_t hole = number - next_;
        faults.lost += hole;
        const std::uint64_t ones = hole >= 64 ? ~0ULL : (1ULL << hole) - 1;
        missing_ = (hole >= 64 ? ones : (missing_ << hole) | ones) << 1;
        next_ = number + 1;
    }

    void see_old(std::uint64_t age, Faults& faults) noexcept {
        const std::uint64_t bit = age < 64 ? 1ULL << age : 0;
        if ((missing_ & bit) != 0) {
            missing_ &= ~bit;
            --faults.lost;
            ++faults.reordered;
        } else {
            ++faults.duplicated;
        }
    }

    std::uint64_t next_ = 1;
    std::uint64_t missing_ = 0;  // bit k: the number next_ - 1 - k has not come
};

}  // namespace ssecast::load
