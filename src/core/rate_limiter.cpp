#include "core/rate_limiter.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <utility>

namespace ssecast {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMillisecond = 1'000'000;
/// How many buckets each new one looks at. More than one, so that full buckets go faster than new
/// ones come.
constexpr std::size_t kLooks = 8;

/// For a sentence: 50 and 0.5, not 50.000000.
std::string text_of(double number) {
    std::array<char, 32> text{};
    const int size = std::snprintf(text.data(), text.size(), "%.10g", number);
    return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace

// By the part of the name before the colon: `workspace:a` and `workspace:b` have the same limit and
// a bucket each.
const RateLimiter::Pace* RateLimiter::pace_of(const Paces& paces, std::string_view channel) {
    const std::size_t colon = channel.find(':');
    if (colon == std::string_view::npos) return nullptr;
    const auto found = paces.find(channel.substr(0, colon));
    return found == paces.end() ? nullptr : &found->second;
}

void RateLimiter::configure(const std::vector<RateLimit>& limits, std::int64_t now_ns) {
    Paces paces;
    for (const RateLimit& limit : limits) {
        // Rounded down: a publisher that keeps exactly to the limit is never refused.
        const auto interval =
            static_cast<std::int64_t>(static_cast<double>(kSecond) / limit.per_second);
        paces[limit.prefix] = {limit, interval, interval * limit.burst};
    }
    const Paces before = std::exchange(paces_, std::move(paces));
    active_.store(!paces_.empty(), std::memory_order_relaxed);
    // At most kMaxRateBuckets steps, and only when an application configures its options.
    for (auto bucket = buckets_.begin(); bucket != buckets_.end();) {
        const auto current = bucket++;
        const Pace* const old_pace = pace_of(before, current->channel);
        const Pace* const new_pace = pace_of(paces_, current->channel);
        if (new_pace == nullptr || old_pace == nullptr || current->full_at_ns <= now_ns) {
            forget(current);
            continue;
        }
        // Next evaluates modules again and again, and each time configures the same limits. That
        // must not fill the buckets.
        if (new_pace->limit == old_pace->limit) continue;
        // The tokens that are missing are the same number under the new limit.
        const double taken = static_cast<double>(current->full_at_ns - now_ns) /
                             static_cast<double>(old_pace->interval_ns);
        const double most = static_cast<double>(new_pace->capacity_ns);
        const double ahead = std::min(most, taken * static_cast<double>(new_pace->interval_ns));
        current->full_at_ns = now_ns + static_cast<std::int64_t>(ahead);
    }
}

void RateLimiter::check(std::span<const std::string> channels, std::int64_t now_ns) {
    const Pace* slowest = nullptr;
    const std::string* channel = nullptr;
    std::int64_t longest = 0;
    for (const std::string& each : channels) {
        const Pace* const pace = pace_of(paces_, each);
        if (pace == nullptr) continue;
        const auto found = by_channel_.find(each);
        // Without a bucket it is full.
        if (found == by_channel_.end()) continue;
        // One token more would move the moment of fullness to `ahead + interval`, which may not lie
        // further ahead than a whole bucket takes.
        const std::int64_t ahead = std::max<std::int64_t>(found->second->full_at_ns - now_ns, 0);
        const std::int64_t wait = ahead + pace->interval_ns - pace->capacity_ns;
        // The longest wait is the one after which all channels have a token.
        if (wait <= longest) continue;
        longest = wait;
        slowest = pace;
        channel = &each;
    }
    if (slowest != nullptr) refuse(*slowest, *channel, longest);
}

void RateLimiter::refuse(const Pace& pace, const std::string& channel, std::int64_t wait_ns) {
    ++refusals_;
    const auto wait_ms = static_cast<std::uint64_t>((wait_ns + kMillisecond - 1) / kMillisecond);
    throw RateLimited("Expected at most " + text_of(pace.limit.per_second) +
                          " events a second and " + std::to_string(pace.limit.burst) +
                          " at once on the channel '" + channel +
                          "' but one more came and was not sent; publish it again in " +
                          std::to_string(wait_ms) + " ms, or raise rateLimits." + pace.limit.prefix,
                      channel, wait_ms);
}

void RateLimiter::take(std::span<const std::string> channels, std::int64_t now_ns) {
    check(channels, now_ns);
    // Marks the buckets of this call: a channel that is named twice gets the event once.
    ++turn_;
    for (const std::string& channel : channels) {
        const Pace* const pace = pace_of(paces_, channel);
        if (pace == nullptr) continue;
        Bucket& bucket = bucket_of(channel, now_ns);
        if (bucket.turn == turn_) continue;
        bucket.turn = turn_;
        bucket.full_at_ns = std::max(bucket.full_at_ns, now_ns) + pace->interval_ns;
    }
}

RateLimiter::Bucket& RateLimiter::bucket_of(const std::string& channel, std::int64_t now_ns) {
    if (const auto found = by_channel_.find(channel); found != by_channel_.end()) {
        return *found->second;
    }
    sweep(now_ns);
    Bucket& bucket = buckets_.emplace_back(Bucket{channel, now_ns, 0});
    by_channel_.emplace(bucket.channel, std::prev(buckets_.end()));
    return bucket;
}

// Costs kLooks steps, whatever the number of buckets: it runs under the broadcaster's mutex.
void RateLimiter::sweep(std::int64_t now_ns) {
    auto soonest = buckets_.end();
    for (std::size_t looks = std::min(kLooks, buckets_.size()); looks != 0; --looks) {
        const auto bucket = buckets_.begin();
        if (bucket->full_at_ns <= now_ns) {
            forget(bucket);
            continue;
        }
        if (soonest == buckets_.end() || bucket->full_at_ns < soonest->full_at_ns) soonest = bucket;
        buckets_.splice(buckets_.end(), buckets_, bucket);
    }
    if (buckets_.size() < kMaxRateBuckets) return;
    ++overflows_;
    forget(soonest);
}

void RateLimiter::forget(std::list<Bucket>::iterator bucket) {
    by_channel_.erase(bucket->channel);
    buckets_.erase(bucket);
}

}  // namespace ssecast
