// Which clients are admitted, and how they are described.
#include "support/engine.hpp"
#include "support/expect_error.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;

TEST(Admission, TellsWhoAClientIs) {
    Engine engine;
    net::Admission admission = identified("ann", "s1", {"news", "news", "user:ann"});
    admission.metadata = R"({"a":1})";
    admission.expires_at_ms = net::wall_ms() + 1'000'000;
    const std::uint64_t expires_at = admission.expires_at_ms;
    const std::uint64_t before = net::wall_ms();
    Peer peer = engine.connect(std::move(admission));
    const std::vector<net::ClientInfo> infos = engine->clients(to_clients({peer.id}));
    ASSERT_EQ(infos.size(), 1U);
    const net::ClientInfo& info = infos.front();
    EXPECT_EQ(info.id, peer.id);
    EXPECT_EQ(info.user_id, "ann");
    EXPECT_EQ(info.session_id, "s1");
    EXPECT_EQ(info.channels, (Strings{"user:ann", "session:s1", "news"})) << "each once";
    EXPECT_EQ(info.metadata, R"({"a":1})");
    EXPECT_GE(info.connected_at_ms, before);
    EXPECT_EQ(info.expires_at_ms, expires_at);
    EXPECT_EQ(info.path, net::ClientPath::direct);
}

TEST(Admission, ListsTheOldestConnectionFirst) {
    Engine engine;
    Strings ids;
    for (int i = 0; i < 10; ++i) ids.push_back(engine.admit(in_channels({"a", "b"})));
    Strings listed;
    for (const net::ClientInfo& info : engine->clients(to_channels({"b", "a"}))) {
        listed.push_back(info.id);
    }
    EXPECT_EQ(listed, ids);
}

TEST(Admission, StartsThreadsWithTheFirstClient) {
    Engine engine;
    engine.publish(to_all(), "x");
    EXPECT_EQ(engine->stats().workers, 0U);
    engine.admit();
    EXPECT_EQ(engine->stats().workers, 2U);
    engine.admit();
    EXPECT_EQ(engine->stats().workers, 2U);
}

TEST(Admission, RefusesMoreClientsThanAllowed) {
    Options options = quiet_options();
    options.max_connections = 2;
    Engine engine(options);
    const std::string first = engine.admit();
    Peer second = engine.connect();
    EXPECT_EQ(sentence_of(ErrorCode::max_connections, [&] { engine.admit(); }),
              "Expected at most 2 clients on broadcaster 'test' and one more came; "
              "raise maxConnections or let it retry later");
    EXPECT_EQ(engine->stats().refusals[0], 1U);
    EXPECT_EQ(engine->stats().clients, 2U);
    // A place is free as soon as a client is disconnected, and when its peer has gone.
    EXPECT_EQ(engine->disconnect(to_clients({first}), DisconnectReason::server), 1U);
    const std::string third = engine.admit();
    EXPECT_THROW(engine.admit(), Error);
    second.reader.close();
    ASSERT_TRUE(wait_until([&] { return engine->stats().clients == 1; }));
    EXPECT_NO_THROW(engine.admit());
    engine->configure(R"({"maxConnections": 3})");
    EXPECT_NO_THROW(engine.admit());
    EXPECT_EQ(engine->stats().connections, 5U);
}

TEST(Admission, RefusesWrongNamesAndKeepsNothingOfThem) {
    Engine engine;
    for (const std::string& name : Strings{"", "a\nb", std::string(513, 'x')}) {
        EXPECT_FALSE(sentence_of(ErrorCode::invalid_channel, [&] {
                         engine.admit(in_channels({"fine", name}));
                     }).empty());
    }
    EXPECT_THROW(engine.admit(identified(std::string(512, 'u'), "")), Error);
    EXPECT_EQ(engine->stats().clients, 0U);
    EXPECT_EQ(engine->stats().connections, 0U);
}

TEST(Admission, AClientHasOneConnection) {
    Engine engine;
    Peer peer = engine.connect();
    const Connection second = unix_connection();
    EXPECT_FALSE(engine.adopt(peer.id, second.server.get(), Framing::bare));
    EXPECT_FALSE(engine.adopt("unknown", second.server.get(), Framing::bare));
    engine.publish(to_all(), "x");
    EXPECT_TRUE(peer.reader.read_events(1));
}

TEST(Admission, EventsWaitForTheConnection) {
    Engine engine;
    const std::string id = engine.admit(in_channels({"news"}));
    engine.publish(to_channels({"news"}), "early");
    Connection connection = unix_connection();
    ASSERT_TRUE(engine.adopt(id, connection.server.get(), Framing::bare));
    Reader reader(std::move(connection.peer), Framing::bare);
    ASSERT_TRUE(reader.read_events(1));
    EXPECT_EQ(reader.data(), Strings{"early"});
}

TEST(Admission, TheCallersDescriptorStaysTheCallers) {
    Engine engine;
    Connection connection = unix_connection();
    const int mine = connection.server.get();
    const std::string id = engine.admit();
    ASSERT_TRUE(engine.adopt(id, mine, Framing::bare));
    connection.server.close();
    engine.publish(to_all(), "x");
    Reader reader(std::move(connection.peer), Framing::bare);
    EXPECT_TRUE(reader.read_events(1)) << "the duplicate carries the stream on";
}

}  // namespace
}  // namespace ssecast::test
