// A worker that is far behind, and events that are larger than what waits for it.
#include "support/engine.hpp"
#include "support/test_sink.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ssecast::test {
namespace {

Options one_worker_with_memory() {
    Options options = one_worker();
    options.history.bytes = 256U * 1024 * 1024;
    return options;
}

TEST(Backlog, AFullInboxCostsNoEvent) {
    Engine engine(one_worker_with_memory());
    Peer peer = engine.connect();
    Peer quiet = engine.connect(in_channels({"quiet"}));
    (void)peer.connected();
    BusyWorker busy(engine, engine.admit());
    const std::string filler(64 * 1024, 'x');
    constexpr std::size_t kEvents = 300;
    for (std::size_t i = 0; i < kEvents; ++i) {
        engine.publish(to_all(), std::to_string(i) + " " + filler);
    }
    // Clients that come while it is full, with and without a cursor.
    Peer late = engine.connect();
    const std::string cursor = engine->stats().history_newest;
    engine.publish(to_all(), "after");
    Peer resumed = engine.resume(cursor);
    busy.release();
    ASSERT_TRUE(peer.reader.read_events(kEvents + 1));
    ASSERT_TRUE(quiet.reader.read_events(kEvents + 1));
    for (std::size_t i = 0; i < kEvents; ++i) {
        ASSERT_EQ(peer.reader.data()[i].substr(0, 8),
                  (std::to_string(i) + " " + filler).substr(0, 8));
    }
    ASSERT_TRUE(late.reader.read_events(1));
    EXPECT_EQ(late.reader.data(), std::vector<std::string>{"after"});
    ASSERT_TRUE(resumed.reader.read_events(1));
    EXPECT_EQ(resumed.reader.data(), std::vector<std::string>{"after"});
    EXPECT_GE(engine->stats().inbox_overflows, 1U);
    EXPECT_TRUE(wait_until([&] { return engine->stats().parked == 0; }));
    EXPECT_EQ(engine->stats().gaps, 0U);
    engine.publish(to_all(), "live");
    for (Peer* client : {&peer, &quiet, &late, &resumed}) {
        ASSERT_TRUE(client->reader.read_until(
            [&] { return client->reader.events().back().data == "live"; }));
    }
    EXPECT_EQ(peer.reader.events().size(), kEvents + 3) << "nothing came twice";
}

/// Three clients of one busy worker. "last", the only event for `peer`, was left out of its inbox.
struct FullInbox {
    Engine engine{one_worker_with_memory()};
    Peer peer = engine.connect();
    Peer other = engine.connect(in_channels({"others"}));
    const nlohmann::json first = peer.connected();
    BusyWorker busy{engine, engine.admit()};

    FullInbox() {
        const std::string filler(64 * 1024, 'x');
        for (int i = 0; i < 150; ++i) engine.publish(to_channels({"others"}), filler);
        engine.publish(to_all(), "last");
    }
};

// The ends below come in the batch of commands from which events were left out.
TEST(Backlog, ADrainBehindAFullInboxCostsNoEvent) {
    FullInbox inbox;
    auto& [engine, peer, other, first, busy] = inbox;
    engine->drain(20'000, [](const net::DrainReport&) {});
    busy.release();
    ASSERT_TRUE(peer.reader.read_to_end());
    EXPECT_TRUE(peer.reader.ended_well());
    EXPECT_EQ(peer.reader.data(), std::vector<std::string>{"last"});
    EXPECT_GE(engine->stats().inbox_overflows, 1U);
}

TEST(Backlog, AClientAskedToGoBehindAFullInboxCountsAsParked) {
    FullInbox inbox;
    auto& [engine, peer, other, first, busy] = inbox;
    engine->disconnect(to_clients({peer.id}), DisconnectReason::server);
    busy.release();
    ASSERT_TRUE(peer.reader.read_to_end());
    EXPECT_TRUE(peer.reader.ended_well());
    EXPECT_TRUE(wait_until([&] { return engine->stats().parkings == 3; })) << "the others, too";
    EXPECT_TRUE(peer.reader.data().empty());
    Peer back = engine.resume(peer.reader.parser().last_event_id());
    ASSERT_TRUE(back.reader.read_events(1));
    EXPECT_EQ(back.reader.data(), std::vector<std::string>{"last"});
}

TEST(Backlog, EventsAreDeliveredWhileOneWorkerIsBusy) {
    Options options = one_worker_with_memory();
    options.workers = 2;
    Engine engine(options);
    BusyWorker busy(engine, engine.admit());
    Peer peer = engine.connect();
    engine.publish(to_all(), "x");
    EXPECT_TRUE(peer.reader.read_events(1));
}

// An event that publish accepts is delivered, even if the history has no room for it.
TEST(Backlog, TheLargestEventArrives) {
    Options options = quiet_options();
    options.workers = 1;
    Engine engine(options);
    Peer peer = engine.connect();
    const std::size_t around = std::string_view("event: test\ndata: \n\n").size();
    const std::string largest(kMaxEventBytes - around, 'x');
    engine.publish(to_all(), "small");
    engine.publish(to_all(), largest);
    ASSERT_TRUE(peer.reader.read_events(2));
    EXPECT_FALSE(peer.reader.has("gap"));
    EXPECT_EQ(peer.reader.events().back().data.size(), largest.size());
}

}  // namespace
}  // namespace ssecast::test
