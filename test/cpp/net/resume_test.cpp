// Clients that come back with a cursor.
#include "support/engine.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;

TEST(Resume, BringsWhatWasMissedAndThenWhatIsLive) {
    Engine engine;
    engine.publish(to_all(), "seen");
    const std::string cursor = engine.publish(to_all(), "cursor");
    engine.publish(to_all(), "missed 1");
    engine.publish(to_all(), "missed 2");
    Peer peer = engine.resume(cursor);
    ASSERT_TRUE(peer.reader.read_events(2));
    ASSERT_TRUE(wait_until([&] { return engine->stats().parked == 0; }));
    engine.publish(to_all(), "live");
    ASSERT_TRUE(peer.reader.read_events(3));
    EXPECT_EQ(peer.reader.data(), (Strings{"missed 1", "missed 2", "live"}));
    const nlohmann::json connected = peer.connected();
    EXPECT_EQ(connected["resumed"], true);
    EXPECT_EQ(connected["replayed"], 2);
    EXPECT_EQ(connected["gap"], false);
    EXPECT_EQ(peer.reader.events().front().id, cursor)
        << "a client that loses the connection now still comes back for all";
    EXPECT_EQ(engine->stats().replayed, 2U);
}

TEST(Resume, WithTheNewestCursorBringsNothing) {
    Engine engine;
    const std::string cursor = engine.publish(to_all(), "newest");
    Peer peer = engine.resume(cursor);
    EXPECT_EQ(peer.connected()["resumed"], true);
    engine.publish(to_all(), "live");
    ASSERT_TRUE(peer.reader.read_events(1));
    EXPECT_EQ(peer.reader.data(), Strings{"live"});
    EXPECT_EQ(peer.connected()["replayed"], 0);
}

TEST(Resume, FromTheCursorOfConnectedAlone) {
    Engine engine;
    Peer first = engine.connect();
    (void)first.connected();
    first.reader.close();
    engine.publish(to_all(), "missed");
    Peer second = engine.resume(first.reader.parser().last_event_id());
    ASSERT_TRUE(second.reader.read_events(1));
    EXPECT_EQ(second.reader.data(), Strings{"missed"});
}

TEST(Resume, AnEmptyCursorIsAFirstConnection) {
    Engine engine;
    engine.publish(to_all(), "before");
    Peer peer = engine.resume("");
    EXPECT_EQ(peer.connected()["resumed"], false);
    EXPECT_EQ(peer.connected()["gap"], false);
}

TEST(Resume, BringsOnlyWhatTheConnectionMayRead) {
    Engine engine;
    const std::string cursor = engine.publish(to_all(), "cursor");
    Peer other = engine.connect();
    engine.publish(to_channels({"secret"}), "1");
    engine.publish(to_channels({"news"}), "2");
    engine.publish(to_channels({"secret", "news"}), "3");
    engine.publish(to_clients({other.id}), "4");
    engine.publish(to_channels({"user:ann"}), "5");
    engine.publish(to_all(), "6");
    Peer peer = engine.resume(cursor, {"news"});
    ASSERT_TRUE(peer.reader.read_events(3));
    EXPECT_EQ(peer.reader.data(), (Strings{"2", "3", "6"}));
    EXPECT_EQ(peer.connected()["replayed"], 3);
}

TEST(Resume, FromAnIdOfTheCallers) {
    Engine engine;
    const auto publish_own = [&](std::string_view id) {
        engine->publish(to_all(), {.event = "e", .data = id, .id = id});
    };
    publish_own("order-1");
    publish_own("order-2");
    publish_own("order-3");
    Peer peer = engine.resume("order-1");
    ASSERT_TRUE(peer.reader.read_events(2));
    EXPECT_EQ(peer.reader.data(), (Strings{"order-2", "order-3"}));
    EXPECT_EQ(peer.reader.parser().last_event_id(), "order-3");
}

TEST(Resume, ALongReplayIsWholeAndInOrder) {
    Engine engine;
    const std::string cursor = engine.publish(to_all(), "cursor");
    Strings expected;
    for (int i = 0; i < 5'000; ++i) {
        const std::string data = std::to_string(i);
        engine.publish(i % 3 == 0 ? to_channels({"other"}) : to_channels({"mine"}), data);
        if (i % 3 != 0) expected.push_back(data);
    }
    Peer peer = engine.resume(cursor, {"mine"});
    ASSERT_TRUE(peer.reader.read_events(expected.size()));
    EXPECT_EQ(peer.reader.data(), expected);
}

// The promise: replayed and live events meet without a gap or a duplicate.
TEST(Resume, JoinsLiveEventsWhilePublishersRun) {
    Engine engine;
    constexpr int kEvents = 6'000;
    // Behind this many events the publisher waits, so that clients join while it runs, however slow
    // they are.
    constexpr int kAhead = 100;
    std::atomic<int> seen{0};
    Peer first = engine.connect(in_channels({"mine"}));
    (void)first.connected();
    std::string cursor = first.reader.parser().last_event_id();
    std::thread publisher([&] {
        for (int i = 0; i < kEvents; ++i) {
            engine.publish(to_channels({"mine"}), std::to_string(i));
            if (i % 5 == 0) engine.publish(to_channels({"other"}), "x");
            while (i - seen.load() >= kAhead) std::this_thread::yield();
        }
    });
    std::mt19937 random(5);  // NOLINT: the same run every time
    int next = 0;
    int connections = 0;
    while (next < kEvents) {
        Peer peer = engine.resume(cursor, {"mine"});
        ++connections;
        const std::size_t enough =
            std::min<std::size_t>(1 + random() % 80, static_cast<std::size_t>(kEvents - next));
        const bool read = peer.reader.read_events(enough);
        EXPECT_TRUE(read) << "after " << next;
        EXPECT_FALSE(peer.connected()["gap"].get<bool>());
        if (!read) break;
        for (const std::string& data : peer.reader.data()) {
            EXPECT_EQ(data, std::to_string(next));
            ++next;
        }
        seen = next;
        cursor = peer.reader.parser().last_event_id();
        if (HasFailure()) break;
    }
    seen = kEvents;
    publisher.join();
    EXPECT_EQ(next, kEvents);
    EXPECT_GT(connections, 20);
    EXPECT_EQ(engine->stats().gaps, 0U);
}

// A cursor that names two events must not skip what lies between them.
TEST(Resume, AnIdGivenTwiceNeverHidesEvents) {
    Engine engine;
    const auto publish_own = [&](std::string_view id, std::string_view data) {
        engine->publish(to_all(), {.event = "e", .data = data, .id = id});
    };
    publish_own("same", "1");
    publish_own("b", "2");
    publish_own("same", "3");
    publish_own("d", "4");
    Peer peer = engine.resume("same");
    const nlohmann::json connected = peer.connected();
    if (connected["gap"] == false) {
        ASSERT_TRUE(peer.reader.read_events(3)) << "resumed, but events are missing";
        EXPECT_EQ(peer.reader.data(), (Strings{"2", "3", "4"}));
    }
}

}  // namespace
}  // namespace ssecast::test
