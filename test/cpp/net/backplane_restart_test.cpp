// The log of a backplane goes on elsewhere, while clients are in every phase of their lives.
#include "support/engine.hpp"
#include "support/log.hpp"
#include "support/test_sink.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;

constexpr HistoryIdentity kNext = 78;
constexpr std::size_t kEverything = std::numeric_limits<std::size_t>::max() / 2;

std::string admit_with(Engine& engine, std::string cursor, Strings channels = {"a"}) {
    net::Admission admission = in_channels(std::move(channels));
    admission.last_event_id = std::move(cursor);
    return engine.admit(std::move(admission));
}

void archive(Engine& engine, std::uint64_t after_ms, EventId through, net::LogEntries entries) {
    const std::size_t count = entries.places.size();
    engine->feed().archive(*parse_event_id(wire_id(after_ms, 0)), through, std::move(entries));
    ASSERT_TRUE(wait_until([&] { return engine->log_state().archived == count; }));
}

void read_on(Engine& engine, const std::string& id, SinkControl& control) {
    control.allow(kEverything);
    ASSERT_TRUE(engine.pull(id));
}

/// What came after the newest gap.
Strings data_after_gap(const SinkControl& control) {
    Strings data;
    const SseParser parser = control.parse();
    for (const ParsedEvent& event : parser.events()) {
        if (event.type == "gap") data.clear();
        if (event.type == "e") data.push_back(event.data);
    }
    return data;
}

TEST(BackplaneRestart, AReaderOfAnArchiveMissesNothingOfTheNextLog) {
    Engine engine(keeping(100));
    follow(engine, 3'000);
    feed(engine, events("a", 3'001, 1, 3));
    // The places of the next log's events are here those of events for others.
    net::LogEntries older = events("b", 2'000, 1, 50);
    for (unsigned i = 51; i <= 400; ++i) {
        older.add("2000-" + std::to_string(i), event("a", std::to_string(i)));
    }
    archive(engine, 2'000, engine->log_state().begin, std::move(older));
    const std::string id = admit_with(engine, wire_id(2'000, 0));
    const auto control = std::make_shared<SinkControl>();
    control->allow(2'000);
    attach_test_sink(engine, id, control);
    ASSERT_TRUE(wait_until([&] { return data_after_gap(*control).size() > 5; }));
    follow(engine, 5'000, kNext);
    feed(engine, events("a", 5'001, 1, 5));
    read_on(engine, id, *control);
    ASSERT_TRUE(wait_until([&] { return engine->stats().parked == 0; }));
    feed(engine, events("a", 5'002, 6, 6));
    ASSERT_TRUE(wait_until([&] { return data_after_gap(*control).back() == "\"6\""; }));
    EXPECT_EQ(data_after_gap(*control), quoted(1, 6));
}

// By its milliseconds the cursor of the former log lies in that archive.
TEST(BackplaneRestart, AnArchiveOfTheNextLogServesNoCursorOfTheFormer) {
    Engine engine(keeping(100));
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 90));
    const std::string id = admit_with(engine, wire_id(2'000, 1));
    const auto control = std::make_shared<SinkControl>();
    control->allow(1'000);
    attach_test_sink(engine, id, control);
    ASSERT_TRUE(wait_until([&] { return !data_after_gap(*control).empty(); }));
    follow(engine, 5'000, kNext);
    engine->feed().archive(*parse_event_id(wire_id(1'500, 0, kNext)), engine->log_state().begin,
                           events("a", 4'000, 1, 9));
    ASSERT_TRUE(wait_until([&] { return engine->log_state().archived == 9; }));
    feed(engine, events("a", 5'001, 1, 2));
    read_on(engine, id, *control);
    ASSERT_TRUE(wait_until(
        [&] { return control->parse().events().back().id == wire_id(5'001, 2, kNext); }));
    EXPECT_EQ(data_after_gap(*control), quoted(1, 2));
}

TEST(BackplaneRestart, AResumingClientMissesNothingOfALogWhoseIdsAreBehind) {
    Engine engine;
    follow(engine, 5'000);
    feed(engine, events("a", 5'001, 1, 3));
    const std::string id = admit_with(engine, wire_id(5'001, 1));
    follow(engine, 1'000, kNext);
    feed(engine, events("a", 2'000, 1, 2));
    const auto control = std::make_shared<SinkControl>();
    control->allow(kEverything);
    attach_test_sink(engine, id, control);
    ASSERT_TRUE(wait_until([&] { return engine->stats().parked == 0; }));
    feed(engine, events("a", 2'001, 3, 3));
    ASSERT_TRUE(wait_until([&] {
        const Strings data = data_after_gap(*control);
        return !data.empty() && data.back() == "\"3\"";
    }));
    const SseParser parser = control->parse();
    EXPECT_EQ(parser.events()[0].type, "connected");
    EXPECT_EQ(parser.events()[0].id, wire_id(1'000, 0, kNext));
    EXPECT_EQ(data_after_gap(*control), quoted(1, 3));
}

// A long history is forgotten in pieces.
TEST(BackplaneRestart, ClientsDoNotReadAcrossThePlaceWhereTwoLogsMeet) {
    constexpr unsigned kEvents = 40'000;
    Options options = keeping(kEvents);
    options.history.bytes = 400'000'000;
    Engine engine(options);
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, kEvents));
    const std::string id = admit_with(engine, wire_id(2'000, kEvents - 600));
    const auto control = std::make_shared<SinkControl>();
    control->allow(2'000);
    attach_test_sink(engine, id, control);
    ASSERT_TRUE(wait_until([&] { return data_after_gap(*control).size() > 5; }));
    // The upkeep of their workers looks at the newest id meanwhile.
    Peer one = engine.connect(in_channels({"b"}));
    Peer other = engine.connect(in_channels({"b"}));
    (void)one.connected();
    (void)other.connected();
    // Returns when the first piece is being forgotten.
    follow(engine, 9'000'000, kNext);
    read_on(engine, id, *control);
    ASSERT_TRUE(wait_until([&] { return engine->stats().parked == 0; }));
    feed(engine, events("a", 9'000'001, 1, 1));
    ASSERT_TRUE(wait_until([&] { return control->parse().events().back().data == "\"1\""; }));
    const SseParser parser = control->parse();
    const auto& all = parser.events();
    const auto& before = all[all.size() - 2];
    EXPECT_EQ(before.type, "gap") << "events between the two logs are missing: " << before.id;
    EXPECT_EQ(before.id, wire_id(9'000'000, 0, kNext));
    EXPECT_TRUE(one.reader.read_until([&] { return one.reader.has("gap"); }));
    EXPECT_TRUE(other.reader.read_until([&] { return other.reader.has("gap"); }));
}

TEST(BackplaneRestart, AnArchiveOfTheLogBeforeIsNotUsed) {
    Engine engine(keeping(3));
    follow(engine, 1'000);
    feed(engine, events("a", 2'000, 1, 10));
    const EventId through = engine->log_state().begin;
    follow(engine, 3'000, kNext);
    engine->feed().archive(*parse_event_id(wire_id(2'000, 0)), through, events("a", 2'000, 1, 7));
    feed(engine, events("a", 3'001, 1, 1));
    EXPECT_EQ(engine->log_state().archived, 0U);
}

}  // namespace
}  // namespace ssecast::test
