// Channels that a client joins and leaves while it is connected.
#include "support/engine.hpp"
#include "support/expect_error.hpp"
#include "support/test_sink.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;

TEST(Subscription, CountsFromWhereItWasMadeToWhereItEnds) {
    Engine engine;
    Peer peer = engine.connect();
    engine.publish(to_channels({"news"}), "before");
    EXPECT_TRUE(engine->subscribe(peer.id, "news"));
    EXPECT_EQ(engine->count(to_channels({"news"})), 1U);
    engine.publish(to_channels({"news"}), "during");
    EXPECT_TRUE(engine->unsubscribe(peer.id, "news"));
    EXPECT_EQ(engine->count(to_channels({"news"})), 0U);
    engine.publish(to_channels({"news"}), "after");
    engine.publish(to_all(), "last");
    ASSERT_TRUE(peer.reader.read_events(2));
    EXPECT_EQ(peer.reader.data(), (Strings{"during", "last"}));
}

TEST(Subscription, SaysWhetherSomethingChanged) {
    Engine engine;
    Peer peer = engine.connect(in_channels({"a"}));
    EXPECT_FALSE(engine->subscribe(peer.id, "a"));
    EXPECT_TRUE(engine->subscribe(peer.id, "b"));
    EXPECT_FALSE(engine->subscribe("unknown", "b"));
    EXPECT_FALSE(engine->unsubscribe(peer.id, "c"));
    EXPECT_FALSE(engine->unsubscribe("unknown", "a"));
    EXPECT_TRUE(engine->unsubscribe(peer.id, "a"));
    EXPECT_FALSE(engine->unsubscribe(peer.id, "a"));
    EXPECT_FALSE(sentence_of(ErrorCode::invalid_channel, [&] {
                     engine->subscribe(peer.id, "a\rb");
                 }).empty());
    EXPECT_EQ(engine->clients(to_all()).front().channels, Strings{"b"});
}

TEST(Subscription, AParkedClientGetsNothingFromBeforeItJoined) {
    Options options = quiet_options();
    options.queue_bytes = 1024;
    Engine engine(options);
    const std::string id = engine.admit(in_channels({"mine"}));
    const auto sink = attach_test_sink(engine, id);
    const std::string large(600, 'x');
    engine.publish(to_channels({"mine"}), large);
    engine.publish(to_channels({"mine"}), large);
    ASSERT_TRUE(wait_until([&] { return engine->stats().parked == 1; }));
    engine.publish(to_channels({"late"}), "before");
    engine->subscribe(id, "late");
    engine.publish(to_channels({"late"}), "after");
    sink->allow(1'000'000);
    engine.pull(id);
    ASSERT_TRUE(wait_until([&] { return sink->parse().events().size() >= 4; }));
    const std::vector<ParsedEvent> events = sink->parse().events();
    EXPECT_EQ(events.size(), 4U);
    EXPECT_EQ(events.back().data, "after");
}

// A page of the history is ahead of the commands in the worker's inbox, the join included.
TEST(Subscription, AClientThatCatchesUpMissesNothingAfterItJoined) {
    Options options = quiet_options();
    options.workers = 1;
    Engine engine(options);
    const std::string cursor = engine.publish(to_all(), "first");
    engine.publish(to_all(), "missed");
    net::Admission admission;
    admission.last_event_id = cursor;
    const std::string id = engine.admit(admission);
    const auto control = std::make_shared<SinkControl>();
    control->allow(1'000'000);
    // While `connected` is written and before the history is read.
    control->before_write([&] {
        engine.publish(to_channels({"late"}), "before");
        engine->subscribe(id, "late");
        engine.publish(to_channels({"late"}), "after");
        engine.publish(to_all(), "last");
    });
    attach_test_sink(engine, id, control);
    ASSERT_TRUE(wait_until([&] { return control->parse().events().size() >= 4; }));
    Strings data;
    const SseParser parsed = control->parse();
    for (const ParsedEvent& event : parsed.events()) data.push_back(event.data);
    data.erase(data.begin());
    EXPECT_EQ(data, (Strings{"missed", "after", "last"}));
}

// A client is described with its user, also after it has left the user's channel.
TEST(Subscription, AClientKeepsItsUserWhenItLeavesTheUsersChannel) {
    Engine engine;
    const std::string id = engine.admit(identified("ann", "s1"));
    engine->unsubscribe(id, "user:ann");
    engine->unsubscribe(id, "session:s1");
    const std::vector<net::ClientInfo> infos = engine->clients(to_all());
    ASSERT_EQ(infos.size(), 1U);
    EXPECT_EQ(infos.front().user_id, "ann");
    EXPECT_EQ(infos.front().session_id, "s1");
    engine->disconnect(to_all(), DisconnectReason::server);
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_EQ(engine.closed().client(0).user_id, "ann");
}

}  // namespace
}  // namespace ssecast::test
