#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ssecast {

/// The numbers of the events of one channel or one client, in their order: they come in at the end
/// and leave at the front. (Search engines call such a list postings.)
///
/// Kept in 32 bits, because there is one for each channel of each event. That is enough: the
/// history holds far less than 2^31 events, so the full number follows from the distance to the
/// oldest. Not synchronised.
class Postings {
public:
    [[nodiscard]] bool empty() const noexcept { return head_ == numbers_.size(); }
    [[nodiscard]] std::size_t size() const noexcept { return numbers_.size() - head_; }

    void push(std::uint64_t number) { numbers_.push_back(static_cast<std::uint32_t>(number)); }

    [[nodiscard]] bool begins_with(std::uint64_t number) const noexcept {
        return !empty() && numbers_[head_] == static_cast<std::uint32_t>(number);
    }
    /// Moves an index, and now and then the list: on average a constant time.
    void pop_front() noexcept {
        ++head_;
        if (empty()) {
            head_ = 0;
            if (numbers_.capacity() > kKept) {
                std::vector<std::uint32_t>{}.swap(numbers_);
            } else {
                numbers_.clear();
            }
        } else if (head_ > kKept && head_ > numbers_.size() / 4) {
            numbers_.erase(numbers_.begin(), numbers_.begin() + static_cast<std::ptrdiff_t>(head_));
            head_ = 0;
            if (numbers_.capacity() / 4 > numbers_.size()) numbers_.shrink_to_fit();
        }
    }
    /// Takes the newest number back, as often as it stands there: an event may name a channel
    /// twice.
    void take_back(std::uint64_t number) noexcept {
        while (!empty() && numbers_.back() == static_cast<std::uint32_t>(number)) {
            numbers_.pop_back();
        }
    }
    /// The oldest number. Not of an empty list.
    [[nodiscard]] std::uint64_t front(std::uint64_t oldest) const noexcept {
        return at(head_, oldest);
    }

    /// Calls `visit` with each number from `from` on and before `end`, as long as `work` lasts;
    /// each takes one of it. Returns the number to go on with, or `end`. Begins with a binary
    /// search, so that going on costs no second look at what was visited. `oldest`: a number that
    /// is not later than any of the list.
    template <class Visit>
    std::uint64_t visit(std::uint64_t from, std::uint64_t end, std::uint64_t oldest,
                        std::size_t& work, const Visit& visit) const {
        const auto first = numbers_.begin() + static_cast<std::ptrdiff_t>(head_);
        auto next = std::partition_point(first, numbers_.end(), [&](std::uint32_t number) {
            return full(number, oldest) < from;
        });
        for (; next != numbers_.end(); ++next) {
            const std::uint64_t number = full(*next, oldest);
            if (number >= end) break;
            if (work == 0) return number;
            --work;
            visit(number);
        }
        return end;
    }

private:
    /// Room for so many numbers stays, so that a channel with an event now and then does not
    /// allocate for each.
    static constexpr std::size_t kKept = 16;

    // The difference wraps around at 2^32 like the numbers themselves.
    [[nodiscard]] static std::uint64_t full(std::uint32_t number, std::uint64_t oldest) noexcept {
        return oldest + static_cast<std::uint32_t>(number - static_cast<std::uint32_t>(oldest));
    }
    [[nodiscard]] std::uint64_t at(std::size_t index, std::uint64_t oldest) const noexcept {
        return full(numbers_[index], oldest);
    }

    std::vector<std::uint32_t> numbers_;
    std::size_t head_ = 0;
};

}  // namespace ssecast
