// Older entries of a backplane's log: who reads them, what is counted, and what bounds them.
#include "support/engine.hpp"
#include "support/log.hpp"
#include "support/test_sink.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;
using net::CursorPlace;

net::Admission with_cursor(std::string cursor, Strings channels = {"a"}) {
    net::Admission admission = in_channels(std::move(channels));
    admission.last_event_id = std::move(cursor);
    return admission;
}

Reader take_connection(Engine& engine, const std::string& id) {
    Connection connection = unix_connection();
    EXPECT_TRUE(engine.adopt(id, connection.server.get(), Framing::chunked));
    connection.server.close();
    return {std::move(connection.peer), Framing::chunked};
}

void expect_older_when_aged(const Options& options) {
    Engine engine(options);
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 3));
    feed(engine, events("b", 2'000, 4, 4));
    EXPECT_EQ(engine->place_of(with_cursor(wire_id(2'000, 1))), CursorPlace::held);
    EXPECT_TRUE(wait_until(
        [&] { return engine->place_of(with_cursor(wire_id(2'000, 1))) == CursorPlace::older; },
        std::chrono::seconds(5)))
        << "the admission would find a gap, although the log has it all";
}

// No client is there whose upkeep would let events go.
TEST(BackplaneArchive, ACursorWhoseEventsHaveAgedIsOlderThanTheHistory) {
    Options options = quiet_options();
    options.history.age_ms = 50;
    expect_older_when_aged(options);
}

TEST(BackplaneArchive, ACursorWhoseEventsTheChannelLetsGoIsOlderThanTheHistory) {
    Options options = quiet_options();
    options.channel_history = HistoryLimits{.count = 1'000, .bytes = 1'000'000, .age_ms = 50};
    expect_older_when_aged(options);
}

// Between the question for its place and its first page the log goes on.
TEST(BackplaneArchive, WhatAClientIsAboutToReadStays) {
    Options options = keeping(3);
    options.channel_history =
        HistoryLimits{.count = 2, .bytes = 1'000'000, .age_ms = 1'000'000'000};
    Engine engine(options);
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 10));
    EXPECT_EQ(engine->place_of(with_cursor(wire_id(2'000, 8))), CursorPlace::held);
    feed(engine, events("a", 2'000, 11, 50));
    const std::string id = engine.admit(with_cursor(wire_id(2'000, 8)));
    feed(engine, events("a", 2'000, 51, 90));
    Reader reader = take_connection(engine, id);
    ASSERT_TRUE(reader.read_events(82));
    EXPECT_EQ(reader.data(), quoted(9, 90));
    EXPECT_FALSE(reader.has("gap"));
}

TEST(BackplaneArchive, WhatAnArchiveWillLeadToStays) {
    Engine engine(keeping(3));
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 10));
    EXPECT_EQ(engine->place_of(with_cursor(wire_id(2'000, 2))), CursorPlace::older);
    const EventId begin = engine->log_state().begin;
    feed(engine, events("a", 2'000, 11, 50));
    engine->feed().archive(*parse_event_id(wire_id(2'000, 2)), begin, events("a", 2'000, 3, 7));
    ASSERT_TRUE(wait_until([&] { return engine->feed().state().archives == 1; }));
    EXPECT_EQ(engine->place_of(with_cursor(wire_id(2'000, 2))), CursorPlace::held);
    Reader reader = take_connection(engine, engine.admit(with_cursor(wire_id(2'000, 2))));
    ASSERT_TRUE(reader.read_events(48));
    EXPECT_EQ(reader.data(), quoted(3, 50));
}

TEST(BackplaneArchive, WhatStaysForAClientIsBoundedInBytes) {
    Options options = keeping(3);
    options.history.bytes = 20'000;
    Engine engine(options);
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 10));
    EXPECT_EQ(engine->place_of(with_cursor(wire_id(2'000, 8))), CursorPlace::held);
    feed(engine, events("a", 2'000, 11, 2'000));
    EXPECT_LE(engine->stats().history_bytes, 20'000U);
    EXPECT_EQ(engine->place_of(with_cursor(wire_id(2'000, 8))), CursorPlace::older);
}

TEST(BackplaneArchive, CountsWhatAClientMissedBeforeItsAdmission) {
    Engine engine(keeping(3));
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 10));
    const std::string id = engine.admit(with_cursor(wire_id(2'000, 8)));
    feed(engine, events("a", 2'000, 11, 50));
    engine->feed().archive(*parse_event_id(wire_id(2'000, 5)), engine->log_state().begin,
                           events("a", 2'000, 6, 47));
    ASSERT_TRUE(wait_until([&] { return engine->log_state().archived == 42; }));
    Reader reader = take_connection(engine, id);
    ASSERT_TRUE(reader.read_events(42));
    EXPECT_EQ(nlohmann::json::parse(reader.events()[0].data)["replayed"], 2);
    EXPECT_EQ(reader.data(), quoted(9, 50));
}

// Each client that does not read keeps an archive, and each further one has a cursor that is older.
TEST(BackplaneArchive, SlowReadersOfManyArchivesDoNotFillTheMemory) {
    constexpr std::size_t kBytes = 300'000;
    constexpr unsigned kArchives = 30;
    Options options = keeping(3);
    options.history.bytes = kBytes;
    Engine engine(options);
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 500));
    Strings ids;
    for (unsigned i = 0; i < kArchives; ++i) {
        const unsigned first = 100 - i;
        engine->feed().archive(*parse_event_id(wire_id(2'000, first)), engine->log_state().begin,
                               events("a", 2'000, first + 1, 497));
        ASSERT_TRUE(wait_until([&] { return engine->log_state().archived == 497 - first; }));
        ids.push_back(engine.admit(with_cursor(wire_id(2'000, first))));
    }
    EXPECT_LT(engine->stats().held_bytes, 4 * kBytes);
    // The newest archive has what the first clients need.
    for (const std::string& id : {ids.front(), ids.back()}) {
        Reader reader = take_connection(engine, id);
        ASSERT_TRUE(reader.read_until([&] {
            return reader.has("gap") ||
                   (!reader.data().empty() && reader.data().back() == "\"500\"");
        }));
        EXPECT_FALSE(reader.has("gap"));
        EXPECT_EQ(reader.data().size(), 400U + (id == ids.back() ? kArchives - 1 : 0));
    }
}

TEST(BackplaneArchive, AReaderWhoseArchiveHadToGoGetsAGap) {
    Options options = keeping(3);
    options.history.bytes = 300'000;
    Engine engine(options);
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 500));
    const std::string id = [&] {
        engine->feed().archive(*parse_event_id(wire_id(2'000, 0)), engine->log_state().begin,
                               events("a", 2'000, 1, 497));
        EXPECT_TRUE(wait_until([&] { return engine->log_state().archived == 497; }));
        return engine.admit(with_cursor(wire_id(2'000, 0)));
    }();
    for (unsigned i = 1; i < 10; ++i) {
        engine->feed().archive(*parse_event_id(wire_id(2'000, i)), engine->log_state().begin,
                               events("a", 2'000, i + 1, 497));
        ASSERT_TRUE(wait_until([&] { return engine->log_state().archived == 497 - i; }));
        (void)engine.admit(with_cursor(wire_id(2'000, i)));
    }
    Reader reader = take_connection(engine, id);
    ASSERT_TRUE(reader.read_until([&] { return !reader.events().empty(); }));
    EXPECT_EQ(nlohmann::json::parse(reader.events()[0].data)["gap"], true);
    feed(engine, events("a", 2'001, 501, 501));
    ASSERT_TRUE(reader.read_until(
        [&] { return !reader.data().empty() && reader.data().back() == "\"501\""; }));
}

// Ids that applications give to clients are free again when a client has gone.
TEST(BackplaneArchive, AnEventForAClientIsNotForALaterOneOfTheSameId) {
    Engine engine(keeping(3));
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 10));
    net::Admission admission = named("tab", {"a"});
    admission.last_event_id = wire_id(2'000, 8);
    const std::string id = engine.admit(std::move(admission));
    feed(engine, events("a", 2'000, 11, 50));
    net::LogEntries older = events("a", 2'000, 6, 8);
    older.add("2000-9", R"({"target":{"client":"tab"},"event":"e","data":"for the one before"})");
    older.add("2000-10", event("a", "10"));
    older.add("2000-11", R"({"target":{"client":"tab"},"event":"e","data":"for this one"})");
    for (unsigned i = 12; i <= 47; ++i) {
        older.add("2000-" + std::to_string(i), event("a", std::to_string(i)));
    }
    engine->feed().archive(*parse_event_id(wire_id(2'000, 5)), engine->log_state().begin,
                           std::move(older));
    ASSERT_TRUE(wait_until([&] { return engine->log_state().archived > 40; }));
    Reader reader = take_connection(engine, id);
    ASSERT_TRUE(reader.read_until(
        [&] { return !reader.data().empty() && reader.data().back() == "\"50\""; }));
    EXPECT_EQ(reader.data()[0], "\"10\"");
    EXPECT_EQ(reader.data()[1], "\"for this one\"");
}

}  // namespace
}  // namespace ssecast::test
