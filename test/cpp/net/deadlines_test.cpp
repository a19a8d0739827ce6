// Deadlines that end a stream.
#include "support/engine.hpp"
#include "support/expect_error.hpp"
#include "support/test_sink.hpp"
#include "support/wall_clock.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace ssecast::test {
namespace {

using Reasons = std::vector<DisconnectReason>;

net::Admission expiring(std::uint64_t in_ms) {
    net::Admission admission;
    admission.expires_at_ms = net::wall_ms() + in_ms;
    return admission;
}

TEST(Deadlines, AStreamEndsWellWhenItExpires) {
    Engine engine;
    Peer peer = engine.connect(expiring(300));
    Peer lasting = engine.connect(expiring(1'000'000));
    engine.publish(to_all(), "x");
    ASSERT_TRUE(peer.reader.read_to_end());
    EXPECT_TRUE(peer.reader.ended_well());
    EXPECT_EQ(peer.reader.data(), std::vector<std::string>{"x"});
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_EQ(engine.closed().reasons_of(peer.id), Reasons{DisconnectReason::expired});
    EXPECT_EQ(engine->count(to_all()), 1U);
}

TEST(Deadlines, WhoHasExpiredAlreadyIsNotLetIn) {
    Engine engine;
    net::Admission admission;
    admission.expires_at_ms = 1;
    sentence_of(ErrorCode::expired, [&] { (void)engine.admit(std::move(admission)); });
    EXPECT_EQ(engine->stats().clients, 0U);
    EXPECT_EQ(engine->stats().refusals[static_cast<std::size_t>(RefusalReason::expired)], 1U);
}

// A response that is never read makes no other call than `admit`; its deadlines hold all the same.
TEST(Deadlines, HoldForAClientThatNothingElseHappensTo) {
    Engine engine;
    const std::string id = engine.admit(expiring(100));
    ASSERT_TRUE(engine.closed().wait_for(1)) << "the worker was never woken for it";
    EXPECT_EQ(engine.closed().reasons_of(id), Reasons{DisconnectReason::expired});
}

// A worker looks at its clients once a second. Events between the deadline and that look are not
// for the client.
TEST(Deadlines, NothingThatWasPublishedAfterTheEndIsDelivered) {
    Engine engine;
    const std::uint64_t end = net::wall_ms() + 200;
    net::Admission admission;
    admission.expires_at_ms = end;
    Peer peer = engine.connect(std::move(admission));
    Peer other = engine.connect();
    std::size_t within = 0;
    while (net::wall_ms() < end + 1'500) {
        const auto id = parse_event_id(engine.publish(to_all(), "x"));
        within += id->ms < end ? 1 : 0;
        other.reader.pump();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ASSERT_TRUE(peer.reader.read_to_end());
    EXPECT_TRUE(peer.reader.ended_well());
    EXPECT_EQ(peer.reader.data().size(), within);
    EXPECT_GT(within, 5U);
}

TEST(Deadlines, AClientThatAcceptsNoByteIsClosed) {
    Options options = quiet_options();
    options.connection_timeout_ms = 300;
    Engine engine(options);
    Peer stalled = engine.connect({}, narrow_connection());
    Peer reading = engine.connect();
    Peer idle = engine.connect(in_channels({"idle"}));
    for (int i = 0; i < 500; ++i) {
        engine.publish(to_clients({stalled.id, reading.id}), std::string(2'000, 'x'));
        reading.reader.pump();
    }
    ASSERT_TRUE(reading.reader.read_events(500));
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_EQ(engine.closed().reasons_of(stalled.id), Reasons{DisconnectReason::timeout});
    EXPECT_EQ(engine->count(to_all()), 2U) << "silence is no fault where nothing waits";
    ASSERT_TRUE(stalled.reader.read_to_end());
    EXPECT_FALSE(stalled.reader.chunks().ended()) << "an orderly end would say that all had come";
}

TEST(Deadlines, AClientThatAcceptsAByteNowAndThenStays) {
    Options options = quiet_options();
    options.connection_timeout_ms = 500;
    Engine engine(options);
    const std::string id = engine.admit();
    const auto sink = attach_test_sink(engine, id);
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(2'000);
    auto last = std::chrono::steady_clock::now();
    bool paused = false;
    while (std::chrono::steady_clock::now() < end) {
        sink->allow(1);
        engine.pull(id);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        paused = paused || std::chrono::steady_clock::now() - last > std::chrono::milliseconds(400);
        last = std::chrono::steady_clock::now();
    }
    // Where the machine itself paused, the client was right to be closed.
    EXPECT_TRUE(paused || engine.closed().size() == 0);
}

// The time counts from when something waits, not from the last write of an idle client.
TEST(Deadlines, AnIdleClientHasItsTimeWhenSomethingComes) {
    Options options = quiet_options();
    options.connection_timeout_ms = 2'500;
    Engine engine(options);
    const std::string id = engine.admit();
    const auto sink = attach_test_sink(engine, id);
    sink->allow(1'000);
    engine.pull(id);
    ASSERT_TRUE(wait_until([&] { return sink->parse().events().size() == 1; }));
    sink->stall();
    std::this_thread::sleep_for(std::chrono::milliseconds(3'000));
    const auto published = std::chrono::steady_clock::now();
    engine.publish(to_all(), std::string(2'000, 'x'));
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_GE(std::chrono::steady_clock::now() - published, std::chrono::milliseconds(2'000));
}

/// One worker, which is busy while its inbox fills, and a client there that has expired.
class ExpiredBeforeItsConnection : public testing::Test {
protected:
    /// The client's connection comes when its worker has handled `events`, which are too late.
    Peer connect_after(int events, std::uint64_t expires_in_ms = 60'000) {
        const std::string id = engine.admit(expiring(expires_in_ms));
        engine.publish(to_all(), "in time");
        clock.step(std::chrono::hours(1));
        for (int i = 0; i < events; ++i) engine.publish(to_all(), "too late");
        Connection connection = unix_connection();
        EXPECT_TRUE(engine.adopt(id, connection.server.get(), Framing::chunked));
        return {id, engine.key_of(id), Reader(std::move(connection.peer), Framing::chunked)};
    }

    WallClock clock;
    Engine engine{one_worker()};
    const std::string other = engine.admit();
    BusyWorker busy{engine, other};
};

TEST_F(ExpiredBeforeItsConnection, GetsWhatIsItsRightAndAGoodEnd) {
    Peer peer = connect_after(1);
    busy.release();
    ASSERT_TRUE(peer.reader.read_to_end());
    EXPECT_TRUE(peer.reader.ended_well());
    EXPECT_EQ(peer.reader.data(), std::vector<std::string>{"in time"});
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_EQ(engine.closed().reasons_of(peer.id), Reasons{DisconnectReason::expired});
}

TEST_F(ExpiredBeforeItsConnection, IsDisconnectedWithAGoodEnd) {
    Peer peer = connect_after(1);
    engine->disconnect(to_clients({peer.id}), DisconnectReason::server);
    busy.release();
    ASSERT_TRUE(peer.reader.read_to_end());
    EXPECT_TRUE(peer.reader.ended_well());
    EXPECT_EQ(peer.reader.data(), std::vector<std::string>{"in time"});
}

// So many commands come in between that the worker has closed the client before its connection
// comes.
TEST_F(ExpiredBeforeItsConnection, GetsAGoodEndWhenItIsGone) {
    Peer peer = connect_after(1'000);
    busy.release();
    ASSERT_TRUE(peer.reader.read_to_end());
    EXPECT_TRUE(peer.reader.ended_well());
    EXPECT_EQ(peer.reader.data(), std::vector<std::string>{});
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_EQ(engine.closed().reasons_of(peer.id), Reasons{DisconnectReason::expired});
}

}  // namespace
}  // namespace ssecast::test
