// The memory of what waits for workers and clients is bounded and counted.
#include "support/engine.hpp"
#include "support/test_sink.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;

TEST(Bounds, ChangesOfChannelsWithoutAnEventDoNotPileUp) {
    Engine engine(one_worker());
    const std::string id = engine.admit();
    const auto control = std::make_shared<SinkControl>();
    control->allow(1U << 30U);
    attach_test_sink(engine, id, control);
    for (int i = 0; i < 100'000; ++i) {
        ASSERT_TRUE(engine->subscribe(id, "news"));
        ASSERT_TRUE(engine->unsubscribe(id, "news"));
        if (i % 1'000 == 0) {
            ASSERT_LE(engine->stats().held_bytes, 4U * 1024 * 1024);
        }
    }
    // What the worker has taken and what waits keep room for 4,096 commands each.
    constexpr std::size_t kKept = 2 * 4'096 * sizeof(net::Command) + 64U * 1024;
    EXPECT_TRUE(wait_until([&] { return engine->stats().held_bytes < kKept; }))
        << "the room of a burst is given back";
}

// A busy worker gets a command for each change as long as there is room, and then asks the
// directory.
TEST(Bounds, AWorkerThatIsBehindTakesTheChannelsAnew) {
    Engine engine(one_worker());
    const std::string id = engine.admit(in_channels({"kept", "left"}));
    const auto control = std::make_shared<SinkControl>();
    control->allow(1U << 30U);
    attach_test_sink(engine, id, control);
    BusyWorker busy(engine, engine.admit());
    Strings expected;
    int number = 0;
    const auto publish = [&](const std::string& channel, bool wanted) {
        const std::string data = channel + " " + std::to_string(++number);
        engine.publish(to_channels({channel}), data);
        if (wanted) expected.push_back(data);
    };
    const auto change_a_lot = [&] {
        for (int i = 0; i < 20'000; ++i) {
            engine->subscribe(id, "other");
            engine->unsubscribe(id, "other");
        }
    };
    publish("left", true);
    change_a_lot();
    publish("kept", true);
    publish("joined", false);
    engine->subscribe(id, "joined");
    publish("joined", true);
    engine->unsubscribe(id, "left");
    publish("left", false);
    change_a_lot();
    publish("other", false);
    publish("joined", true);
    EXPECT_LE(engine->stats().held_bytes, 4U * 1024 * 1024);
    busy.release();
    ASSERT_TRUE(
        wait_until([&] { return control->parse().events().size() >= expected.size() + 1; }));
    EXPECT_GE(engine->stats().inbox_overflows, 1U);
    ASSERT_TRUE(wait_until([&] { return engine->stats().parked == 0; }));
    // From here on each change is a command again.
    publish("joined", true);
    publish("left", false);
    engine->unsubscribe(id, "joined");
    publish("joined", false);
    publish("kept", true);
    ASSERT_TRUE(
        wait_until([&] { return control->parse().events().size() >= expected.size() + 1; }));
    Strings data;
    const SseParser parsed = control->parse();
    for (const ParsedEvent& event : parsed.events()) data.push_back(event.data);
    data.erase(data.begin());
    EXPECT_EQ(data, expected);
    EXPECT_EQ(engine->stats().gaps, 0U);
}

TEST(Bounds, AnEventThatWaitsForManyIsHeldOnce) {
    constexpr std::size_t kClients = 50;
    Options options = one_worker();
    options.history.count = 0;
    Engine engine(options);
    std::vector<std::shared_ptr<SinkControl>> stalled;
    for (std::size_t i = 0; i < kClients; ++i) {
        stalled.push_back(attach_test_sink(engine, engine.admit()));
    }
    const std::string large(10'000, 'x');
    for (int i = 0; i < 20; ++i) engine.publish(to_all(), large);
    ASSERT_TRUE(wait_until([&] { return engine->stats().queued_bytes >= kClients * 20 * 10'000; }));
    const std::uint64_t held = engine->stats().held_bytes;
    EXPECT_GE(held, 20U * 10'000);
    EXPECT_LE(held, 20U * 10'200 + kClients * 2'000);
    engine->disconnect(to_all(), DisconnectReason::server);
    EXPECT_TRUE(wait_until([&] { return engine->stats().held_bytes < 100'000; }));
    EXPECT_EQ(engine->stats().queued_bytes, 0U);
}

// 10,000 of these were 0.56 MB by the statistics and 478 MB in memory.
TEST(Bounds, EventsToManyUsersCountForTheirNames) {
    Options options = one_worker();
    options.history.bytes = 4U * 1024 * 1024;
    Engine engine(options);
    Strings users;
    for (int i = 0; i < 2'000; ++i) users.push_back("user:" + std::to_string(i));
    Peer peer = engine.connect(in_channels({users[0]}));
    for (int i = 0; i < 500; ++i) {
        engine->publish(to_channels(users), {.event = "e", .data = "x"});
    }
    const net::BroadcasterStats stats = engine->stats();
    EXPECT_LE(stats.history_bytes, options.history.bytes);
    EXPECT_GE(stats.history_bytes, stats.history_events * 2'000 * 12);
    EXPECT_LT(stats.history_events, 180U);
    // The worker was not woken: the bound of its inbox counts the same memory.
    EXPECT_LE(stats.held_bytes, stats.history_bytes + 9U * 1024 * 1024);
    engine->flush();
}

}  // namespace
}  // namespace ssecast::test
