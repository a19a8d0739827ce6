// Clients that read more slowly than events come.
#include "support/engine.hpp"
#include "support/test_sink.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;

Options small_queue() {
    Options options = quiet_options();
    options.workers = 1;
    options.queue_bytes = 4096;
    return options;
}

/// So many events of about 200 bytes, with different beginnings.
Strings many_events(int count) {
    Strings data;
    for (int i = 0; i < count; ++i) data.push_back(std::to_string(i) + std::string(200, '.'));
    return data;
}

TEST(SlowClient, IsParkedAndCatchesUpWithoutLoss) {
    Engine engine(small_queue());
    Peer slow = engine.connect({}, narrow_connection());
    Peer fast = engine.connect();
    const Strings expected = many_events(3'000);
    for (const std::string& data : expected) {
        engine.publish(to_all(), data);
        fast.reader.pump();
    }
    ASSERT_TRUE(fast.reader.read_events(expected.size())) << "nobody waits for the slow one";
    EXPECT_EQ(fast.reader.data(), expected);
    ASSERT_TRUE(wait_until([&] { return engine->stats().parked == 1; }));
    EXPECT_LE(engine->stats().queued_bytes, 2U * 4096) << "also when it catches up";
    EXPECT_GE(engine->stats().parkings, 1U);
    ASSERT_TRUE(slow.reader.read_events(expected.size()));
    EXPECT_EQ(slow.reader.data(), expected);
    EXPECT_TRUE(wait_until([&] { return engine->stats().parked == 0; }));
    engine.publish(to_all(), "live again");
    ASSERT_TRUE(slow.reader.read_events(expected.size() + 1));
    EXPECT_EQ(engine->stats().gaps, 0U);
    EXPECT_EQ(engine->stats().clients, 2U);
}

TEST(SlowClient, IsToldOfAGapWhenTheHistoryMovedOn) {
    Options options = small_queue();
    options.history.count = 20;
    Engine engine(options);
    Peer slow = engine.connect({}, narrow_connection());
    const Strings sent = many_events(2'000);
    Strings ids;
    for (const std::string& data : sent) ids.push_back(engine.publish(to_all(), data));
    ASSERT_TRUE(wait_until([&] { return engine->stats().parked == 1; }));
    ASSERT_TRUE(
        slow.reader.read_until([&] { return slow.reader.parser().last_event_id() == ids.back(); }));
    ASSERT_TRUE(slow.reader.has("gap"));
    const std::vector<ParsedEvent>& events = slow.reader.events();
    std::size_t next = 0;
    for (std::size_t i = 1; i < events.size(); ++i) {
        if (events[i].type != "gap") {
            ASSERT_EQ(events[i].data, sent.at(next)) << "all that is not in the gap, in order";
            ++next;
            continue;
        }
        const nlohmann::json gap = nlohmann::json::parse(events[i].data);
        ASSERT_GT(next, 0U);
        EXPECT_EQ(gap["from"], ids[next - 1]);
        const auto to = std::find(ids.begin(), ids.end(), gap["to"].get<std::string>());
        ASSERT_NE(to, ids.end());
        EXPECT_GE(static_cast<std::size_t>(to - ids.begin()), next);
        next = static_cast<std::size_t>(to - ids.begin()) + 1;
    }
    EXPECT_EQ(next, sent.size());
}

TEST(SlowClient, IsClosedWhereThatIsThePolicy) {
    Options options = small_queue();
    options.slow_client = SlowClientPolicy::disconnect;
    Engine engine(options);
    const std::string id = engine.admit();
    const auto sink = attach_test_sink(engine, id);
    Peer fast = engine.connect();
    for (const std::string& data : many_events(40)) engine.publish(to_all(), data);
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_EQ(engine.closed().reasons_of(id), std::vector{DisconnectReason::slow});
    EXPECT_TRUE(sink->destroyed());
    EXPECT_FALSE(sink->finished()) << "an orderly end would say that all had come";
    EXPECT_TRUE(fast.reader.read_events(40));
    EXPECT_EQ(engine->stats().disconnects.at(static_cast<std::size_t>(DisconnectReason::slow)), 1U);
}

// A burst in one pass is no reason to park: the worker has not tried to write it yet.
TEST(SlowClient, ThatReadsEverythingIsNotSlow) {
    Options options = small_queue();
    options.slow_client = SlowClientPolicy::disconnect;
    Engine engine(options);
    Peer peer = engine.connect();
    (void)peer.connected();
    const Strings burst = many_events(100);
    for (const std::string& data : burst) {
        engine->publish(to_all(), {.event = "e", .data = data});
    }
    engine->flush();
    EXPECT_TRUE(peer.reader.read_events(burst.size()));
    EXPECT_EQ(peer.reader.data(), burst);
    EXPECT_EQ(engine.closed().size(), 0U);
}

TEST(SlowClient, ABurstForAReaderWithoutHistoryIsDelivered) {
    Options options = small_queue();
    options.history.count = 0;
    Engine engine(options);
    Peer peer = engine.connect();
    (void)peer.connected();
    const Strings burst = many_events(100);
    for (const std::string& data : burst) {
        engine->publish(to_all(), {.event = "e", .data = data});
    }
    engine->flush();
    ASSERT_TRUE(peer.reader.read_until(
        [&] { return peer.reader.parser().last_event_id() == engine->stats().history_newest; }));
    EXPECT_FALSE(peer.reader.has("gap"));
    EXPECT_EQ(peer.reader.data(), burst);
}

// The cursor of a closed client must not pass an event that it did not get: it comes back with that
// cursor.
TEST(SlowClient, ThatIsClosedGetsNothingBeyondWhatItMissed) {
    Options options = small_queue();
    options.queue_bytes = 1024;
    options.slow_client = SlowClientPolicy::disconnect;
    Engine engine(options);
    const std::string id = engine.admit();
    const auto sink = attach_test_sink(engine, id);
    ASSERT_TRUE(wait_until([&] { return engine->stats().queued_bytes > 0; }));
    Strings sent{"a" + std::string(700, '.'), "b" + std::string(700, '.'), "c"};
    sink->allow(1'000'000);
    engine.pull(id);
    ASSERT_TRUE(wait_until([&] { return engine->stats().queued_bytes == 0; }));
    for (const std::string& data : sent) {
        engine->publish(to_all(), {.event = "e", .data = data});
    }
    engine->flush();
    ASSERT_TRUE(wait_until([&] {
        return engine.closed().size() == 1 || sink->parse().events().size() == sent.size() + 1;
    }));
    const std::vector<ParsedEvent> events = sink->parse().events();
    for (std::size_t i = 1; i < events.size(); ++i) EXPECT_EQ(events[i].data, sent[i - 1]);
}

TEST(SlowClient, PartialWritesAtEveryOffsetKeepTheStreamWhole) {
    Engine engine;
    const std::string id = engine.admit();
    const auto sink = attach_test_sink(engine, id);
    const Strings expected = many_events(5);
    for (const std::string& data : expected) engine.publish(to_all(), data);
    while (sink->parse().events().size() < expected.size() + 1) {
        sink->allow(1);
        ASSERT_TRUE(engine.pull(id));
        if (engine->stats().bytes > 10'000) break;
    }
    const std::vector<ParsedEvent> events = sink->parse().events();
    ASSERT_EQ(events.size(), expected.size() + 1);
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(events[i + 1].data, expected[i]);
    EXPECT_TRUE(wait_until([&] { return engine->stats().deliveries == expected.size(); }));
}

}  // namespace
}  // namespace ssecast::test
