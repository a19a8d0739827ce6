// Limits of users and of age, and the history's bounds for single channels as clients see them.
#include "support/engine.hpp"
#include "support/expect_error.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;

TEST(UserLimit, RefusesTheNewOneAndKeepsTheOld) {
    Options options = quiet_options();
    options.max_connections_per_user = 2;
    Engine engine(options);
    Peer first = engine.connect(identified("ann", "s1"));
    Peer second = engine.connect(identified("ann", "s2"));
    sentence_of(ErrorCode::max_connections_per_user,
                [&] { (void)engine.admit(identified("ann", "s3")); });
    EXPECT_EQ(engine->stats().refusals[static_cast<std::size_t>(RefusalReason::user)], 1U);
    Peer other = engine.connect(identified("bob", "s4"));
    Peer anonymous = engine.connect();
    engine.publish(to_all(), "x");
    for (Peer* const peer : {&first, &second, &other, &anonymous}) {
        EXPECT_TRUE(peer->reader.read_events(1));
    }
    first.reader.close();
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_NO_THROW(engine.admit(identified("ann", "s5"))) << "a place has become free";
}

TEST(UserLimit, HoldsForAClientThatHasLeftItsUsersChannel) {
    Options options = quiet_options();
    options.max_connections_per_user = 1;
    Engine engine(options);
    const std::string id = engine.admit(identified("ann", "s1"));
    ASSERT_TRUE(engine->unsubscribe(id, "user:ann"));
    sentence_of(ErrorCode::max_connections_per_user,
                [&] { (void)engine.admit(identified("ann", "s2")); });
    engine->disconnect(to_clients({id}), DisconnectReason::server);
    EXPECT_NO_THROW(engine.admit(identified("ann", "s3")));
}

TEST(UserLimit, ReadersOfAUsersChannelAreNotTheUser) {
    Options options = quiet_options();
    options.max_connections_per_user = 1;
    Engine engine(options);
    (void)engine.admit(in_channels({"user:ann"}));
    EXPECT_NO_THROW(engine.admit(identified("ann", "s")));
}

TEST(Age, AStreamEndsWellAndItsClientMayComeBackSoon) {
    Options options = quiet_options();
    options.max_connection_age_ms = 500;
    Engine engine(options);
    Peer peer = engine.connect();
    engine.publish(to_all(), "x");
    ASSERT_TRUE(peer.reader.read_to_end());
    EXPECT_TRUE(peer.reader.ended_well());
    EXPECT_EQ(peer.reader.data(), Strings{"x"});
    EXPECT_LE(peer.reader.parser().retry().value_or(99'999), 1'000U);
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_EQ(engine.closed().reasons_of(peer.id), std::vector{DisconnectReason::age});
    Peer again = engine.resume(peer.reader.parser().last_event_id());
    EXPECT_TRUE(again.connected()["resumed"].get<bool>());
}

TEST(ChannelLimit, AClientOfABusyChannelIsToldOfTheGapAndOthersAreNot) {
    Options options = quiet_options();
    options.channel_history = HistoryLimits{5, 1'000'000, 1'000'000};
    Engine engine(options);
    const std::string cursor = engine.publish(to_channels({"quiet"}), "0");
    for (int i = 0; i < 20; ++i) engine.publish(to_channels({"busy"}), std::to_string(i));
    const std::string within = engine.publish(to_channels({"busy"}), "20");
    engine.publish(to_channels({"quiet"}), "1");
    EXPECT_TRUE(engine.resume(cursor, {"busy"}).connected()["gap"].get<bool>());
    EXPECT_TRUE(engine.resume(cursor, {"quiet", "busy"}).connected()["gap"].get<bool>());
    Peer quiet = engine.resume(cursor, {"quiet"});
    EXPECT_FALSE(quiet.connected()["gap"].get<bool>());
    ASSERT_TRUE(quiet.reader.read_events(1));
    EXPECT_EQ(quiet.reader.data(), Strings{"1"});
    EXPECT_FALSE(engine.resume(within, {"quiet", "busy"}).connected()["gap"].get<bool>());
    EXPECT_TRUE(engine->covers(cursor, "quiet"));
    EXPECT_FALSE(engine->covers(cursor, "busy"));
    EXPECT_TRUE(engine->covers(within, "busy"));
    EXPECT_TRUE(engine->covers(cursor, "never used"));
    EXPECT_FALSE(engine->covers("garbage", "quiet"));
    EXPECT_FALSE(engine->covers("99999999999999-0", "quiet")) << "from the future";
}

}  // namespace
}  // namespace ssecast::test
