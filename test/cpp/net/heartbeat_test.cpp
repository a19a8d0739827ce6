// Blocks of an id alone that keep a connection alive.
#include "support/engine.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

namespace ssecast::test {
namespace {

Options with_heartbeat(std::uint32_t interval_ms) {
    Options options = quiet_options();
    options.workers = 1;
    options.heartbeat_interval_ms = interval_ms;
    return options;
}

TEST(Heartbeat, MovesTheCursorAndFiresNothing) {
    Engine engine(with_heartbeat(80));
    Peer peer = engine.connect(in_channels({"mine"}));
    Peer other = engine.connect(in_channels({"other"}));
    (void)peer.connected();
    const std::string newest = engine.publish(to_channels({"other"}), "for others");
    ASSERT_TRUE(
        peer.reader.read_until([&] { return peer.reader.parser().last_event_id() == newest; }));
    EXPECT_EQ(peer.reader.events().size(), 1U);
    EXPECT_GE(engine->stats().heartbeats, 1U);
    Peer again = engine.resume(newest, {"mine"});
    EXPECT_EQ(again.connected()["resumed"], true);
    EXPECT_EQ(again.connected()["replayed"], 0);
}

TEST(Heartbeat, GoesOnAndOn) {
    Engine engine(with_heartbeat(80));
    Peer peer = engine.connect();
    ASSERT_TRUE(peer.reader.read_until([&] { return peer.reader.parser().blocks() >= 5; }));
    EXPECT_EQ(peer.reader.events().size(), 1U);
    EXPECT_GE(engine->stats().heartbeats, 4U);
    EXPECT_EQ(engine->stats().deliveries, 0U) << "a heartbeat is nobody's delivery";
}

TEST(Heartbeat, IsNeverOvertakenByTheCursorOfAnEvent) {
    Engine engine(with_heartbeat(20));
    Peer peer = engine.connect(in_channels({"mine"}));
    Peer other = engine.connect(in_channels({"other"}));
    for (int i = 0; i < 300; ++i) {
        engine.publish(to_channels({i % 7 == 0 ? "mine" : "other"}), std::to_string(i));
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        peer.reader.pump();
    }
    ASSERT_TRUE(peer.reader.read_events(43));
    std::optional<EventId> last;
    for (const ParsedEvent& event : peer.reader.events()) {
        const std::optional<EventId> id = parse_event_id(event.id);
        ASSERT_TRUE(id);
        if (last) {
            EXPECT_GT(*id, *last);
        }
        last = id;
    }
    EXPECT_EQ(peer.reader.events().size(), 44U);
}

TEST(Heartbeat, IsSavedForAClientThatWasWrittenTo) {
    constexpr auto kInterval = std::chrono::milliseconds(1'000);
    Engine engine(with_heartbeat(kInterval.count()));
    Peer peer = engine.connect();
    (void)peer.connected();
    using Clock = std::chrono::steady_clock;
    // A busy machine may make the publisher itself pause; then the attempt says nothing.
    for (int attempt = 0; attempt < 20; ++attempt) {
        const std::uint64_t before = engine->stats().heartbeats;
        Clock::duration pause{};
        Clock::time_point last = Clock::now();
        for (const auto end = last + 2 * kInterval; Clock::now() < end;) {
            engine.publish(to_all(), "x");
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            pause = std::max(pause, Clock::now() - last);
            last = Clock::now();
        }
        peer.reader.pump();
        if (pause > kInterval / 4) continue;
        // The first may answer the silence before.
        EXPECT_LE(engine->stats().heartbeats - before, attempt == 0 ? 0U : 1U);
        return;
    }
    FAIL() << "The machine never let a thread run for two seconds";
}

TEST(Heartbeat, ReachesEveryClientOfALargeNumber) {
    Engine engine(with_heartbeat(400));
    std::vector<Peer> peers;
    for (int i = 0; i < 101; ++i) peers.push_back(engine.connect());
    for (Peer& peer : peers) {
        ASSERT_TRUE(peer.reader.read_until([&] { return peer.reader.parser().blocks() >= 2; }));
        EXPECT_EQ(peer.reader.events().size(), 1U);
    }
}

TEST(Heartbeat, FollowsItsOption) {
    Engine engine(with_heartbeat(80));
    Peer peer = engine.connect();
    ASSERT_TRUE(peer.reader.read_until([&] { return peer.reader.parser().blocks() >= 2; }));
    engine->configure(R"({"heartbeatInterval": 0})");
    // One that was under way may still come; then there is silence.
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const std::uint64_t before = engine->stats().heartbeats;
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    EXPECT_LE(engine->stats().heartbeats, before + 1);
}

TEST(Heartbeat, TellsItsIntervalAtTheBeginning) {
    Engine engine;
    EXPECT_EQ(engine.connect().connected()["heartbeatInterval"], 0);
    engine->configure(R"({"heartbeatInterval": 15000})");
    EXPECT_EQ(engine.connect().connected()["heartbeatInterval"], 15'000);
}

}  // namespace
}  // namespace ssecast::test
