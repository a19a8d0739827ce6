// Clients that came and went leave nothing behind.
#include "support/engine.hpp"
#include "support/process.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace ssecast::test {
namespace {

constexpr std::size_t kBatch = 200;
// Under sanitizers each client takes many times as long, and they watch every byte themselves.
constexpr std::size_t kClients = kSanitized ? 2'000 : 20'000;

/// A batch of clients that connect, get an event, and go: half by themselves, half asked to.
void run_batch(Engine& engine, std::size_t number) {
    std::vector<Peer> peers;
    for (std::size_t i = 0; i < kBatch; ++i) {
        net::Admission admission =
            identified(std::to_string(number * kBatch + i), "", {"room " + std::to_string(number)});
        admission.metadata = R"({"some":"metadata"})";
        peers.push_back(engine.connect(std::move(admission)));
    }
    engine.publish(to_channels({"room " + std::to_string(number)}), "welcome");
    for (Peer& peer : peers) ASSERT_TRUE(peer.reader.read_events(1));
    for (std::size_t i = 0; i < kBatch; i += 2) {
        engine->disconnect(to_clients({peers[i].id}), DisconnectReason::server);
    }
    peers.clear();
    ASSERT_TRUE(engine.closed().wait_for((number + 1) * kBatch));
    EXPECT_EQ(engine->stats().clients, 0U);
}

TEST(Leak, ThousandsOfConnectionsLeaveDescriptorsAndMemoryAsTheyWere) {
    Options options = quiet_options();
    // Small, so that the history is full long before the measurement.
    options.history.count = 10;
    Engine engine(options);
    constexpr std::size_t kBatches = kClients / kBatch;
    constexpr std::size_t kWarmUp = kBatches / 4;
    std::size_t descriptors = 0;
    std::size_t resident = 0;
    for (std::size_t batch = 0; batch < kBatches; ++batch) {
        run_batch(engine, batch);
        if (HasFatalFailure()) return;
        if (batch + 1 == kWarmUp) {
            descriptors = open_descriptors();
            resident = resident_bytes();
        }
    }
    EXPECT_TRUE(wait_until([&] { return open_descriptors() == descriptors; }))
        << open_descriptors() << " descriptors, " << descriptors << " after the warm-up";
    ASSERT_TRUE(engine.closed().wait_for(kClients));
    EXPECT_EQ(engine.closed().size(), kClients);
    EXPECT_EQ(engine->stats().counts.channels, 0U);
    EXPECT_EQ(engine->stats().counts.users, 0U);
    EXPECT_EQ(engine->stats().queued_bytes, 0U);
    if (!kSanitized) {
        // What this test itself remembers of each client is a few hundred bytes of it.
        EXPECT_LT(resident_bytes(), resident + 12U * 1024 * 1024);
    }
}

// A channel's name is in memory only while a client or an event refers to it.
TEST(Leak, EventsForChannelsThatAreNeverNamedAgainAreForgottenWhole) {
    Options options = quiet_options();
    options.history.count = 10;
    Engine engine(options);
    (void)engine.admit();
    const auto publish = [&](int first, int last) {
        for (int i = first; i < last; ++i) {
            engine.publish(to_channels({"order " + std::to_string(i) + std::string(100, '.')}),
                           "x");
        }
    };
    constexpr int kChannels = kSanitized ? 20'000 : 200'000;
    publish(0, kChannels / 10);
    const std::size_t resident = resident_bytes();
    publish(kChannels / 10, kChannels);
    EXPECT_EQ(engine->stats().history_events, 10U);
    if (!kSanitized) {
        EXPECT_LT(resident_bytes(), resident + 8U * 1024 * 1024);
    }
}

}  // namespace
}  // namespace ssecast::test
