// Which clients get an event, and that it arrives whole.
#include "core/error.hpp"
#include "support/engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <string>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;

struct Path {
    const char* name;
    Connection (*connection)();
    Framing framing;
};

void PrintTo(const Path& path, std::ostream* out) { *out << path.name; }

class DeliveryPaths : public testing::TestWithParam<Path> {};
INSTANTIATE_TEST_SUITE_P(All, DeliveryPaths,
                         testing::Values(Path{"unix_chunked", unix_connection, Framing::chunked},
                                         Path{"unix_bare", unix_connection, Framing::bare},
                                         Path{"tcp_chunked", tcp_connection, Framing::chunked},
                                         Path{"tcp_bare", tcp_connection, Framing::bare}),
                         [](const auto& path) { return std::string(path.param.name); });

TEST_P(DeliveryPaths, AnEventArrivesAsItWasPublished) {
    const Framing framing = GetParam().framing;
    Engine engine;
    Peer peer = engine.connect({}, GetParam().connection(), framing);
    const net::Published published = engine->publish(
        to_all(),
        {.event = "greet", .data = "a\r\nb", .id = "own 1", .retry = 1234, .timestamp = 7});
    engine->flush();
    ASSERT_TRUE(peer.reader.read_events(1));
    EXPECT_EQ(published.clients, 1U);
    EXPECT_EQ(peer.reader.events().at(1), (ParsedEvent{"greet", "a\nb", "own 1"}));
    EXPECT_EQ(peer.reader.parser().retry(), 1234U);
    EXPECT_EQ(peer.reader.parser().comments(), Strings{" timestamp 7"});
    EXPECT_EQ(peer.reader.chunks().chunks(), framing == Framing::chunked ? 2U : 0U);
}

TEST(Delivery, TheFirstEventOfAConnectionIsConnected) {
    Options options = quiet_options();
    options.retry_interval_ms = 1'000;
    Engine engine(options);
    Peer peer = engine.connect();
    const nlohmann::json expected{{"clientId", peer.id},
                                  {"resumed", false},
                                  {"replayed", 0},
                                  {"gap", false},
                                  {"heartbeatInterval", 0}};
    EXPECT_EQ(peer.connected(), expected);
    EXPECT_EQ(peer.reader.events().front().id, engine->stats().history_newest)
        << "a client has a cursor before there is an event";
    const std::uint64_t retry = peer.reader.parser().retry().value_or(0);
    EXPECT_GE(retry, 1'000U);
    EXPECT_LT(retry, 1'200U);
}

TEST(Delivery, ClientIdsAndRetriesDiffer) {
    Engine engine;
    std::vector<std::string> ids;
    std::vector<std::uint64_t> retries;
    for (int i = 0; i < 20; ++i) {
        Peer peer = engine.connect();
        (void)peer.connected();
        EXPECT_EQ(peer.id.size(), 22U);
        ids.push_back(peer.id);
        retries.push_back(*peer.reader.parser().retry());
    }
    std::sort(ids.begin(), ids.end());
    EXPECT_EQ(std::unique(ids.begin(), ids.end()), ids.end());
    EXPECT_NE(*std::min_element(retries.begin(), retries.end()),
              *std::max_element(retries.begin(), retries.end()));
}

/// Clients with known channels, and a last event for all: when it arrives, all others have.
class DeliveryTargets : public testing::Test {
protected:
    DeliveryTargets() {
        peers.push_back(engine.connect(identified("ann", "s1", {"news", "sport"})));
        peers.push_back(engine.connect(identified("bob", "", {"news"})));
        peers.push_back(engine.connect(identified("ann", "s2")));
        peers.push_back(engine.connect());
    }

    /// Publishes to a target and gives the indexes of the peers that got it.
    std::vector<std::size_t> receivers(const net::TargetNames& target) {
        const net::Published published = engine->publish(target, {.event = "test", .data = "x"});
        engine.publish(to_all(), "last");
        std::vector<std::size_t> got;
        for (std::size_t i = 0; i < peers.size(); ++i) {
            const std::size_t before = seen[i];
            EXPECT_TRUE(peers[i].reader.read_until([&] {
                const auto& events = peers[i].reader.events();
                return events.size() > before && events.back().data == "last";
            }));
            seen[i] = peers[i].reader.events().size();
            if (seen[i] - before > 1 + (before == 0 ? 1U : 0U)) got.push_back(i);
            EXPECT_LE(seen[i] - before, 2U + (before == 0 ? 1U : 0U)) << "once each";
        }
        EXPECT_EQ(published.clients, got.size()) << "publish told how many";
        EXPECT_EQ(engine->count(target), got.size());
        return got;
    }

    Engine engine;
    std::vector<Peer> peers;
    std::array<std::size_t, 4> seen{};
};

using Indexes = std::vector<std::size_t>;

TEST_F(DeliveryTargets, All) { EXPECT_EQ(receivers(to_all()), (Indexes{0, 1, 2, 3})); }

TEST_F(DeliveryTargets, Channels) {
    EXPECT_EQ(receivers(to_channels({"news"})), (Indexes{0, 1}));
    EXPECT_EQ(receivers(to_channels({"sport"})), (Indexes{0}));
    EXPECT_EQ(receivers(to_channels({"nobody"})), Indexes{});
    EXPECT_EQ(receivers(to_channels({})), Indexes{});
    EXPECT_EQ(receivers(to_channels({"News"})), Indexes{});
}

TEST_F(DeliveryTargets, SeveralChannelsReachEachClientOnce) {
    EXPECT_EQ(receivers(to_channels({"news", "sport", "news", "nobody"})), (Indexes{0, 1}));
}

TEST_F(DeliveryTargets, UsersAndSessionsAreChannels) {
    EXPECT_EQ(receivers(to_channels({"user:ann"})), (Indexes{0, 2}));
    EXPECT_EQ(receivers(to_channels({"session:s2"})), (Indexes{2}));
    EXPECT_EQ(receivers(to_channels({"user:bob", "session:s1"})), (Indexes{0, 1}));
    EXPECT_EQ(receivers(to_channels({"user:s1"})), Indexes{});
}

TEST_F(DeliveryTargets, Clients) {
    EXPECT_EQ(receivers(to_clients({peers[3].id})), (Indexes{3}));
    EXPECT_EQ(receivers(to_clients({peers[1].id, peers[0].id, peers[1].id})), (Indexes{0, 1}));
    EXPECT_EQ(receivers(to_clients({"unknown"})), Indexes{});
    EXPECT_EQ(receivers(to_clients({})), Indexes{});
}

TEST_F(DeliveryTargets, RefusedEventsReachNobody) {
    EXPECT_THROW(engine->publish(to_all(), {.event = "a\nb", .data = "x"}), Error);
    EXPECT_THROW(engine.publish(to_channels({"news", ""}), "x"), Error);
    EXPECT_THROW(engine.publish(to_channels({"news", "a\n"}), "x"), Error);
    EXPECT_EQ(engine->stats().published, 0U);
    EXPECT_EQ(engine->stats().history_events, 0U);
    EXPECT_EQ(receivers(to_all()), (Indexes{0, 1, 2, 3}));
}

TEST_F(DeliveryTargets, StatisticsCountThem) {
    receivers(to_channels({"news"}));
    const net::BroadcasterStats stats = engine->stats();
    EXPECT_EQ(stats.clients, 4U);
    EXPECT_EQ(stats.counts.direct, 4U);
    EXPECT_EQ(stats.counts.users, 2U);
    EXPECT_EQ(stats.counts.sessions, 2U);
    EXPECT_EQ(stats.counts.channels, 2U);
    EXPECT_EQ(stats.published, 2U);
    EXPECT_TRUE(wait_until([&] { return engine->stats().deliveries == 6; }))
        << "two of the one, four of the other; `connected` is nobody's";
    EXPECT_EQ(engine->stats().queued_bytes, 0U);
    EXPECT_EQ(stats.history_events, 2U);
}

}  // namespace
}  // namespace ssecast::test
