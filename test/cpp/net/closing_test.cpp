// The server ends streams.
#include "support/engine.hpp"
#include "support/expect_error.hpp"
#include "support/framing_name.hpp"
#include "support/test_sink.hpp"

#include <gtest/gtest.h>

#include <string>
#include <sys/socket.h>
#include <thread>
#include <vector>

namespace ssecast::test {
namespace {

using Reasons = std::vector<DisconnectReason>;

class ClosingFramings : public testing::TestWithParam<Framing> {};
INSTANTIATE_TEST_SUITE_P(Both, ClosingFramings, testing::Values(Framing::chunked, Framing::bare),
                         FramingName());

TEST_P(ClosingFramings, DisconnectDeliversWhatWasPublishedAndEndsWell) {
    Engine engine;
    Peer peer = engine.connect(in_channels({"news"}), tcp_connection(), GetParam());
    Peer other = engine.connect();
    for (int i = 0; i < 50; ++i) engine.publish(to_all(), std::to_string(i));
    EXPECT_EQ(engine->disconnect(to_channels({"news"}), DisconnectReason::server), 1U);
    engine.publish(to_all(), "after");
    ASSERT_TRUE(peer.reader.read_to_end());
    EXPECT_TRUE(peer.reader.ended_well());
    EXPECT_EQ(peer.reader.events().size(), 51U);
    EXPECT_EQ(peer.reader.events().back().data, "49");
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_EQ(engine.closed().reasons_of(peer.id), Reasons{DisconnectReason::server});
    ASSERT_TRUE(other.reader.read_events(51)) << "nobody else was asked to go";
}

// Closing a socket with unread input resets it, and what is on its way to the peer is lost.
TEST(Closing, UnreadInputOfThePeerDoesNotCostItEvents) {
    Options options = quiet_options();
    options.workers = 1;
    Engine engine(options);
    // The input has to arrive before the worker closes, and not so early that the worker reads it.
    BusyWorker busy(engine, engine.admit());
    Connection connection = tcp_connection();
    Peer peer = engine.connect({}, std::move(connection));
    const std::string request(3'000, 'r');
    ASSERT_EQ(::send(peer.reader.peer().get(), request.data(), request.size(), 0), 3'000);
    // Less than the kernel holds on this side: it is all on its way when the connection is closed.
    const std::string large(60'000, 'x');
    engine.publish(to_clients({peer.id}), large);
    engine->disconnect(to_all(), DisconnectReason::server);
    busy.release();
    ASSERT_TRUE(engine.closed().wait_for(2));
    ASSERT_TRUE(peer.reader.read_to_end());
    EXPECT_TRUE(peer.reader.ended_well());
    EXPECT_EQ(peer.reader.data(), std::vector<std::string>{large});
}

TEST(Closing, AClientIsGoneFromTheListsAtOnce) {
    Engine engine;
    Peer peer = engine.connect(in_channels({"news"}));
    EXPECT_EQ(engine->disconnect(to_clients({peer.id}), DisconnectReason::server), 1U);
    EXPECT_EQ(engine->count(to_all()), 0U);
    EXPECT_TRUE(engine->clients(to_channels({"news"})).empty());
    EXPECT_FALSE(engine->subscribe(peer.id, "more"));
    EXPECT_FALSE(engine->unsubscribe(peer.id, "news"));
    EXPECT_FALSE(engine.pull(peer.id));
    EXPECT_EQ(engine->disconnect(to_clients({peer.id}), DisconnectReason::server), 0U);
    EXPECT_EQ(engine->publish(to_clients({peer.id}), {.event = "e", .data = ""}).clients, 0U);
    ASSERT_TRUE(engine.closed().wait_for(1));
    const net::ClientInfo info = engine.closed().client(0);
    EXPECT_EQ(info.id, peer.id);
    EXPECT_EQ(info.channels, std::vector<std::string>{"news"}) << "what it was when it went";
    EXPECT_EQ(info.path, net::ClientPath::direct);
}

TEST(Closing, AClientWithoutAConnectionIsClosedToo) {
    Engine engine;
    const std::string id = engine.admit();
    EXPECT_EQ(engine->disconnect(to_clients({id}), DisconnectReason::server), 1U);
    ASSERT_TRUE(engine.closed().wait_for(1));
    const Connection connection = unix_connection();
    EXPECT_FALSE(engine.adopt(id, connection.server.get(), Framing::bare));
    EXPECT_EQ(engine.closed().reasons_of(id), Reasons{DisconnectReason::server});
}

TEST(Closing, AStreamInTheMiddleOfAFrameIsCutOff) {
    Engine engine;
    const std::string id = engine.admit();
    const auto sink = attach_test_sink(engine, id);
    sink->allow(10);
    engine.pull(id);
    ASSERT_TRUE(wait_until([&] { return engine->stats().bytes == 10; }));
    engine->disconnect(to_all(), DisconnectReason::server);
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_FALSE(sink->finished()) << "an orderly end would call the half frame whole";
    EXPECT_TRUE(sink->destroyed());
}

TEST(Closing, CloseEndsEveryStreamWellAndIsFinal) {
    Engine engine;
    std::vector<Peer> peers;
    for (int i = 0; i < 20; ++i) peers.push_back(engine.connect());
    engine.admit();
    for (int i = 0; i < 10; ++i) engine.publish(to_all(), "x");
    engine->close();
    EXPECT_EQ(engine.closed().size(), 21U) << "close waits for the workers";
    for (Peer& peer : peers) {
        ASSERT_TRUE(peer.reader.read_to_end());
        EXPECT_TRUE(peer.reader.ended_well());
        EXPECT_EQ(peer.reader.events().size(), 11U);
        EXPECT_EQ(engine.closed().reasons_of(peer.id), Reasons{DisconnectReason::shutdown});
    }
    EXPECT_TRUE(engine->closed());
    EXPECT_EQ(engine->stats().workers, 0U);
    EXPECT_EQ(engine->stats().clients, 0U);
}

TEST(Closing, ClosedBroadcasterRefusesAndAnswersNothing) {
    Engine engine;
    Peer peer = engine.connect();
    engine->close();
    const std::string sentence =
        "Expected an open broadcaster but 'test' was closed; createBroadcaster makes a new one";
    EXPECT_EQ(sentence_of(ErrorCode::closed, [&] { engine.publish(to_all(), "x"); }), sentence);
    EXPECT_EQ(sentence_of(ErrorCode::closed, [&] { engine.admit(); }), sentence);
    EXPECT_EQ(sentence_of(ErrorCode::closed, [&] { engine->configure("{}"); }), sentence);
    EXPECT_FALSE(engine->subscribe(peer.id, "news"));
    EXPECT_FALSE(engine->unsubscribe(peer.id, "news"));
    EXPECT_FALSE(engine.pull(peer.id));
    EXPECT_EQ(engine->count(to_all()), 0U);
    EXPECT_TRUE(engine->clients(to_all()).empty());
    EXPECT_EQ(engine->disconnect(to_all(), DisconnectReason::server), 0U);
    const Connection connection = unix_connection();
    EXPECT_FALSE(engine.adopt(peer.id, connection.server.get(), Framing::bare));
    engine->flush();
    engine->close();
    EXPECT_EQ(engine.closed().size(), 1U);
}

TEST(Closing, WithoutAClientThereIsNothingToClose) {
    Engine engine;
    engine.publish(to_all(), "x");
    engine->close();
    EXPECT_TRUE(engine->closed());
}

TEST(Closing, WhileOthersUseTheBroadcaster) {
    for (int round = 0; round < 20; ++round) {
        Engine engine;
        std::vector<Peer> peers;
        for (int i = 0; i < 4; ++i) peers.push_back(engine.connect());
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 2; ++thread) {
            threads.emplace_back([&] {
                try {
                    for (;;) {
                        engine.publish(to_all(), "x");
                        (void)engine->stats();
                        engine.admit();
                    }
                } catch (const Error& error) {
                    EXPECT_EQ(error.code(), ErrorCode::closed);
                }
            });
        }
        engine->close();
        for (std::thread& thread : threads) thread.join();
        EXPECT_EQ(engine.closed().size(), engine->stats().connections);
    }
}

TEST(Closing, AnEnvironmentThatEndsTakesOnlyItsStreamsAlong) {
    Engine engine;
    Peer direct = engine.connect();
    const std::string stream = engine.admit();
    const auto sink = attach_test_sink(engine, stream);
    const std::string pending = engine.admit();
    net::Admission foreign;
    foreign.closed =
        new net::ClosedHandler([](net::ClientInfo&& /*client*/, DisconnectReason /*reason*/) {});
    const std::string other = engine->admit(std::move(foreign)).id;
    engine->abandon(engine.handler());
    ASSERT_TRUE(engine.closed().wait_for(2));
    EXPECT_EQ(engine.closed().reasons_of(stream), Reasons{DisconnectReason::shutdown});
    EXPECT_EQ(engine.closed().reasons_of(pending), Reasons{DisconnectReason::shutdown});
    EXPECT_EQ(engine->count(to_clients({direct.id, other})), 2U);
    engine.publish(to_all(), "x");
    EXPECT_TRUE(direct.reader.read_events(1)) << "C++ carries it on";
    engine->disconnect(to_clients({other}), DisconnectReason::server);
}

}  // namespace
}  // namespace ssecast::test
