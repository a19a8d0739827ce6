// Clients learn of missing events, and of those only.
#include "support/engine.hpp"
#include "support/test_sink.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;

/// The events that a client gets when its cursor cannot be served.
void expect_gap(Engine& engine, const std::string& cursor, const nlohmann::json& from) {
    const std::string newest = engine->stats().history_newest;
    Peer peer = engine.resume(cursor);
    const nlohmann::json connected = peer.connected();
    EXPECT_EQ(connected["gap"], true);
    EXPECT_EQ(connected["resumed"], false);
    EXPECT_EQ(connected["replayed"], 0);
    ASSERT_TRUE(peer.reader.read_events(1));
    const ParsedEvent& gap = peer.reader.events().at(1);
    EXPECT_EQ(gap.type, "gap");
    EXPECT_EQ(nlohmann::json::parse(gap.data), (nlohmann::json{{"from", from}, {"to", newest}}));
    EXPECT_EQ(gap.id, newest);
    // Nothing of the history follows: a part of it would look like the whole.
    engine.publish(to_all(), "live");
    ASSERT_TRUE(peer.reader.read_events(2));
    EXPECT_EQ(peer.reader.events().at(2).data, "live");
}

TEST(Gap, ForACursorThatIsNoId) {
    Engine engine;
    engine.publish(to_all(), "x");
    for (const std::string cursor : {"unknown", "12", "1-2-3", "\xff\xfe", "\"},{"}) {
        expect_gap(engine, cursor, nullptr);
    }
}

TEST(Gap, ForACursorOfAMegabyte) {
    Engine engine;
    engine.publish(to_all(), "x");
    expect_gap(engine, std::string(1'000'000, '1'), nullptr);
    expect_gap(engine, std::string(1'000'000, '\n'), nullptr);
}

TEST(Gap, ForACursorFromTheFuture) {
    Engine engine;
    engine.publish(to_all(), "x");
    expect_gap(engine, "99999999999999-0", "99999999999999-0");
}

TEST(Gap, ForACursorOfAnEarlierProcess) {
    Engine engine;
    engine.publish(to_all(), "x");
    expect_gap(engine, "1600000000000-5", "1600000000000-5");
}

TEST(Gap, ForACursorThatTheHistoryHasForgotten) {
    Options options = quiet_options();
    options.history.count = 3;
    Engine engine(options);
    Strings ids;
    for (int i = 0; i < 6; ++i) ids.push_back(engine.publish(to_all(), std::to_string(i)));
    Peer peer = engine.resume(ids[2]);
    ASSERT_TRUE(peer.reader.read_events(3)) << "the last that can be served whole";
    EXPECT_EQ(peer.connected()["gap"], false);
    expect_gap(engine, ids[1], ids[1]);
}

TEST(Gap, WhenTheHistoryMovesOnBeforeTheConnectionIsReady) {
    Options options = quiet_options();
    options.history.count = 3;
    Engine engine(options);
    const std::string cursor = engine.publish(to_all(), "cursor");
    engine.publish(to_all(), "missed");
    net::Admission admission;
    admission.last_event_id = cursor;
    const std::string id = engine.admit(std::move(admission));
    std::string to;
    for (int i = 0; i < 5; ++i) {
        const std::string published = engine.publish(to_all(), std::to_string(i));
        if (i == 1) to = published;
    }
    const auto sink = attach_test_sink(engine, id);
    sink->allow(1'000'000);
    engine.pull(id);
    ASSERT_TRUE(wait_until([&] { return sink->parse().events().size() >= 5; }));
    const std::vector<ParsedEvent> events = sink->parse().events();
    ASSERT_EQ(events.size(), 5U);
    EXPECT_EQ(events[1].type, "gap");
    EXPECT_EQ(nlohmann::json::parse(events[1].data),
              (nlohmann::json{{"from", cursor}, {"to", to}}));
    EXPECT_EQ(events[2].data, "2");
    EXPECT_EQ(events[4].data, "4");
    EXPECT_EQ(engine->stats().gaps, 1U);
}

// The gap is found when the worker counts what was missed, and is like one that was found at once:
// a part of the history would look like the whole.
TEST(Gap, FoundLateReachesToTheAdmission) {
    Options options = quiet_options();
    options.history.count = 5;
    Engine engine(options);
    Strings ids;
    for (int i = 0; i < 5; ++i) ids.push_back(engine.publish(to_all(), std::to_string(i)));
    net::Admission admission;
    admission.last_event_id = ids[0];
    const std::string id = engine.admit(std::move(admission));
    for (int i = 5; i < 8; ++i) engine.publish(to_all(), std::to_string(i));
    const auto sink = attach_test_sink(engine, id);
    sink->allow(1'000'000);
    engine.pull(id);
    ASSERT_TRUE(wait_until([&] { return sink->parse().events().size() >= 5; }));
    const std::vector<ParsedEvent> events = sink->parse().events();
    ASSERT_EQ(events.size(), 5U);
    const nlohmann::json connected = nlohmann::json::parse(events[0].data);
    EXPECT_EQ(connected["gap"], true);
    EXPECT_EQ(connected["replayed"], 0);
    EXPECT_EQ(events[0].id, ids[4]);
    EXPECT_EQ(events[1].type, "gap");
    EXPECT_EQ(nlohmann::json::parse(events[1].data),
              (nlohmann::json{{"from", ids[0]}, {"to", ids[4]}}));
    EXPECT_EQ(events[2].data, "5") << "what came after the admission, and nothing before it";
    EXPECT_EQ(events[4].data, "7");
}

/// History for three events, and a queue that holds one large frame.
Options narrow_options() {
    Options options = quiet_options();
    options.workers = 1;
    options.history.count = 3;
    options.queue_bytes = 1024;
    return options;
}

// Events for others may be forgotten without this client missing anything.
TEST(Gap, IsNotToldOfEventsForOthersWhenTheQueueIsFull) {
    Engine engine(narrow_options());
    Peer other = engine.connect(in_channels({"other"}));
    const std::string id = engine.admit(in_channels({"mine"}));
    const auto sink = attach_test_sink(engine, id);
    sink->allow(1'000'000);
    engine.pull(id);
    ASSERT_TRUE(wait_until([&] { return sink->parse().events().size() == 1; }));
    sink->stall();
    const std::string large(900, 'x');
    engine.publish(to_channels({"mine"}), "1" + large);
    for (int i = 0; i < 20; ++i) engine.publish(to_channels({"other"}), "x");
    engine.publish(to_channels({"mine"}), "2" + large);
    ASSERT_TRUE(wait_until([&] { return engine->stats().parked == 1; }));
    sink->allow(1'000'000);
    engine.pull(id);
    ASSERT_TRUE(wait_until([&] { return engine->stats().parked == 0; }));
    ASSERT_TRUE(wait_until([&] { return sink->parse().events().size() >= 3; }));
    const std::vector<ParsedEvent> events = sink->parse().events();
    EXPECT_EQ(events[1].data, "1" + large);
    EXPECT_EQ(events[2].type, "test") << events[2].data;
    EXPECT_EQ(engine->stats().gaps, 0U);
}

TEST(Gap, IsNotToldOfEventsForOthersWhenTheInboxIsFull) {
    Options options = narrow_options();
    options.history.count = 5;
    options.history.bytes = 64U * 1024 * 1024;
    Engine engine(options);
    Peer mine = engine.connect(in_channels({"mine"}));
    Peer other = engine.connect(in_channels({"other"}));
    for (int i = 0; i < 20; ++i) engine.publish(to_channels({"other"}), "x");
    ASSERT_TRUE(other.reader.read_events(20));
    BusyWorker busy(engine, engine.admit());
    const std::string large(3U * 1024 * 1024, 'x');
    for (int i = 0; i < 5; ++i) engine.publish(to_channels({"other"}), large);
    busy.release();
    ASSERT_TRUE(other.reader.read_events(25));
    EXPECT_GE(engine->stats().inbox_overflows, 1U);
    engine.publish(to_channels({"mine"}), "mine");
    ASSERT_TRUE(mine.reader.read_events(1));
    EXPECT_EQ(mine.reader.data(), Strings{"mine"});
}

TEST(Gap, IsNotToldOfEventsForNobodyWhenAClientComesBack) {
    Options options = narrow_options();
    options.heartbeat_interval_ms = 80;
    Engine engine(options);
    Peer peer = engine.connect(in_channels({"mine"}));
    (void)peer.connected();
    for (int i = 0; i < 20; ++i) engine.publish(to_channels({"empty"}), "x");
    const std::string newest = engine->stats().history_newest;
    EXPECT_TRUE(peer.reader.read_until(
        [&] { return peer.reader.parser().last_event_id() == newest; }, std::chrono::seconds(5)))
        << "a heartbeat moves the cursor past events that were for nobody";
    Peer again = engine.resume(peer.reader.parser().last_event_id(), {"mine"});
    EXPECT_EQ(again.connected()["gap"], false);
}

}  // namespace
}  // namespace ssecast::test
