// Which descriptors are adopted. None leaks.
#include "net/socket_sink.hpp"
#include "support/engine.hpp"
#include "support/process.hpp"
#include "support/test_sink.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fcntl.h>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ssecast::test {
namespace {

/// A client on the stream path gets its first event.
void expect_streamed(Engine& engine, const std::string& id) {
    const auto sink = attach_test_sink(engine, id);
    sink->allow(1'000);
    engine.pull(id);
    EXPECT_TRUE(wait_until([&] { return sink->parse().events().size() == 1; }));
}

/// Adopting it fails, and the client is as it was before.
void expect_refused(Engine& engine, int descriptor) {
    const std::string id = engine.admit();
    const std::size_t before = open_descriptors();
    EXPECT_FALSE(engine.adopt(id, descriptor, Framing::chunked));
    EXPECT_EQ(open_descriptors(), before);
    const std::vector<net::ClientInfo> infos = engine->clients(to_clients({id}));
    ASSERT_EQ(infos.size(), 1U);
    EXPECT_EQ(infos.front().path, net::ClientPath::pending);
    // The stream path is still open to it.
    expect_streamed(engine, id);
}

TEST(Descriptors, OnlyAConnectedStreamSocketIsAdopted) {
    Engine engine;
    // The worker's thread opens descriptors of its own when it starts.
    expect_streamed(engine, engine.admit());
    expect_refused(engine, -1);
    expect_refused(engine, 1'000'000);
    const Descriptor file(::open("/dev/null", O_RDWR | O_CLOEXEC));
    expect_refused(engine, file.get());
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const Descriptor read_end(ends[0]);
    const Descriptor write_end(ends[1]);
    expect_refused(engine, write_end.get());
    const Descriptor datagram(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    expect_refused(engine, datagram.get());
    const Descriptor unconnected(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    expect_refused(engine, unconnected.get());
    ASSERT_EQ(::listen(unconnected.get(), 1), 0);
    expect_refused(engine, unconnected.get());
    Connection closed = unix_connection();
    const int number = closed.server.get();
    closed.server.close();
    expect_refused(engine, number);
}

/// Each worker opens descriptors of its own for its first connection.
void connect_to_each_worker(Engine& engine) {
    constexpr std::size_t kMany = 16;
    for (std::size_t count = 0; count < kMany; ++count) engine.connect().connected();
    ASSERT_TRUE(engine.closed().wait_for(kMany));
}

TEST(Descriptors, AreClosedHoweverAClientEnds) {
    Engine engine;
    connect_to_each_worker(engine);
    const std::size_t before = open_descriptors();
    {
        std::vector<Peer> peers;
        for (int i = 0; i < 30; ++i) peers.push_back(engine.connect());
        for (int i = 0; i < 10; ++i) peers[static_cast<std::size_t>(i)].reader.close();
        for (int i = 10; i < 20; ++i) {
            engine->disconnect(to_clients({peers[static_cast<std::size_t>(i)].id}),
                               DisconnectReason::server);
        }
    }
    EXPECT_TRUE(wait_until([&] { return open_descriptors() == before; })) << open_descriptors();
}

TEST(Descriptors, OnTheWayToAClientThatIsGoneAreClosed) {
    Options options = quiet_options();
    options.workers = 1;
    Engine engine(options);
    connect_to_each_worker(engine);
    const std::size_t closed_before = engine.closed().size();
    const std::string id = engine.admit();
    const std::size_t before = open_descriptors();
    {
        BusyWorker busy(engine, engine.admit());
        Peer peer = engine.connect();
        engine->disconnect(to_clients({peer.id}), DisconnectReason::server);
        Connection connection = unix_connection();
        engine->disconnect(to_clients({id}), DisconnectReason::server);
        EXPECT_FALSE(engine.adopt(id, connection.server.get(), Framing::bare));
    }
    ASSERT_TRUE(engine.closed().wait_for(closed_before + 2));
    EXPECT_TRUE(wait_until([&] { return open_descriptors() == before; })) << open_descriptors();
}

TEST(Descriptors, OfABroadcasterAreAllGoneWithIt) {
    const std::size_t before = open_descriptors();
    {
        Engine engine;
        std::vector<Peer> peers;
        for (int i = 0; i < 20; ++i) peers.push_back(engine.connect());
        engine.publish(to_all(), "x");
    }
    EXPECT_EQ(open_descriptors(), before);
}

/// A descriptor that epoll refuses: an epoll inside of so many others that one more is too many
/// (epoll_ctl(2), ELOOP). Owns all of them but the outermost.
class Unwatchable {
public:
    Unwatchable() {
        for (Descriptor& descriptor : chain_) {
            descriptor = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
        }
        for (std::size_t i = 1; i < chain_.size(); ++i) {
            epoll_event event{};
            event.events = EPOLLIN;
            ::epoll_ctl(chain_[i].get(), EPOLL_CTL_ADD, chain_[i - 1].get(), &event);
        }
    }
    [[nodiscard]] int release() { return chain_.back().release(); }

private:
    std::array<Descriptor, 5> chain_;
};

TEST(Descriptors, ThatTheReactorRefusesEndTheClientAndAreClosed) {
    Engine engine;
    connect_to_each_worker(engine);
    const std::size_t closed_before = engine.closed().size();
    const std::string id = engine.admit();
    Unwatchable unwatchable;
    const std::size_t before = open_descriptors();
    ASSERT_TRUE(
        engine->attach(engine.key_of(id), net::ClientPath::direct,
                       [number = unwatchable.release()](net::Worker& worker, net::Client& client) {
                           return std::make_unique<net::SocketSink>(worker.sockets(), client.key,
                                                                    number, Framing::bare);
                       }));
    ASSERT_TRUE(engine.closed().wait_for(closed_before + 1));
    EXPECT_EQ(engine.closed().reasons_of(id), std::vector{DisconnectReason::error});
    EXPECT_TRUE(
        wait_until([&] { return open_descriptors() == before - 1; }, std::chrono::seconds(5)))
        << "the descriptor was left open";
}

}  // namespace
}  // namespace ssecast::test
