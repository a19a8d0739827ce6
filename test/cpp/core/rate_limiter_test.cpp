#include "core/rate_limiter.hpp"

#include "core/error.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace ssecast {
namespace {

using Strings = std::vector<std::string>;

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kSecond = 1'000 * kMs;

/// A limiter with a clock that a test moves.
struct Limited {
    explicit Limited(std::vector<RateLimit> limits) { set(limits); }

    RateLimiter limiter;
    std::int64_t now = 50 * kSecond;

    void set(const std::vector<RateLimit>& limits) { limiter.configure(limits, now); }
    /// Milliseconds to wait; 0 when it passed.
    std::uint64_t publish(const Strings& channels) {
        try {
            limiter.take(channels, now);
            return 0;
        } catch (const RateLimited& refused) {
            last_channel = refused.channel();
            last_sentence = refused.what();
            return refused.retry_after_ms();
        }
    }
    /// How many of `most` pass.
    int publish_many(const Strings& channels, int most) {
        int passed = 0;
        for (int i = 0; i < most; ++i) passed += publish(channels) == 0 ? 1 : 0;
        return passed;
    }

    std::string last_channel;
    std::string last_sentence;
};

TEST(RateLimiterTest, ABurstPassesAndThenTheRate) {
    Limited limited({{"workspace", 50, 100}});
    EXPECT_EQ(limited.publish_many({"workspace:7"}, 300), 100);
    EXPECT_EQ(limited.publish({"workspace:7"}), 20U);
    limited.now += 19 * kMs;
    EXPECT_EQ(limited.publish({"workspace:7"}), 1U);
    limited.now += 1 * kMs;
    EXPECT_EQ(limited.publish({"workspace:7"}), 0U) << "after the time that it was told";
    limited.now += kSecond;
    EXPECT_EQ(limited.publish_many({"workspace:7"}, 300), 50);
    limited.now += 3'600 * kSecond;
    EXPECT_EQ(limited.publish_many({"workspace:7"}, 300), 100)
        << "a bucket is never more than full";
}

TEST(RateLimiterTest, TheSentenceSaysWhatToDo) {
    Limited limited({{"workspace", 0.5, 1}});
    EXPECT_EQ(limited.publish({"workspace:7"}), 0U);
    EXPECT_EQ(limited.publish({"workspace:7"}), 2'000U);
    EXPECT_EQ(limited.last_channel, "workspace:7");
    EXPECT_EQ(limited.last_sentence,
              "Expected at most 0.5 events a second and 1 at once on the channel 'workspace:7' but "
              "one more came and was not sent; publish it again in 2000 ms, or raise "
              "rateLimits.workspace");
}

TEST(RateLimiterTest, EachChannelHasItsOwnBucket) {
    Limited limited({{"workspace", 1, 2}, {"user", 1, 1}});
    EXPECT_EQ(limited.publish_many({"workspace:7"}, 9), 2);
    EXPECT_EQ(limited.publish_many({"workspace:8"}, 9), 2);
    EXPECT_EQ(limited.publish_many({"user:7"}, 9), 1);
    EXPECT_EQ(limited.publish_many({"workspace:"}, 9), 2) << "an empty id is one, too";
}

TEST(RateLimiterTest, OthersAreNotLimitedAndNotRemembered) {
    Limited limited({{"workspace", 1, 1}});
    for (const char* name : {"workspace", "workspaces:7", "my:workspace:7", ":workspace", "news"}) {
        EXPECT_EQ(limited.publish_many({name}, 9), 9) << name;
    }
    EXPECT_EQ(limited.limiter.size(), 0U);
}

TEST(RateLimiterTest, AllOfTheTargetOrNothing) {
    Limited limited({{"w", 1, 2}});
    EXPECT_EQ(limited.publish_many({"w:full"}, 9), 2);
    EXPECT_EQ(limited.publish({"w:a", "w:full", "w:b"}), 1'000U);
    EXPECT_EQ(limited.last_channel, "w:full");
    EXPECT_EQ(limited.publish_many({"w:a", "w:b"}, 9), 2) << "nothing was taken of the others";
}

TEST(RateLimiterTest, TheLongestWaitIsTold) {
    Limited limited({{"slow", 0.1, 1}, {"fast", 10, 1}});
    EXPECT_EQ(limited.publish({"fast:1", "slow:1"}), 0U);
    EXPECT_EQ(limited.publish({"fast:1", "slow:1"}), 10'000U);
    EXPECT_EQ(limited.last_channel, "slow:1");
    limited.now += 10 * kSecond;
    EXPECT_EQ(limited.publish({"fast:1", "slow:1"}), 0U);
}

TEST(RateLimiterTest, AChannelNamedTwiceIsTakenFromOnce) {
    Limited limited({{"w", 1, 2}});
    EXPECT_EQ(limited.publish_many({"w:a", "w:a", "w:a"}, 9), 2);
}

TEST(RateLimiterTest, CheckingTakesNothing) {
    Limited limited({{"w", 1, 1}});
    const Strings channel{"w:a"};
    for (int i = 0; i < 9; ++i) EXPECT_NO_THROW(limited.limiter.check(channel, limited.now));
    EXPECT_EQ(limited.limiter.size(), 0U);
    EXPECT_EQ(limited.publish(channel), 0U);
    EXPECT_THROW(limited.limiter.check(channel, limited.now), RateLimited);
    EXPECT_EQ(limited.limiter.refusals(), 1U);
}

TEST(RateLimiterTest, TheSameLimitsAgainGiveNoNewBurst) {
    Limited limited({{"w", 1, 5}});
    EXPECT_EQ(limited.publish_many({"w:a"}, 9), 5);
    limited.set({{"w", 1, 5}});
    EXPECT_EQ(limited.publish({"w:a"}), 1'000U);
}

TEST(RateLimiterTest, OtherLimitsHoldAtOnce) {
    Limited limited({{"w", 1, 10}});
    EXPECT_EQ(limited.publish_many({"w:a"}, 10), 10);
    limited.set({{"w", 100, 20}});
    EXPECT_EQ(limited.publish_many({"w:a"}, 50), 10) << "ten of the twenty are taken";
    limited.set({{"w", 1, 2}});
    EXPECT_EQ(limited.publish({"w:a"}), 1'000U) << "no more than the new bucket is taken";
    limited.set({});
    EXPECT_EQ(limited.publish_many({"w:a"}, 50), 50);
    EXPECT_FALSE(limited.limiter.active());
    EXPECT_EQ(limited.limiter.size(), 0U);
    limited.set({{"w", 1, 2}});
    EXPECT_EQ(limited.publish_many({"w:a"}, 50), 2);
}

TEST(RateLimiterTest, FullBucketsAreDropped) {
    Limited limited({{"w", 1'000, 1}});
    for (int i = 0; i < 50'000; ++i) {
        limited.now += kMs;
        ASSERT_EQ(limited.publish({"w:" + std::to_string(i)}), 0U);
        ASSERT_LE(limited.limiter.size(), 2U);
    }
    EXPECT_EQ(limited.limiter.overflows(), 0U);
}

TEST(RateLimiterTest, OneThatFillsSlowlyHidesNoFullOnes) {
    Limited limited({{"slow", 0.001, 1}, {"fast", 1'000, 1}});
    for (int i = 0; i < 100; ++i) limited.publish({"slow:" + std::to_string(i)});
    for (int i = 0; i < 10'000; ++i) {
        limited.now += kMs;
        limited.publish({"fast:" + std::to_string(i)});
    }
    EXPECT_LE(limited.limiter.size(), 200U);
    EXPECT_EQ(limited.publish_many({"slow:5"}, 1), 0) << "it is remembered";
}

TEST(RateLimiterTest, MoreThanTheBoundForgetsTheOneThatIsFullSoonest) {
    Limited limited({{"w", 0.001, 1}});
    const auto most = static_cast<int>(kMaxRateBuckets);
    for (int i = 0; i < most; ++i) {
        limited.now += 1;
        ASSERT_EQ(limited.publish({"w:" + std::to_string(i)}), 0U);
    }
    EXPECT_EQ(limited.limiter.size(), kMaxRateBuckets);
    EXPECT_EQ(limited.limiter.overflows(), 0U);
    EXPECT_EQ(limited.publish({"w:one more"}), 0U) << "a channel that has published nothing";
    EXPECT_EQ(limited.limiter.size(), kMaxRateBuckets);
    EXPECT_EQ(limited.limiter.overflows(), 1U);
    const int forgotten = [&] {
        int count = 0;
        for (int i = 0; i < most; ++i) {
            try {
                limited.limiter.check(Strings{"w:" + std::to_string(i)}, limited.now);
                ++count;
            } catch (const RateLimited&) {
                continue;
            }
        }
        return count;
    }();
    EXPECT_EQ(forgotten, 1);
}

TEST(RateLimiterTest, TheLargestNumbersDoNotOverflow) {
    Limited limited({{"w", 0.001, 1'000'000}, {"v", 1'000'000, 1'000'000}});
    limited.now = std::int64_t{1} << 57;
    EXPECT_EQ(limited.publish_many({"w:a"}, 1'000'001), 1'000'000);
    EXPECT_EQ(limited.publish({"w:a"}), 1'000'000U);
    EXPECT_EQ(limited.publish_many({"v:a"}, 1'000'001), 1'000'000);
    EXPECT_EQ(limited.publish({"v:a"}), 1U);
}

}  // namespace
}  // namespace ssecast
