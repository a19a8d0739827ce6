// The orderly end of all clients.
#include "support/engine.hpp"
#include "support/expect_error.hpp"
#include "support/framing_name.hpp"
#include "support/test_sink.hpp"

#include <gtest/gtest.h>

#include <future>
#include <set>
#include <string>
#include <vector>

namespace ssecast::test {
namespace {

net::DrainReport drain(Engine& engine, std::uint32_t deadline_ms) {
    auto done = std::make_shared<std::promise<net::DrainReport>>();
    auto report = done->get_future();
    engine->drain(deadline_ms, [done](const net::DrainReport& each) { done->set_value(each); });
    if (report.wait_for(kDeadline) != std::future_status::ready) {
        ADD_FAILURE() << "the drain came to no end";
        return {};
    }
    return report.get();
}

/// Waits until the broadcaster refuses new clients.
void wait_until_draining(Engine& engine) {
    const bool draining = wait_until([&] {
        try {
            engine->disconnect(to_clients({engine.admit()}), DisconnectReason::server);
            return false;
        } catch (const Error& error) {
            return error.code() == ErrorCode::draining;
        }
    });
    ASSERT_TRUE(draining);
}

class DrainFramings : public testing::TestWithParam<Framing> {};
INSTANTIATE_TEST_SUITE_P(Both, DrainFramings, testing::Values(Framing::chunked, Framing::bare),
                         FramingName());

TEST_P(DrainFramings, EveryClientGetsEverythingAndAWellFormedEnd) {
    Engine engine;
    std::vector<Peer> peers;
    for (int i = 0; i < 20; ++i) peers.push_back(engine.connect({}, tcp_connection(), GetParam()));
    for (int i = 0; i < 50; ++i) engine.publish(to_all(), std::to_string(i));
    const net::DrainReport report = drain(engine, 10'000);
    EXPECT_EQ(report.clients, 20U);
    EXPECT_EQ(report.flushed, 20U);
    EXPECT_EQ(report.unflushed, 0U);
    EXPECT_EQ(report.left, 0U);
    EXPECT_FALSE(report.history) << "there is no file";
    std::set<std::uint64_t> retries;
    for (Peer& peer : peers) {
        ASSERT_TRUE(peer.reader.read_to_end());
        EXPECT_TRUE(peer.reader.ended_well());
        EXPECT_EQ(peer.reader.data().size(), 50U);
        const std::uint64_t retry = peer.reader.parser().retry().value_or(0);
        EXPECT_GE(retry, 3'000U);
        EXPECT_LE(retry, 6'000U);
        retries.insert(retry);
        EXPECT_EQ(peer.reader.parser().last_event_id(), engine->stats().history_newest);
    }
    EXPECT_GT(retries.size(), 10U) << "each has its own";
    EXPECT_EQ(engine->stats().disconnects[static_cast<std::size_t>(DisconnectReason::shutdown)],
              20U);
}

TEST(Draining, AdmitsNobodyAndStillPublishes) {
    Engine engine;
    Peer peer = engine.connect();
    drain(engine, 10'000);
    sentence_of(ErrorCode::draining, [&] { (void)engine.admit(); });
    EXPECT_EQ(engine->stats().refusals[static_cast<std::size_t>(RefusalReason::draining)], 1U);
    engine.publish(to_all(), "for the history");
    EXPECT_EQ(engine->stats().history_events, 1U);
}

TEST(Draining, WaitsForASlowClientWithinTheDeadline) {
    Options options = quiet_options();
    options.workers = 1;
    options.queue_bytes = 4096;
    Engine engine(options);
    Peer slow = engine.connect({}, narrow_connection());
    for (int i = 0; i < 2'000; ++i)
        engine.publish(to_all(), std::to_string(i) + std::string(200, '.'));
    ASSERT_TRUE(wait_until([&] { return engine->stats().parked == 1; }));
    auto report = std::async(std::launch::async, [&] { return drain(engine, 20'000); });
    ASSERT_TRUE(slow.reader.read_to_end());
    EXPECT_TRUE(slow.reader.ended_well());
    EXPECT_EQ(slow.reader.data().size(), 2'000U) << "what the history holds for it included";
    EXPECT_EQ(report.get().flushed, 1U);
}

TEST(Draining, WhoHasNotTakenItByTheDeadlineIsClosed) {
    Options options = quiet_options();
    options.workers = 1;
    Engine engine(options);
    Peer stalled = engine.connect({}, narrow_connection());
    Peer reading = engine.connect();
    for (int i = 0; i < 100; ++i) {
        engine.publish(to_all(), std::string(5'000, 'x'));
        reading.reader.pump();
    }
    auto report = std::async(std::launch::async, [&] { return drain(engine, 300); });
    ASSERT_TRUE(reading.reader.read_to_end());
    EXPECT_TRUE(reading.reader.ended_well());
    const net::DrainReport result = report.get();
    EXPECT_EQ(result.flushed, 1U);
    EXPECT_EQ(result.unflushed, 1U);
    ASSERT_TRUE(stalled.reader.read_to_end());
    EXPECT_FALSE(stalled.reader.ended_well()) << "an end in good order would say that all had come";
}

TEST(Draining, ADeadlineOfZeroClosesAtOnce) {
    Options options = quiet_options();
    options.workers = 1;
    Engine engine(options);
    Peer reading = engine.connect();
    (void)reading.connected();
    const std::string pending = engine.admit();
    const net::DrainReport report = drain(engine, 0);
    EXPECT_EQ(report.flushed, 1U) << "who takes it without waiting gets it";
    EXPECT_EQ(report.unflushed, 1U);
    ASSERT_TRUE(reading.reader.read_to_end());
    EXPECT_TRUE(reading.reader.ended_well());
    EXPECT_EQ(engine->stats().clients, 0U);
}

TEST(Draining, AConnectionThatArrivesMeanwhileIsEndedWellToo) {
    Engine engine;
    const std::string id = engine.admit();
    auto report = std::async(std::launch::async, [&] { return drain(engine, 20'000); });
    wait_until_draining(engine);
    const auto sink = attach_test_sink(engine, id);
    sink->allow(10'000);
    engine.pull(id);
    ASSERT_TRUE(wait_until([&] { return sink->finished(); }));
    engine->disconnect(to_all(), DisconnectReason::server);
    EXPECT_GE(report.get().flushed, 1U);
}

TEST(Draining, WithoutClientsIsDoneAtOnce) {
    Engine engine;
    EXPECT_EQ(drain(engine, 10'000).clients, 0U);
    EXPECT_EQ(drain(engine, 10'000).clients, 0U) << "and once more";
}

TEST(Draining, TwoCallersHearOfOneEnd) {
    Engine engine;
    Peer peer = engine.connect();
    auto first = std::async(std::launch::async, [&] { return drain(engine, 10'000); });
    auto second = std::async(std::launch::async, [&] { return drain(engine, 10'000); });
    EXPECT_EQ(first.get().flushed, 1U);
    EXPECT_EQ(second.get().flushed, 1U);
}

TEST(Draining, WhoLeavesMeanwhileIsCountedAsLeft) {
    Options options = quiet_options();
    options.workers = 1;
    Engine engine(options);
    Peer stalled = engine.connect({}, narrow_connection());
    for (int i = 0; i < 100; ++i) engine.publish(to_all(), std::string(5'000, 'x'));
    auto report = std::async(std::launch::async, [&] { return drain(engine, 20'000); });
    wait_until_draining(engine);
    stalled.reader.close();
    EXPECT_GE(report.get().left, 1U);
}

TEST(Draining, CloseEndsADrainThatWaits) {
    Engine engine;
    (void)engine.admit();
    auto report = std::async(std::launch::async, [&] { return drain(engine, 60'000); });
    wait_until_draining(engine);
    engine->close();
    EXPECT_GE(report.get().unflushed, 1U);
}

}  // namespace
}  // namespace ssecast::test
