#include "core/replay_plan.hpp"

#include "core/replay_log.hpp"

#include <algorithm>
#include <bit>

namespace ssecast {

void ReplayPlan::begin(std::uint64_t from, std::uint64_t end, std::uint32_t version) {
    from_ = from;
    end_ = std::min(end, from + kWindow);
    version_ = version;
    // The window is fixed here: events that are published meanwhile are for the next plan.
    list_ = 0;
    place_ = from;
    bits_.assign((end_ - from_ + 63) / 64, 0);
}

bool ReplayPlan::build(const ReplayLog& log, ClientKey client, const Memberships& channels,
                       std::size_t& work) {
    // Each look-up costs more than a step, so a piece is bounded for a reader of many quiet
    // channels, too.
    const std::size_t lists = 2 + 2 * channels.size();
    for (; list_ < lists; ++list_, place_ = from_) {
        if (work < kLookup) return false;
        work -= kLookup;
        const Postings* list = nullptr;
        std::uint64_t first = place_;
        if (list_ < 2) {
            list = list_ == 0 ? &log.for_all() : log.for_client(client);
        } else {
            // Two lists for each channel: its own events, and those that went to further channels,
            // too.
            const Membership& membership = channels[(list_ - 2) / 2];
            list = log.for_channel(membership.channel, list_ % 2 == 0);
            // Events from before the reader joined are not for it.
            if (list != nullptr && membership.since != EventId{}) {
                first = std::max(first, log.number_after(membership.since));
            }
        }
        // A position inside a list may be older than the log's oldest event by now; `visit` begins
        // with what is still there.
        if (list == nullptr || first >= end_) continue;
        place_ = list->visit(first, end_, log.begin_number(), work,
                             [this](std::uint64_t place) { mark(place); });
        if (place_ != end_) return false;
    }
    return true;
}

std::uint64_t ReplayPlan::next(std::uint64_t from) const noexcept {
    if (from >= end_) return end_;
    // A word at a time: sparse plans are the usual ones.
    const std::uint64_t bit = from - from_;
    std::size_t word = bit / 64;
    std::uint64_t rest = bits_[word] & (~std::uint64_t{0} << (bit % 64));
    while (rest == 0) {
        if (++word == bits_.size()) return end_;
        rest = bits_[word];
    }
    return from_ + word * 64 + static_cast<unsigned>(std::countr_zero(rest));
}

std::size_t ReplayPlan::count(std::uint64_t from, std::uint64_t before) const noexcept {
    const std::uint64_t first = std::max(from, from_) - from_;
    const std::uint64_t end = std::min(before, end_) - from_;
    std::size_t count = 0;
    for (std::uint64_t bit = first; bit < end;) {
        const std::uint64_t left = std::min(end - bit, 64 - bit % 64);
        const std::uint64_t mask = left == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
        count += static_cast<unsigned>(std::popcount(bits_[bit / 64] >> (bit % 64) & mask));
        bit += left;
    }
    return count;
}

}  // namespace ssecast
