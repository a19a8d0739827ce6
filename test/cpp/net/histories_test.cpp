// Cursors of other histories: processes that overlap, and processes that follow each other.
#include "support/engine.hpp"
#include "support/wall_clock.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

void expect_gap(Engine& engine, const std::string& cursor) {
    Peer peer = engine.resume(cursor);
    const nlohmann::json connected = peer.connected();
    EXPECT_EQ(connected["resumed"], false) << cursor;
    EXPECT_EQ(connected["gap"], true) << cursor;
    EXPECT_EQ(connected["replayed"], 0) << cursor;
    ASSERT_TRUE(peer.reader.read_events(1));
    EXPECT_EQ(peer.reader.events().at(1).type, "gap");
}

/// The ids of the next event are of another millisecond.
void pass_a_millisecond() { std::this_thread::sleep_for(2ms); }

// A deploy with overlap: both processes publish, and a client of the old one comes to the new one.
TEST(Histories, ACursorOfAnotherProcessIsAGap) {
    Engine a;
    Engine b;
    std::string cursor;
    for (int i = 0; i < 5; ++i) cursor = a.publish(to_all(), std::to_string(i));
    pass_a_millisecond();
    // Before the cursor's time, and missed by the client.
    for (int i = 100; i < 105; ++i) b.publish(to_all(), std::to_string(i));
    pass_a_millisecond();
    for (int i = 5; i < 10; ++i) cursor = a.publish(to_all(), std::to_string(i));
    pass_a_millisecond();
    for (int i = 105; i < 110; ++i) b.publish(to_all(), std::to_string(i));
    expect_gap(b, cursor);
    EXPECT_FALSE(b->covers(cursor, "a"));
    EXPECT_TRUE(a->covers(cursor, "a"));
    Peer peer = a.resume(cursor);
    EXPECT_EQ(peer.connected()["resumed"], true);
}

TEST(Histories, TheFirstCursorOfAnotherProcessIsAGapToo) {
    Engine a;
    Peer peer = a.connect();
    (void)peer.connected();
    Engine b;
    b.publish(to_all(), "missed");
    expect_gap(b, peer.reader.parser().last_event_id());
}

// The cursor lies between the events of the second process, whose clock is earlier.
TEST(Histories, ACursorOfALaterClockIsAGap) {
    WallClock clock;
    std::string cursor;
    {
        Engine a;
        cursor = a.publish(to_all(), "seen");
    }
    for (const auto back : {-1h, -24h}) {
        clock.step(back);
        Engine b;
        b.publish(to_all(), "missed");
        // While b runs, its clock comes to the cursor's time and passes it.
        clock.step(-back + 1min);
        b.publish(to_all(), "missed, too");
        expect_gap(b, cursor);
        clock.step(-1min);
    }
}

TEST(Histories, OfOneNameInOneProcessAreDifferentOnes) {
    std::string cursor;
    {
        Engine former;
        cursor = former.publish(to_all(), "seen");
    }
    Engine next;
    next.publish(to_all(), "missed");
    expect_gap(next, cursor);
}

TEST(Histories, AnIdWithoutAnIdentityIsAGap) {
    Engine engine;
    engine.publish(to_all(), "1");
    const EventId last = engine->position();
    engine.publish(to_all(), "2");
    expect_gap(engine, std::to_string(last.ms) + "-0");
    expect_gap(engine, to_string({last.ms, last.sequence - kIdsAMillisecond}));
}

TEST(Histories, AnOwnIdOfTheFormOfOursIsFoundByItsText) {
    Engine engine;
    engine->publish(to_all(), {.event = "e", .data = "1", .id = "5-0"});
    engine.publish(to_all(), "2");
    Peer peer = engine.resume("5-0");
    ASSERT_TRUE(peer.reader.read_events(1));
    EXPECT_EQ(peer.reader.data(), Strings{"2"});
}

/// A history file of the test's own.
class RestoredHistories : public testing::Test {
protected:
    RestoredHistories() {
        std::string pattern = (fs::temp_directory_path() / "ssecast-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        options.history_file = (folder / "history").string();
    }
    ~RestoredHistories() override { fs::remove_all(folder); }

    fs::path folder;
    Options options = quiet_options();
    WallClock clock;
};

// The next process has an earlier clock, in steps of an hour and of a day.
TEST_F(RestoredHistories, AreGoneOnFromWhateverTheClockSays) {
    for (const auto by : {-1h, 1h, -24h, 24h}) {
        std::string cursor;
        std::string newest;
        {
            Engine engine(options);
            cursor = engine.publish(to_all(), "seen");
            newest = engine.publish(to_all(), "missed");
        }
        options.history.age_ms = 30 * 24 * 3'600'000ULL;
        clock.step(by);
        Engine engine(options);
        const std::string next = engine.publish(to_all(), "new");
        EXPECT_GT(parse_event_id(next)->ms, parse_event_id(newest)->ms) << "a millisecond at least";
        Peer peer = engine.resume(cursor);
        EXPECT_EQ(peer.connected()["resumed"], true);
        ASSERT_TRUE(peer.reader.read_events(2));
        EXPECT_EQ(peer.reader.data(), (Strings{"missed", "new"}));
        Peer caught_up = engine.resume(newest);
        ASSERT_TRUE(caught_up.reader.read_events(1));
        EXPECT_EQ(caught_up.reader.data(), Strings{"new"});
        engine->close();
        fs::remove(options.history_file);
    }
}

// Events that the first process published after it had written its file, which the second one never
// had.
TEST_F(RestoredHistories, AreKnownOnlyAsFarAsTheFileGoes) {
    std::string early;
    Engine a(options);
    early = a.publish(to_all(), "in the file");
    a->drain(0, [](const net::DrainReport&) {});
    ASSERT_TRUE(fs::exists(options.history_file));
    Engine b(options);
    ASSERT_TRUE(b->restore_history());
    const std::string late = a.publish(to_all(), "after the file");
    b.publish(to_all(), "of b");
    expect_gap(b, late);
    Peer peer = b.resume(early);
    ASSERT_TRUE(peer.reader.read_events(1));
    EXPECT_EQ(peer.reader.data(), Strings{"of b"});
    fs::remove(options.history_file);
}

TEST_F(RestoredHistories, AreKnownOverSeveralRestarts) {
    Strings cursors;
    for (int i = 0; i < 5; ++i) {
        Engine engine(options);
        cursors.push_back(engine.publish(to_all(), std::to_string(i)));
    }
    Engine engine(options);
    for (std::size_t i = 0; i < cursors.size(); ++i) {
        Peer peer = engine.resume(cursors[i]);
        EXPECT_EQ(peer.connected()["resumed"], true);
        EXPECT_EQ(peer.connected()["replayed"], cursors.size() - 1 - i);
    }
}

// A client that had no event yet comes back over a restart.
TEST_F(RestoredHistories, KnowTheCursorOfAnIdleClient) {
    std::string cursor;
    {
        Engine engine(options);
        Peer peer = engine.connect();
        (void)peer.connected();
        cursor = peer.reader.parser().last_event_id();
        peer.reader.close();
        engine.publish(to_all(), "missed");
    }
    Engine engine(options);
    Peer peer = engine.resume(cursor);
    ASSERT_TRUE(peer.reader.read_events(1));
    EXPECT_EQ(peer.reader.data(), Strings{"missed"});
}

}  // namespace
}  // namespace ssecast::test
