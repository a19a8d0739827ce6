// A broadcaster that gets its events from a log.
#include "support/engine.hpp"
#include "support/expect_error.hpp"
#include "support/log.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;
using net::CursorPlace;
using net::LogEntries;

CursorPlace place_of(Engine& engine, const std::string& cursor, Strings channels = {}) {
    net::Admission admission = in_channels(std::move(channels));
    admission.last_event_id = cursor;
    return engine->place_of(admission);
}

TEST(Backplane, EventsOfTheLogReachClientsWithItsIds) {
    Engine engine;
    follow(engine, 1'000);
    Peer peer = engine.connect(in_channels({"a"}));
    EXPECT_EQ(peer.connected()["gap"], false);
    feed(engine, events("a", 2'000, 0, 2));
    feed(engine, events("b", 2'000, 3, 3));
    feed(engine, events("a", 2'001, 0, 0));
    ASSERT_TRUE(peer.reader.read_events(4));
    EXPECT_EQ(peer.reader.data(), (Strings{"\"0\"", "\"1\"", "\"2\"", "\"0\""}));
    EXPECT_EQ(peer.reader.events()[1].id, wire_id(2'000, 0));
    EXPECT_EQ(peer.reader.events()[4].id, wire_id(2'001, 0));
    EXPECT_EQ(engine->feed().state().taken, 5U);
}

TEST(Backplane, EntriesThatAreReadTwiceAreDeliveredOnce) {
    Engine engine;
    follow(engine, 1'000);
    Peer peer = engine.connect(in_channels({"a"}));
    feed(engine, events("a", 2'000, 1, 3));
    feed(engine, events("a", 2'000, 2, 4));
    ASSERT_TRUE(peer.reader.read_events(4));
    EXPECT_EQ(peer.reader.data(), quoted(1, 4));
}

TEST(Backplane, WhatIsNoEventIsSkippedAndCounted) {
    Engine engine;
    follow(engine, 1'000);
    Peer peer = engine.connect(in_channels({"a"}));
    LogEntries entries;
    entries.add("2000-1", "nonsense");
    entries.add("2000-2", R"({"target":"all","event":"a\nb"})");
    entries.add("2000-100000", event("a", "a sequence that no id can hold"));
    entries.add("5", event("a", "no position"));
    entries.add("2000-3", R"({"target":{"channel":"a\nb"},"event":"e"})");
    entries.add("2000-4", event("a", "fine"));
    feed(engine, std::move(entries));
    ASSERT_TRUE(peer.reader.read_events(1));
    EXPECT_EQ(peer.reader.data(), Strings{"\"fine\""});
    const net::FeedState state = engine->feed().state();
    EXPECT_EQ(state.skipped, 5U);
    EXPECT_EQ(state.last_skipped.find("2000-3: Expected"), 0U) << state.last_skipped;
}

TEST(Backplane, AnEventForAClientElsewhereMovesThePlace) {
    Engine engine;
    follow(engine, 1'000);
    LogEntries entries;
    entries.add("2000-1", R"({"target":{"client":"elsewhere"},"event":"e"})");
    feed(engine, std::move(entries));
    EXPECT_EQ(to_string(engine->position()), wire_id(2'000, 1));
}

TEST(Backplane, AClientResumesWhereAnotherProcessLeftOff) {
    Engine engine;
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 5));
    Peer peer = engine.resume(wire_id(2'000, 3), {"a"});
    ASSERT_TRUE(peer.reader.read_events(2));
    EXPECT_EQ(peer.reader.data(), quoted(4, 5));
    EXPECT_EQ(peer.connected()["replayed"], 2);
}

TEST(Backplane, SaysWhereACursorStands) {
    Engine engine(keeping(3));
    EXPECT_EQ(place_of(engine, ""), CursorPlace::none);
    EXPECT_EQ(place_of(engine, wire_id(2'000, 1)), CursorPlace::unknown);
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 10));
    EXPECT_EQ(place_of(engine, wire_id(2'000, 7), {"a"}), CursorPlace::held);
    EXPECT_EQ(place_of(engine, wire_id(2'000, 10), {"a"}), CursorPlace::held);
    EXPECT_EQ(place_of(engine, wire_id(2'000, 6), {"a"}), CursorPlace::older);
    EXPECT_EQ(place_of(engine, wire_id(500, 0), {"a"}), CursorPlace::older)
        << "from before this process";
    EXPECT_EQ(place_of(engine, wire_id(2'000, 11), {"a"}), CursorPlace::ahead);
    EXPECT_EQ(place_of(engine, wire_id(2'000, 7, 78), {"a"}), CursorPlace::unknown);
    EXPECT_EQ(place_of(engine, "own id", {"a"}), CursorPlace::unknown);
}

// It comes from another process, which has read further.
TEST(Backplane, AClientThatIsAheadSkipsWhatItHas) {
    Engine engine(keeping(100));
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 5));
    Peer peer = engine.resume(wire_id(2'000, 8), {"a"});
    const nlohmann::json connected = peer.connected();
    EXPECT_EQ(connected["resumed"], true);
    EXPECT_EQ(connected["replayed"], 0);
    feed(engine, events("a", 2'000, 6, 10));
    ASSERT_TRUE(peer.reader.read_events(2));
    EXPECT_EQ(peer.reader.data(), quoted(9, 10));
    EXPECT_FALSE(peer.reader.has("gap"));
}

TEST(Backplane, AClientThatIsAheadAndSlowSkipsWhatItHas) {
    Options options = keeping(20'000);
    options.queue_bytes = 4'096;
    Engine engine(options);
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 5));
    net::Admission admission = in_channels({"a"});
    admission.last_event_id = wire_id(2'000, 8);
    Peer peer = engine.connect(std::move(admission), narrow_connection());
    feed(engine, events("a", 2'000, 6, 5'000));
    ASSERT_TRUE(peer.reader.read_events(4'992));
    EXPECT_EQ(peer.reader.data(), quoted(9, 5'000));
    EXPECT_FALSE(peer.reader.has("gap"));
}

TEST(Backplane, AClientThatIsAheadOfALogThatBeginsAnewGetsAGap) {
    Engine engine(keeping(100));
    follow(engine, 1'000);
    Peer peer = engine.resume(wire_id(2'000, 8), {"a"});
    EXPECT_EQ(peer.connected()["resumed"], true);
    follow(engine, 3'000, kEpoch + 1);
    ASSERT_TRUE(peer.reader.read_until([&] { return peer.reader.has("gap"); }));
}

TEST(Backplane, AClientThatIsDisconnectedGetsWhatWasReadBefore) {
    Engine engine;
    follow(engine, 1'000);
    Peer peer = engine.connect(in_channels({"a"}));
    Peer other = engine.connect(in_channels({"b"}));
    (void)engine->feed().push(events("a", 2'000, 1, 500));
    (void)engine->feed().disconnect({.kind = Target::Kind::channels, .keys = {"a"}});
    (void)engine->feed().push(events("b", 2'001, 1, 1));
    ASSERT_TRUE(peer.reader.read_to_end());
    EXPECT_EQ(peer.reader.data(), quoted(1, 500));
    ASSERT_TRUE(other.reader.read_events(1));
    EXPECT_EQ(engine->feed().state().waiting, 0U);
}

TEST(Backplane, AnArchiveLeadsToTheHistory) {
    Engine engine(keeping(3));
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 10));
    const EventId through = engine->log_state().begin;
    LogEntries older = events("a", 2'000, 3, 5);
    older.add("2000-6", event("other", "6"));
    older.add("2000-7", event("a", "7"));
    engine->feed().archive(*parse_event_id(wire_id(2'000, 2)), through, std::move(older));
    ASSERT_TRUE(wait_until([&] { return engine->log_state().archived == 5; }));
    EXPECT_EQ(place_of(engine, wire_id(2'000, 2), {"a"}), CursorPlace::held);
    EXPECT_EQ(place_of(engine, wire_id(2'000, 1), {"a"}), CursorPlace::older);
    Peer peer = engine.resume(wire_id(2'000, 3), {"a"});
    EXPECT_EQ(peer.connected()["replayed"], 6);
    ASSERT_TRUE(peer.reader.read_events(6));
    EXPECT_EQ(peer.reader.data(), (Strings{"\"4\"", "\"5\"", "\"7\"", "\"8\"", "\"9\"", "\"10\""}));
    ASSERT_TRUE(wait_until([&] { return engine->stats().parked == 0; }));
    feed(engine, events("a", 2'001, 11, 11));
    ASSERT_TRUE(peer.reader.read_events(7));
    EXPECT_EQ(peer.reader.data().back(), "\"11\"");
    EXPECT_FALSE(peer.reader.has("gap"));
}

TEST(Backplane, AnArchiveLeadsToTheFirstEventOfAHistory) {
    Engine engine;
    follow(engine, 3'000);
    feed(engine, events("a", 3'001, 5, 7));
    engine->feed().archive(*parse_event_id(wire_id(2'000, 0)), engine->log_state().begin,
                           events("a", 2'000, 1, 4));
    ASSERT_TRUE(wait_until([&] { return engine->log_state().archived == 4; }));
    Peer peer = engine.resume(wire_id(2'000, 1), {"a"});
    EXPECT_EQ(peer.connected()["replayed"], 6);
    ASSERT_TRUE(peer.reader.read_events(6));
    EXPECT_EQ(peer.reader.data(), quoted(2, 7));
}

TEST(Backplane, ACountOfSeveralPiecesMayBeginWithTheFirstEvent) {
    Options options = keeping(50'000);
    options.history.bytes = 64'000'000;
    Engine engine(options);
    follow(engine, 3'000);
    feed(engine, events("a", 3'001, 1, 20'000));
    Peer first = engine.resume(wire_id(3'000, 0), {"a"});
    EXPECT_EQ(first.connected()["replayed"], 20'000);
    engine->feed().archive(*parse_event_id(wire_id(2'000, 0)), engine->log_state().begin,
                           events("a", 2'000, 1, 20'000));
    ASSERT_TRUE(wait_until([&] { return engine->log_state().archived == 20'000; }));
    Peer second = engine.resume(wire_id(2'000, 0), {"a"});
    EXPECT_EQ(second.connected()["replayed"], 40'000);
}

TEST(Backplane, AReaderOfOthersChannelsCountsNothingAndGoesOn) {
    Engine engine(keeping(3));
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 10));
    engine->feed().archive(*parse_event_id(wire_id(2'000, 0)), engine->log_state().begin,
                           events("a", 2'000, 1, 7));
    ASSERT_TRUE(wait_until([&] { return engine->log_state().archived == 7; }));
    Peer peer = engine.resume(wire_id(2'000, 1), {"b"});
    EXPECT_EQ(peer.connected()["resumed"], true);
    EXPECT_EQ(peer.connected()["replayed"], 0);
    feed(engine, events("b", 2'001, 1, 1));
    ASSERT_TRUE(peer.reader.read_events(1));
    EXPECT_EQ(peer.reader.data(), quoted(1, 1));
}

TEST(Backplane, AHistoryThatHasMovedPastTheArchiveIsAGap) {
    Engine engine(keeping(3));
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 10));
    const EventId through = engine->log_state().begin;
    feed(engine, events("a", 2'000, 11, 20));
    engine->feed().archive(*parse_event_id(wire_id(2'000, 0)), through, events("a", 2'000, 1, 7));
    ASSERT_TRUE(wait_until([&] { return engine->log_state().archived == 7; }));
    EXPECT_EQ(place_of(engine, wire_id(2'000, 1), {"a"}), CursorPlace::older);
    Peer peer = engine.resume(wire_id(2'000, 1), {"a"});
    EXPECT_EQ(peer.connected()["gap"], true);
}

TEST(Backplane, AClientThatTheHistoryHasLeftBehindReadsTheArchiveThere) {
    Engine engine(keeping(3));
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 10));
    net::Admission admission = in_channels({"a"});
    admission.last_event_id = wire_id(2'000, 8);
    const std::string id = engine.admit(std::move(admission));
    feed(engine, events("a", 2'000, 11, 50));
    engine->feed().archive(*parse_event_id(wire_id(2'000, 5)), engine->log_state().begin,
                           events("a", 2'000, 6, 47));
    ASSERT_TRUE(wait_until([&] { return engine->log_state().archived == 42; }));
    Connection connection = unix_connection();
    ASSERT_TRUE(engine.adopt(id, connection.server.get(), Framing::chunked));
    connection.server.close();
    Reader reader(std::move(connection.peer), Framing::chunked);
    ASSERT_TRUE(reader.read_events(42));
    EXPECT_EQ(reader.data(), quoted(9, 50));
    EXPECT_FALSE(reader.has("gap"));
}

TEST(Backplane, AnArchiveLargerThanTheHistoryMayBeForgetsItsOldest) {
    Options options = keeping(3);
    options.history.bytes = 20'000;
    Engine engine(options);
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 1'000));
    engine->feed().archive(*parse_event_id(wire_id(2'000, 0)), engine->log_state().begin,
                           events("a", 2'000, 1, 997));
    ASSERT_TRUE(wait_until([&] { return engine->log_state().archived != 0; }));
    EXPECT_LT(engine->log_state().archived, 500U);
    EXPECT_EQ(place_of(engine, wire_id(2'000, 1), {"a"}), CursorPlace::older);
    EXPECT_EQ(place_of(engine, wire_id(2'000, 990), {"a"}), CursorPlace::held);
}

TEST(Backplane, AnotherEpochIsAGapForEveryClient) {
    Engine engine;
    follow(engine, 1'000);
    Peer live = engine.connect(in_channels({"a"}));
    Peer quiet = engine.connect(in_channels({"b"}));
    feed(engine, events("a", 2'000, 1, 2));
    ASSERT_TRUE(live.reader.read_events(2));
    follow(engine, 3'000, 78);
    feed(engine, events("a", 3'001, 1, 1));
    ASSERT_TRUE(live.reader.read_events(4));
    ASSERT_TRUE(quiet.reader.read_events(1));
    EXPECT_TRUE(live.reader.has("gap"));
    EXPECT_TRUE(quiet.reader.has("gap"));
    EXPECT_EQ(live.reader.events()[3].id, wire_id(3'000, 0, 78));
    EXPECT_EQ(live.reader.events()[4].id, wire_id(3'001, 1, 78));
    EXPECT_EQ(place_of(engine, wire_id(2'000, 2), {"a"}), CursorPlace::unknown);
}

TEST(Backplane, ALogWhoseClockIsBehindStillReachesClientsThatWereThereBefore) {
    Engine engine;
    const std::string own = engine.publish(to_channels({"a"}), "own");
    Peer peer = engine.connect(in_channels({"a"}));
    EXPECT_EQ(peer.connected()["gap"], false);
    engine->subscribe(peer.id, "later");
    // An hour and more behind every id that this process has given.
    follow(engine, 1'000);
    ASSERT_TRUE(peer.reader.read_until([&] { return peer.reader.has("gap"); }));
    feed(engine, events("a", 2'000, 1, 1));
    feed(engine, events("later", 2'000, 2, 2));
    ASSERT_TRUE(peer.reader.read_events(3));
    EXPECT_EQ(peer.reader.events().back().id, wire_id(2'000, 2));
    EXPECT_EQ(place_of(engine, own, {"a"}), CursorPlace::unknown);
    // The history keeps them, although they are fifty years old by the clock on the wall.
    Peer second = engine.resume(wire_id(2'000, 1), {"later"});
    ASSERT_TRUE(second.reader.read_events(1));
    EXPECT_EQ(second.reader.data(), quoted(2, 2));
}

TEST(Backplane, RefusesWhatIsPublishedBesideTheLog) {
    Engine engine;
    follow(engine, 1'000);
    Peer peer = engine.connect(in_channels({"a"}));
    const std::string sentence = sentence_of(ErrorCode::invalid_option,
                                             [&] { engine.publish(to_channels({"a"}), "beside"); });
    EXPECT_NE(sentence.find("The event was not sent."), std::string::npos);
    // An id of this process's clock would be above it.
    feed(engine, events("a", 2'000, 1, 1));
    ASSERT_TRUE(peer.reader.read_events(1));
    EXPECT_EQ(peer.reader.data(), quoted(1, 1));
}

TEST(Backplane, HasANameThatNoOtherHas) {
    Engine one;
    Engine two;
    EXPECT_NE(one->log_state().instance, 0U);
    EXPECT_EQ(one->log_state().instance, one->log_state().instance);
    EXPECT_NE(one->log_state().instance, two->log_state().instance);
}

TEST(Backplane, AClientThatReadsTheArchiveOfAnEarlierEpochGetsAGap) {
    Engine engine(keeping(3));
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 1'000));
    engine->feed().archive(*parse_event_id(wire_id(2'000, 0)), engine->log_state().begin,
                           events("a", 2'000, 1, 997));
    ASSERT_TRUE(wait_until([&] { return engine->log_state().archived == 997; }));
    net::Admission admission = in_channels({"a"});
    admission.last_event_id = wire_id(2'000, 1);
    const std::string id = engine.admit(std::move(admission));
    follow(engine, 3'000, 78);
    Connection connection = unix_connection();
    ASSERT_TRUE(engine.adopt(id, connection.server.get(), Framing::chunked));
    connection.server.close();
    Reader reader(std::move(connection.peer), Framing::chunked);
    ASSERT_TRUE(reader.read_until([&] { return reader.has("gap"); }));
    feed(engine, events("a", 3'001, 1, 1));
    ASSERT_TRUE(reader.read_until([&] { return reader.data().back() == "\"1\""; }));
}

TEST(Backplane, EncodesWhatTheLogGivesBack) {
    Engine engine;
    follow(engine, 1'000);
    Peer peer = engine.connect(identified("ann", "s"));
    const std::string text =
        engine->encode(to_channels({"user:ann"}), {.event = "e", .data = "[1]", .id = "own"});
    LogEntries entries;
    entries.add("2000-1", text);
    feed(engine, std::move(entries));
    ASSERT_TRUE(peer.reader.read_events(1));
    EXPECT_EQ(peer.reader.events().back().id, "own");
    EXPECT_EQ(peer.reader.data(), Strings{"[1]"});
    (void)sentence_of(ErrorCode::invalid_event,
                      [&] { (void)engine->encode(to_all(), {.event = "a\nb", .data = "1"}); });
    (void)sentence_of(ErrorCode::invalid_channel, [&] {
        (void)engine->encode(to_channels({""}), {.event = "e", .data = "1"});
    });
}

TEST(Backplane, OneEnvironmentFeeds) {
    Engine engine;
    const int one = 1;
    const int other = 2;
    EXPECT_TRUE(engine->claim_feed(&one));
    EXPECT_TRUE(engine->claim_feed(&one));
    EXPECT_FALSE(engine->claim_feed(&other));
    engine->release_feed(&other);
    EXPECT_FALSE(engine->claim_feed(&other));
    engine->release_feed(&one);
    EXPECT_TRUE(engine->claim_feed(&other));
}

TEST(Backplane, ClosingEndsTheFeedWithWhatWaits) {
    Engine engine;
    engine->feed().follow(kEpoch, {1'000, 0});
    for (unsigned i = 0; i < 100; ++i) {
        engine->feed().push(events("a", 2'000 + i, 0, 100));
    }
    engine->close();
    (void)sentence_of(ErrorCode::closed, [&] { (void)engine->feed(); });
}

}  // namespace
}  // namespace ssecast::test
