// Peers that go at any moment: their clients are closed once, and reported once.
#include "support/engine.hpp"
#include "support/test_sink.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <vector>

namespace ssecast::test {
namespace {

using Reasons = std::vector<DisconnectReason>;

TEST(Cleanup, APeerThatClosesIsNoticedAndToldOnce) {
    Engine engine;
    Peer peer = engine.connect(in_channels({"news"}), tcp_connection());
    (void)peer.connected();
    peer.reader.close();
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_TRUE(wait_until([&] { return engine->stats().clients == 0; }));
    EXPECT_EQ(engine->count(to_channels({"news"})), 0U);
    for (int i = 0; i < 10; ++i) engine.publish(to_all(), "x");
    engine->close();
    EXPECT_EQ(engine.closed().reasons_of(peer.id), Reasons{DisconnectReason::client});
    EXPECT_EQ(engine->stats().disconnects.at(static_cast<std::size_t>(DisconnectReason::client)),
              1U);
}

TEST(Cleanup, APeerThatResetsIsNoticed) {
    Engine engine;
    Peer peer = engine.connect({}, tcp_connection());
    (void)peer.connected();
    close_with_reset(peer.reader.peer());
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_EQ(engine.closed().reasons_of(peer.id), Reasons{DisconnectReason::client});
}

TEST(Cleanup, APeerThatClosedBeforeTheAdoption) {
    Engine engine;
    Connection connection = tcp_connection();
    connection.peer.close();
    const std::string id = engine.admit();
    ASSERT_TRUE(engine.adopt(id, connection.server.get(), Framing::chunked));
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_EQ(engine.closed().reasons_of(id), Reasons{DisconnectReason::client});
}

TEST(Cleanup, APeerThatResetBeforeTheAdoption) {
    Engine engine;
    Connection connection = tcp_connection();
    close_with_reset(connection.peer);
    const std::string id = engine.admit();
    // The kernel may know already that the peer has gone. Then adopting fails, and the caller
    // closes the client.
    const bool adopted = engine.adopt(id, connection.server.get(), Framing::chunked);
    if (!adopted) engine->disconnect(to_clients({id}), DisconnectReason::client);
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_EQ(engine.closed().reasons_of(id), Reasons{DisconnectReason::client});
}

TEST(Cleanup, AConnectionThatFailsWhileItIsWritten) {
    Engine engine;
    const std::string id = engine.admit();
    const auto sink = attach_test_sink(engine, id);
    sink->fail();
    engine.pull(id);
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_TRUE(wait_until([&] { return sink->destroyed(); }));
    EXPECT_FALSE(sink->finished());
    engine.publish(to_all(), "x");
    engine->close();
    EXPECT_EQ(engine.closed().reasons_of(id), Reasons{DisconnectReason::client});
    EXPECT_EQ(engine->stats().queued_bytes, 0U);
}

TEST(Cleanup, APeerWithUnreadEventsThatCloses) {
    Engine engine;
    Peer peer = engine.connect({}, narrow_connection());
    for (int i = 0; i < 1'000; ++i) engine.publish(to_all(), std::string(500, 'x'));
    ASSERT_TRUE(wait_until([&] { return engine->stats().queued_bytes != 0; }));
    peer.reader.close();
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_TRUE(wait_until([&] { return engine->stats().queued_bytes == 0; }));
    EXPECT_EQ(engine.closed().reasons_of(peer.id), Reasons{DisconnectReason::client});
}

TEST(Cleanup, APeerThatSendsWithoutEndIsClosed) {
    Engine engine;
    Peer peer = engine.connect();
    const std::string flood(16 * 1024, 'x');
    ASSERT_TRUE(wait_until([&] {
        for (int i = 0; i < 32; ++i) {
            (void)::send(peer.reader.peer().get(), flood.data(), flood.size(), MSG_NOSIGNAL);
        }
        return engine.closed().size() == 1;
    }));
}

TEST(Cleanup, InputOfAPeerIsThrownAway) {
    Engine engine;
    Peer peer = engine.connect();
    for (int i = 0; i < 20; ++i) {
        ASSERT_EQ(::send(peer.reader.peer().get(), "GET / HTTP/1.1\r\n", 16, MSG_NOSIGNAL), 16);
        engine.publish(to_all(), std::to_string(i));
        ASSERT_TRUE(peer.reader.read_events(static_cast<std::size_t>(i) + 1));
    }
    EXPECT_EQ(engine.closed().size(), 0U);
}

TEST(Cleanup, ClosedByBothSidesAtOnceIsToldOnce) {
    Engine engine;
    for (int round = 0; round < 200; ++round) {
        Peer peer = engine.connect();
        engine.publish(to_all(), "x");
        std::thread closing([&] { peer.reader.close(); });
        engine->disconnect(to_clients({peer.id}), DisconnectReason::server);
        closing.join();
    }
    ASSERT_TRUE(engine.closed().wait_for(200));
    engine->close();
    EXPECT_EQ(engine.closed().size(), 200U);
}

TEST(Cleanup, PeersThatGoAtAnyMomentUnderAPublisher) {
    Engine engine;
    std::atomic<bool> stop{false};
    std::thread publisher([&] {
        while (!stop) engine.publish(to_all(), std::string(300, 'x'));
    });
    std::vector<std::string> ids;
    for (int round = 0; round < 300; ++round) {
        Connection connection = round % 2 == 0 ? tcp_connection() : unix_connection();
        if (round % 5 == 0) connection.peer.close();
        const std::string id = engine.admit();
        ids.push_back(id);
        if (round % 7 == 0) engine->disconnect(to_clients({id}), DisconnectReason::server);
        const bool adopted = engine.adopt(id, connection.server.get(), Framing::chunked);
        if (!adopted) engine->disconnect(to_clients({id}), DisconnectReason::abandoned);
        connection.server.close();
        if (round % 3 == 0) std::this_thread::yield();
    }
    stop = true;
    publisher.join();
    ASSERT_TRUE(engine.closed().wait_for(ids.size()));
    engine->close();
    EXPECT_EQ(engine.closed().size(), ids.size());
    for (const std::string& id : ids) EXPECT_EQ(engine.closed().reasons_of(id).size(), 1U);
}

}  // namespace
}  // namespace ssecast::test
