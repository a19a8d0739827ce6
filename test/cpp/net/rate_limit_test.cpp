// Rate limits of a broadcaster. core/rate_limiter_test.cpp tests when a token comes.
#include "support/engine.hpp"
#include "support/expect_error.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;

/// Two events at once, and the next after a quarter of an hour: no test lasts so long.
Options limited_options() {
    Options options = quiet_options();
    options.rate_limits = {{"workspace", 0.001, 2}};
    return options;
}

TEST(RateLimits, WhatIsRefusedIsSentToNobodyAndKeptForNobody) {
    Engine engine(limited_options());
    Peer peer = engine.connect(in_channels({"workspace:7", "news"}));
    engine.publish(to_channels({"workspace:7"}), "1");
    engine.publish(to_channels({"workspace:7"}), "2");
    const EventId before = engine->position();
    EXPECT_NE(sentence_of(ErrorCode::rate_limited,
                          [&] {
                              engine.publish(to_channels({"news", "workspace:7"}), "3");
                          }),
              "");
    EXPECT_EQ(engine->position(), before);
    EXPECT_EQ(engine->stats().history_events, 2U);
    EXPECT_EQ(engine->stats().published, 2U);
    EXPECT_EQ(engine->stats().rate_limited, 1U);
    EXPECT_EQ(engine->stats().rate_limit_overflows, 0U);
    engine.publish(to_channels({"news"}), "4");
    ASSERT_TRUE(peer.reader.read_events(3));
    EXPECT_EQ(peer.reader.data(), (Strings{"1", "2", "4"}));
}

TEST(RateLimits, HoldForChannelsOnly) {
    Engine engine(limited_options());
    const std::string id = engine.admit(in_channels({"workspace:7"}));
    for (int i = 0; i < 5; ++i) {
        EXPECT_NO_THROW(engine.publish(to_all(), "x"));
        EXPECT_NO_THROW(engine.publish(to_clients({id}), "x"));
        EXPECT_NO_THROW(engine.publish(to_channels({"news"}), "x"));
    }
}

TEST(RateLimits, AnEventThatIsRefusedForAnotherReasonTakesNoToken) {
    Engine engine(limited_options());
    for (int i = 0; i < 5; ++i) {
        EXPECT_NE(sentence_of(ErrorCode::invalid_event,
                              [&] {
                                  (void)engine->publish(to_channels({"workspace:7"}),
                                                        {.event = "a\nb", .data = "x"});
                              }),
                  "");
        EXPECT_NE(sentence_of(ErrorCode::invalid_channel,
                              [&] {
                                  engine.publish(to_channels({"workspace:7", ""}), "x");
                              }),
                  "");
    }
    EXPECT_NO_THROW(engine.publish(to_channels({"workspace:7"}), "x"));
    EXPECT_NO_THROW(engine.publish(to_channels({"workspace:7"}), "x"));
    EXPECT_THROW(engine.publish(to_channels({"workspace:7"}), "x"), RateLimited);
}

TEST(RateLimits, CanBeChangedAndTakenAway) {
    Engine engine;
    const net::TargetNames target = to_channels({"workspace:7"});
    for (int i = 0; i < 5; ++i) engine.publish(target, "x");
    engine->configure(R"({"rateLimits": {"workspace": {"perSecond": 0.001, "burst": 1}}})");
    EXPECT_NO_THROW(engine.publish(target, "x"));
    EXPECT_THROW(engine.publish(target, "x"), RateLimited);
    engine->configure(R"({"retryInterval": 5})");
    EXPECT_THROW(engine.publish(target, "x"), RateLimited) << "another option changes nothing";
    engine->configure(R"({"rateLimits": {}})");
    for (int i = 0; i < 5; ++i) EXPECT_NO_THROW(engine.publish(target, "x"));
}

TEST(RateLimits, ThreadsTogetherGetWhatOneGets) {
    Options options = quiet_options();
    options.rate_limits = {{"workspace", 0.001, 100}};
    Engine engine(options);
    std::atomic<int> passed{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&] {
            for (int i = 0; i < 100; ++i) {
                try {
                    engine.publish(to_channels({"workspace:7"}), "x");
                    ++passed;
                } catch (const RateLimited&) {
                    continue;
                }
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(passed, 100);
    EXPECT_EQ(engine->stats().published, 100U);
    EXPECT_EQ(engine->stats().rate_limited, 300U);
}

TEST(RateLimits, AClosedBroadcasterSaysThatItIsClosed) {
    Engine engine(limited_options());
    for (int i = 0; i < 2; ++i) engine.publish(to_channels({"workspace:7"}), "x");
    engine->close();
    EXPECT_NE(
        sentence_of(ErrorCode::closed, [&] { engine.publish(to_channels({"workspace:7"}), "x"); }),
        "");
}

}  // namespace
}  // namespace ssecast::test
