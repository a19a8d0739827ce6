// Counts and descriptions of a broadcaster and its clients.
#include "support/engine.hpp"
#include "support/test_sink.hpp"

#include <gtest/gtest.h>

#include <future>
#include <numeric>
#include <string>
#include <vector>

namespace ssecast::test {
namespace {

std::vector<net::ClientDetails> inspect(Engine& engine) {
    auto done = std::make_shared<std::promise<std::vector<net::ClientDetails>>>();
    auto details = done->get_future();
    engine->inspect([done](std::vector<net::ClientDetails>&& each) { done->set_value(each); });
    if (details.wait_for(kDeadline) != std::future_status::ready) {
        ADD_FAILURE() << "no answer";
        return {};
    }
    return details.get();
}

TEST(Inspection, TellsWhatOnlyTheWorkersKnow) {
    Engine engine;
    EXPECT_TRUE(inspect(engine).empty()) << "without a worker, too";
    Peer reading = engine.connect(identified("ann", "s1"));
    const std::string stalled = engine.admit();
    const auto sink = attach_test_sink(engine, stalled);
    const std::string last = engine.publish(to_all(), std::string(1'000, 'x'));
    ASSERT_TRUE(reading.reader.read_events(1));
    ASSERT_TRUE(wait_until([&] { return engine->stats().deliveries == 1; }));
    const auto details = inspect(engine);
    ASSERT_EQ(details.size(), 2U);
    EXPECT_EQ(details[0].info.id, reading.id) << "oldest first";
    EXPECT_EQ(details[0].info.user_id, "ann");
    EXPECT_EQ(details[0].activity.queued_bytes, 0U);
    EXPECT_EQ(to_string(details[0].activity.cursor), last);
    EXPECT_EQ(details[1].info.id, stalled);
    EXPECT_GT(details[1].activity.queued_bytes, 1'000U);
    EXPECT_EQ(details[1].activity.queued_events, 2U) << "connected and the event";
    EXPECT_FALSE(details[1].activity.parked);
}

TEST(Latency, EveryLiveDeliveryIsCountedAndNoReplay) {
    Engine engine;
    const std::string before = engine.publish(to_all(), "0");
    for (int i = 0; i < 10; ++i) engine.publish(to_all(), "history");
    Peer peer = engine.connect();
    (void)peer.connected();
    for (int i = 0; i < 50; ++i) engine.publish(to_all(), "live");
    ASSERT_TRUE(peer.reader.read_events(50));
    Peer resumed = engine.resume(before);
    ASSERT_TRUE(resumed.reader.read_events(60));
    ASSERT_TRUE(wait_until([&] { return engine->stats().deliveries == 110; }));
    const net::BroadcasterStats stats = engine->stats();
    EXPECT_EQ(std::accumulate(stats.latency.begin(), stats.latency.end(), std::uint64_t{0}), 50U);
    EXPECT_GT(stats.latency_sum_us, 0U);
}

TEST(Latency, FallsIntoTheBucketOfItsPowerOfTwo) {
    LatencyHistogram histogram;
    histogram.add(-5);
    histogram.add(63'000);
    histogram.add(64'000);
    histogram.add(127'999);
    histogram.add(17'000'000'000);
    histogram.add(90'000'000'000);
    EXPECT_EQ(histogram.bucket(0), 2U) << "below 64 us";
    EXPECT_EQ(histogram.bucket(1), 2U) << "below 128 us";
    EXPECT_EQ(histogram.bucket(LatencyHistogram::kBuckets), 2U) << "longer than the last";
    EXPECT_EQ(histogram.sum_us(), 63U + 64U + 127U + 107'000'000U);
}

}  // namespace
}  // namespace ssecast::test
