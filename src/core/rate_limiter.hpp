#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ssecast {

/// So many prefixes of channels may have a limit.
inline constexpr std::size_t kMaxRateLimits = 100;
/// So many channels are watched at a time. A bound, because names of channels may come from users.
inline constexpr std::size_t kMaxRateBuckets = 10'000;

/// How often events may be published to each channel `<prefix>:<anything>`.
struct RateLimit {
    std::string prefix;
    double per_second = 1;
    /// So many at once, after a pause.
    std::uint32_t burst = 1;

    bool operator==(const RateLimit&) const = default;
};

/// A token bucket for each channel that has a limit.
///
/// A bucket is one moment: when it will be full again if nothing more is taken. Taking a token
/// moves the moment on by the time that a token takes to come; it may not lie further ahead than a
/// whole bucket takes. (ITU-T I.371, annex A, calls this virtual scheduling.) So no timer fills
/// buckets, and a full one need not be kept.
///
/// Each new bucket looks at a few others, in a ring, and drops those that are full. If
/// `kMaxRateBuckets` are in use all the same, it drops the one of those that would be full soonest,
/// and counts that: the channel may publish a little more than its limit, which hurts less than
/// refusing a channel that has published nothing.
///
/// Time is nanoseconds of a clock that does not go back. Not synchronised: the broadcaster calls it
/// under its mutex.
class RateLimiter {
public:
    /// Replaces the limits. Tokens that were taken stay taken, under the new limit.
    void configure(const std::vector<RateLimit>& limits, std::int64_t now_ns);
    /// Whether any channel has a limit. Any thread: publishers ask before they take the mutex.
    [[nodiscard]] bool active() const noexcept { return active_.load(std::memory_order_relaxed); }

    /// Throws RateLimited unless one event may be published to all of `channels` now. Takes
    /// nothing: `publish` asks before it encodes, so that a flood costs no encoding.
    void check(std::span<const std::string> channels, std::int64_t now_ns);
    /// Takes one token of each channel, once however often it is named. If one of them has none,
    /// throws RateLimited and takes nothing.
    void take(std::span<const std::string> channels, std::int64_t now_ns);

    /// Publishes that were refused.
    [[nodiscard]] std::uint64_t refusals() const noexcept { return refusals_; }
    /// Buckets that were dropped before they were full.
    [[nodiscard]] std::uint64_t overflows() const noexcept { return overflows_; }
    /// Buckets kept now.
    [[nodiscard]] std::size_t size() const noexcept { return buckets_.size(); }

private:
    struct Pace {
        RateLimit limit;
        /// How long one token takes to come, and all of them.
        std::int64_t interval_ns = 0;
        std::int64_t capacity_ns = 0;
    };
    using Paces = std::map<std::string, Pace, std::less<>>;
    struct Bucket {
        std::string channel;
        std::int64_t full_at_ns = 0;
        /// The last call of `take` that took a token.
        std::uint64_t turn = 0;
    };

    [[nodiscard]] static const Pace* pace_of(const Paces& paces, std::string_view channel);
    [[noreturn]] void refuse(const Pace& pace, const std::string& channel, std::int64_t wait_ns);
    [[nodiscard]] Bucket& bucket_of(const std::string& channel, std::int64_t now_ns);
    void sweep(std::int64_t now_ns);
    void forget(std::list<Bucket>::iterator bucket);

    Paces paces_;
    std::atomic<bool> active_{false};
    /// A ring: a bucket that was looked at and is kept goes to the end.
    std::list<Bucket> buckets_;
    /// The keys are the names in the buckets, which never move.
    std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_channel_;
    std::uint64_t turn_ = 0;
    std::uint64_t refusals_ = 0;
    std::uint64_t overflows_ = 0;
};

}  // namespace ssecast
