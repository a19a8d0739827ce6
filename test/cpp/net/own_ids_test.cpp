// Ids that a caller gives: one client at a time has one, and late calls for the former client do
// not reach the next.
#include "support/engine.hpp"
#include "support/expect_error.hpp"
#include "support/test_sink.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;

std::string refused(Engine& engine, std::string client_id) {
    return sentence_of(ErrorCode::invalid_client_id,
                       [&] { engine.admit(named(std::move(client_id))); });
}

TEST(OwnIds, AClientHasTheIdThatItBrings) {
    Engine engine;
    Peer peer = engine.connect(named("tab 1 ✓", {"news"}));
    EXPECT_EQ(peer.id, "tab 1 ✓");
    EXPECT_EQ(peer.connected()["clientId"], "tab 1 ✓");
    EXPECT_EQ(engine->clients(to_clients({"tab 1 ✓"})).size(), 1U);
    EXPECT_TRUE(engine->subscribe("tab 1 ✓", "more"));
    engine.publish(to_clients({"tab 1 ✓"}), "x");
    engine.publish(to_channels({"more"}), "y");
    ASSERT_TRUE(peer.reader.read_events(2));
    EXPECT_EQ(peer.reader.data(), (Strings{"x", "y"}));
}

TEST(OwnIds, AreOneToSoManyBytesWithoutControlCharacters) {
    Engine engine;
    EXPECT_NO_THROW(engine.admit(named(std::string(net::kMaxClientId, 'i'))));
    EXPECT_EQ(refused(engine, ""),
              "Expected clientId to be 1 to 256 bytes but received 0; leave it out to get one");
    EXPECT_EQ(refused(engine, std::string(net::kMaxClientId + 1, 'i')),
              "Expected clientId to be 1 to 256 bytes but received 257; leave it out to get one");
    for (const std::string& id :
         Strings{"a\nb", "a\r", std::string(1, '\0'), "\x7f", "\x1f", "a\xEF\xBF\xBD"}) {
        EXPECT_EQ(refused(engine, id),
                  "Expected clientId in Unicode without control characters but received one with "
                  "such a character, a lone surrogate or U+FFFD");
    }
    EXPECT_EQ(engine->stats().clients, 1U);
}

TEST(OwnIds, ATakenOneIsRefusedAndNobodyIsAdmitted) {
    Engine engine;
    Peer first = engine.connect(named("tab", {"a"}));
    EXPECT_EQ(sentence_of(ErrorCode::duplicate_client, [&] { engine.admit(named("tab", {"b"})); }),
              "Expected a clientId that no client of broadcaster 'test' has but received 'tab', "
              "which is taken; disconnect that client first, or leave clientId out");
    EXPECT_EQ(engine->stats().clients, 1U);
    EXPECT_EQ(engine->stats().connections, 1U);
    EXPECT_EQ(engine->stats().counts.channels, 1U) << "the channel b has no member";
    engine.publish(to_all(), "x");
    EXPECT_TRUE(first.reader.read_events(1)) << "the client that has it does not notice";
    const std::string random = engine.admit();
    EXPECT_THROW(engine.admit(named(random)), Error) << "one that the broadcaster gave is taken";
}

TEST(OwnIds, IsFreeAgainAtOnceOnTheDirectPath) {
    Engine engine;
    Peer former = engine.connect(named("tab", {"a"}));
    EXPECT_EQ(engine->disconnect(to_clients({"tab"}), DisconnectReason::server), 1U);
    Peer next = engine.connect(named("tab", {"a"}));
    EXPECT_NE(next.key, former.key);
    engine.publish(to_clients({"tab"}), "by id");
    engine.publish(to_channels({"a"}), "by channel");
    ASSERT_TRUE(next.reader.read_events(2));
    ASSERT_TRUE(former.reader.read_to_end());
    EXPECT_TRUE(former.reader.ended_well());
    EXPECT_EQ(former.reader.data(), Strings{});
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_EQ(engine.closed().client(0).key, former.key);
    EXPECT_EQ(engine->count(to_clients({"tab"})), 1U) << "the end of the former is not the next's";
    EXPECT_EQ(engine->stats().clients, 1U);
    engine.publish(to_clients({"tab"}), "still there");
    EXPECT_TRUE(next.reader.read_events(3));
}

TEST(OwnIds, IsFreeAgainWhileTheWorkerStillHasTheFormer) {
    Options options = quiet_options();
    options.workers = 1;
    Engine engine(options);
    BusyWorker busy(engine, engine.admit());
    Peer former = engine.connect(named("tab", {"a"}));
    engine.publish(to_channels({"a"}), "for the former");
    engine->disconnect(to_clients({"tab"}), DisconnectReason::server);
    Peer next = engine.connect(named("tab", {"a"}));
    engine.publish(to_channels({"a"}), "for the next");
    busy.release();
    ASSERT_TRUE(next.reader.read_events(1));
    ASSERT_TRUE(former.reader.read_to_end());
    EXPECT_EQ(former.reader.data(), Strings{"for the former"});
    EXPECT_EQ(next.reader.data(), Strings{"for the next"});
}

TEST(OwnIds, WhatComesLateFromAFormerConnectionFindsNobody) {
    Engine engine;
    engine.admit(named("tab"));
    const ClientKey former = engine.key_of("tab");
    engine->disconnect(to_clients({"tab"}), DisconnectReason::server);
    engine.admit(named("tab"));
    EXPECT_FALSE(engine->leave(former)) << "its peer has gone";
    EXPECT_FALSE(engine->pull(former)) << "its stream asks for more";
    const Connection late = unix_connection();
    EXPECT_FALSE(net::adopt_socket(*engine, former, late.server.get(), Framing::bare))
        << "its response is sent only now";
    const auto sink = std::make_shared<SinkControl>();
    sink->allow(std::numeric_limits<std::size_t>::max());
    attach_test_sink(engine, "tab", sink);
    engine.publish(to_clients({"tab"}), "x");
    EXPECT_TRUE(wait_until([&] { return sink->parse().events().size() == 2; }));
    EXPECT_FALSE(engine->leave(former));
    EXPECT_EQ(engine->count(to_clients({"tab"})), 1U);
    // The two have workers of their own, which report the ends in no order.
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_TRUE(engine->leave(engine.key_of("tab")));
    EXPECT_EQ(engine->count(to_clients({"tab"})), 0U);
    ASSERT_TRUE(engine.closed().wait_for(2));
    EXPECT_EQ(engine.closed().reasons_of("tab"),
              (std::vector{DisconnectReason::server, DisconnectReason::client}));
}

TEST(OwnIds, KeysAreNotGivenAgainByTheNextBroadcasterOfAName) {
    Engine first;
    first.admit(named("tab"));
    const ClientKey former = first.key_of("tab");
    first->close();
    Engine second;
    second.admit(named("tab"));
    EXPECT_NE(second.key_of("tab"), former);
    EXPECT_FALSE(second->leave(former));
    EXPECT_FALSE(second->leave(0));
    EXPECT_EQ(second->stats().clients, 1U);
}

}  // namespace
}  // namespace ssecast::test
