// What the kernel is asked to notice. That it does is shown by `npm run reliability`, which needs a
// network of its own to lose packets.
#include "support/engine.hpp"

#include <gtest/gtest.h>

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
    EXPECT_TRUE(
        net::adopt_socket(*engine, engine.admit(), connection.server.get(), Framing::chunked));
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
        EXPECT_EQ(option(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT), seconds * 1'000);
    }
}

TEST(KeepAlive, WithoutATimeoutTheSocketStaysAsItIs) {
    Engine engine;
    const Connection connection = adopt_with_timeout(engine, 0);
    EXPECT_EQ(option(connection.server.get(), SOL_SOCKET, SO_KEEPALIVE), 0);
    EXPECT_EQ(option(connection.server.get(), IPPROTO_TCP, TCP_USER_TIMEOUT), 0);
}

}  // namespace
}  // namespace ssecast::test
