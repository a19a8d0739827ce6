// The wall clock is set while clients are connected, by an hour and by a day, to and fro.
#include "support/engine.hpp"
#include "support/expect_error.hpp"
#include "support/wall_clock.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;
using Reasons = std::vector<DisconnectReason>;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

net::Admission expiring(milliseconds in) {
    net::Admission admission;
    admission.expires_at_ms = net::wall_ms() + static_cast<std::uint64_t>(in.count());
    return admission;
}

class ClockSteps : public testing::TestWithParam<milliseconds> {
protected:
    WallClock clock;
};

// Ids were in the future of a clock that was set back, and the token seemed to end before them.
TEST_P(ClockSteps, AClientThatExpiresLaterGetsEveryEvent) {
    Options options = quiet_options();
    options.heartbeat_interval_ms = 100;
    Engine engine(options);
    engine.publish(to_all(), "before");
    Peer early = engine.connect(expiring(48h));
    (void)early.connected();
    clock.step(GetParam());
    Peer late = engine.connect(expiring(10min));
    (void)late.connected();
    for (const char* const data : {"1", "2", "3"}) {
        engine.publish(to_all(), data);
        std::this_thread::sleep_for(60ms);
    }
    for (Peer* const peer : {&early, &late}) {
        ASSERT_TRUE(peer->reader.read_events(3));
        EXPECT_EQ(peer->reader.data(), (Strings{"1", "2", "3"}));
    }
    EXPECT_EQ(engine.closed().size(), 0U);
}

// However often the clock is set, an expired client that comes back misses no event.
TEST_P(ClockSteps, AClientThatExpiresMissesNothingWhenItComesBack) {
    Options options = quiet_options();
    options.heartbeat_interval_ms = 40;
    options.history.age_ms = 30ULL * 24 * 3'600'000;
    Engine engine(options);
    Peer peer = engine.connect(expiring(700ms));
    (void)peer.connected();
    clock.step(GetParam());
    Strings published;
    while (!peer.reader.ended()) {
        published.push_back(std::to_string(published.size()));
        engine.publish(to_all(), published.back());
        std::this_thread::sleep_for(20ms);
        peer.reader.pump();
        ASSERT_LT(published.size(), 1'000U) << "it never ended";
    }
    EXPECT_TRUE(peer.reader.ended_well());
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_EQ(engine.closed().reasons_of(peer.id), Reasons{DisconnectReason::expired});
    Peer again = engine.resume(peer.reader.parser().last_event_id());
    EXPECT_EQ(again.connected()["gap"], false);
    Strings got = peer.reader.data();
    const std::size_t missed = published.size() - got.size();
    ASSERT_TRUE(again.reader.read_events(missed));
    for (const std::string& data : again.reader.data()) got.push_back(data);
    EXPECT_EQ(got, published);
}

// The clock was wrong when the events were published, and is right when their client comes back.
TEST_P(ClockSteps, AClientGetsWhatWasPublishedByAnotherClock) {
    Options options = quiet_options();
    options.history.age_ms = 30ULL * 24 * 3'600'000;
    Engine engine(options);
    const std::string cursor = engine.publish(to_all(), "seen");
    clock.step(GetParam());
    engine.publish(to_all(), "1");
    clock.step(-GetParam());
    net::Admission admission = expiring(10min);
    admission.last_event_id = cursor;
    Peer peer = engine.connect(std::move(admission));
    EXPECT_EQ(peer.connected()["gap"], false);
    engine.publish(to_all(), "2");
    ASSERT_TRUE(peer.reader.read_events(2));
    EXPECT_EQ(peer.reader.data(), (Strings{"1", "2"}));
}

TEST_P(ClockSteps, AClientThatHasExpiredIsNotLetIn) {
    Engine engine;
    clock.step(GetParam());
    net::Admission admission = expiring(0ms);
    sentence_of(ErrorCode::expired, [&] { engine.admit(std::move(admission)); });
    EXPECT_NO_THROW(engine.admit(expiring(1min)));
}

TEST_P(ClockSteps, TheAgeOfAConnectionIsItsTrueOne) {
    Options options = quiet_options();
    options.max_connection_age_ms = 600'000;
    Engine engine(options);
    Peer lasting = engine.connect();
    clock.step(GetParam());
    options.max_connection_age_ms = 300;
    Engine other(options);
    Peer aging = other.connect();
    ASSERT_TRUE(aging.reader.read_to_end());
    ASSERT_TRUE(other.closed().wait_for(1));
    EXPECT_EQ(other.closed().reasons_of(aging.id), Reasons{DisconnectReason::age});
    EXPECT_EQ(engine.closed().size(), 0U);
    engine.publish(to_all(), "x");
    EXPECT_TRUE(lasting.reader.read_events(1));
}

TEST_P(ClockSteps, TheHistoryAgesAndSaysSo) {
    Options options = quiet_options();
    options.history.age_ms = 300;
    Engine engine(options);
    const std::string old = engine.publish(to_all(), "old");
    engine.publish(to_all(), "forgotten");
    clock.step(GetParam());
    const std::string cursor = engine.publish(to_all(), "cursor");
    EXPECT_TRUE(wait_until([&] { return engine->stats().history_events == 0; }))
        << "with the clock set back, events were kept for longer than asked";
    EXPECT_EQ(engine.resume(old).connected()["gap"], true);
    EXPECT_EQ(engine.resume(cursor).connected()["gap"], false) << "all of it was before the cursor";
}

// Our client takes the time of an event out of its id, unless a comment says it.
TEST_P(ClockSteps, AnEventTellsItsTrueTime) {
    Engine engine;
    engine.publish(to_all(), "before");
    clock.step(GetParam());
    for (int i = 0; i < 2; ++i) {
        const std::uint64_t now = net::wall_ms();
        const net::Published published = engine->publish(to_all(), {.event = "e", .data = "after"});
        const std::string text(published.frame->text());
        const std::string word = ": timestamp ";
        const std::size_t at = text.find(word);
        const std::uint64_t told = at == std::string::npos
                                       ? published.frame->id().ms
                                       : std::stoull(text.substr(at + word.size()));
        EXPECT_GE(told, now);
        EXPECT_LT(told, now + 60'000);
    }
}

INSTANTIATE_TEST_SUITE_P(ByAnHourAndADay, ClockSteps, testing::Values(-1h, 1h, -24h, 24h),
                         [](const testing::TestParamInfo<milliseconds>& each) {
                             const auto hours =
                                 std::chrono::duration_cast<std::chrono::hours>(each.param).count();
                             return (hours < 0 ? "Back" : "Forward") +
                                    std::to_string(hours < 0 ? -hours : hours) + "h";
                         });

}  // namespace
}  // namespace ssecast::test
