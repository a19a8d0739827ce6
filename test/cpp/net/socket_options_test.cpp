// The socket options that the kernel gets. `npm run reliability` shows that the kernel does what
// they say: it has a network that loses packets.
#include "support/engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace ssecast::test {
namespace {

int option(int descriptor, int level, int name) {
    int value = -1;
    socklen_t size = sizeof value;
    EXPECT_EQ(::getsockopt(descriptor, level, name, &value, &size), 0);
    return value;
}

/// The options of an adopted socket, seen through the descriptor that it was duplicated from.
Connection adopt_with_timeout(Engine& engine, std::uint32_t timeout_ms) {
    engine->configure(R"({"connectionTimeout":)" + std::to_string(timeout_ms) + "}");
    Connection connection = tcp_connection();
    EXPECT_TRUE(engine.adopt(engine.admit(), connection.server.get(), Framing::chunked));
    return connection;
}

TEST(KeepAlive, ASilentPeerIsNoticedWithinTheTimeout) {
    Engine engine;
    for (const int seconds : {2, 3, 10, 60, 300}) {
        const Connection connection =
            adopt_with_timeout(engine, static_cast<std::uint32_t>(seconds) * 1'000);
        const int descriptor = connection.server.get();
        EXPECT_NE(option(descriptor, SOL_SOCKET, SO_KEEPALIVE), 0);
        const int idle = option(descriptor, IPPROTO_TCP, TCP_KEEPIDLE);
        const int interval = option(descriptor, IPPROTO_TCP, TCP_KEEPINTVL);
        const int probes = option(descriptor, IPPROTO_TCP, TCP_KEEPCNT);
        EXPECT_GE(idle, 1);
        EXPECT_LE(idle + interval * probes, seconds);
        const int user_timeout = option(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT);
        EXPECT_EQ(user_timeout, (idle + interval * probes) * 1'000) << "given up at the last probe";
        EXPECT_GE(user_timeout, std::max(2'000, seconds * 900 - 1'650));
        if (seconds > 2) {
            EXPECT_LE(user_timeout, seconds * 1'000 - 750);
        }
    }
}

TEST(KeepAlive, WithoutATimeoutTheSocketStaysAsItIs) {
    Engine engine;
    const Connection connection = adopt_with_timeout(engine, 0);
    EXPECT_EQ(option(connection.server.get(), SOL_SOCKET, SO_KEEPALIVE), 0);
    EXPECT_EQ(option(connection.server.get(), IPPROTO_TCP, TCP_USER_TIMEOUT), 0);
}

TEST(SendBuffer, HoldsABoundedAmountForAPeerThatDoesNotRead) {
    Options options = quiet_options();
    options.queue_bytes = 64 * 1024;
    options.workers = 1;
    Engine engine(options);
    Peer stalled = engine.connect({}, tcp_connection());
    Peer reading = engine.connect();
    std::size_t published = 0;
    while (engine->stats().parked == 0 && published < 16'000'000) {
        engine.publish(to_all(), std::string(10'000, 'x'));
        published += 10'000;
        reading.reader.pump();
    }
    // The peer's own buffer is its kernel's; here both are one.
    EXPECT_LT(published, 8'000'000U) << "left alone it would take more than that";
    EXPECT_GE(engine->stats().parked, 1U);
}

}  // namespace
}  // namespace ssecast::test
