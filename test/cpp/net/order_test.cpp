// All clients see one order, without loss or repetition, while clients, channels and options
// change.
#include "support/engine.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace ssecast::test {
namespace {

constexpr int kPublishers = 3;
constexpr int kEvents = 1'500;

/// Several threads publish `<publisher>:<number>` to `target`, each its own numbers from 0.
class Publishers {
public:
    Publishers(Engine& engine, const net::TargetNames& target) {
        for (int publisher = 0; publisher < kPublishers; ++publisher) {
            threads_.emplace_back([&engine, target, publisher, this] {
                for (int number = 0; number < kEvents; ++number) {
                    engine.publish(target,
                                   std::to_string(publisher) + ":" + std::to_string(number));
                    if (number % 64 == 0) std::this_thread::yield();
                }
                ++done_;
            });
        }
    }
    ~Publishers() {
        for (std::thread& thread : threads_) thread.join();
    }
    [[nodiscard]] bool done() const { return done_ == kPublishers; }

private:
    std::atomic<int> done_{0};
    std::vector<std::thread> threads_;
};

/// Every publisher's numbers follow each other without a hole; ids rise.
void expect_in_order(const Reader& reader) {
    std::map<std::string, int> next;
    std::optional<EventId> last;
    for (std::size_t i = 1; i < reader.events().size(); ++i) {
        const ParsedEvent& event = reader.events()[i];
        const std::size_t colon = event.data.find(':');
        const std::string publisher = event.data.substr(0, colon);
        const int number = std::stoi(event.data.substr(colon + 1));
        const auto [expected, is_first] = next.emplace(publisher, number);
        ASSERT_EQ(number, expected->second) << "of publisher " << publisher;
        ++expected->second;
        const std::optional<EventId> id = parse_event_id(event.id);
        ASSERT_TRUE(id);
        if (last) {
            ASSERT_GT(*id, *last);
        }
        last = id;
    }
}

TEST(Order, IsTheSameForEverybodyWithSeveralPublishersAndWorkers) {
    Options options = quiet_options();
    options.workers = 3;
    Engine engine(options);
    std::vector<Peer> peers;
    for (int i = 0; i < 9; ++i) peers.push_back(engine.connect());
    {
        const Publishers publishers(engine, to_all());
        for (Peer& peer : peers) {
            ASSERT_TRUE(peer.reader.read_events(kPublishers * kEvents))
                << peer.reader.events().size();
        }
    }
    for (Peer& peer : peers) {
        ASSERT_EQ(peer.reader.events().size(), 1U + kPublishers * kEvents);
        expect_in_order(peer.reader);
        ASSERT_EQ(peer.reader.data(), peers.front().reader.data());
    }
    EXPECT_TRUE(wait_until(
        [&] { return engine->stats().deliveries == peers.size() * kPublishers * kEvents; }));
    EXPECT_EQ(engine->stats().queued_bytes, 0U);
    EXPECT_EQ(engine->stats().gaps, 0U);
}

TEST(Order, HoldsWhileClientsComeAndGo) {
    Options options = quiet_options();
    options.workers = 3;
    Engine engine(options);
    std::vector<Peer> lasting;
    for (int i = 0; i < 4; ++i) lasting.push_back(engine.connect(in_channels({"news", "more"})));
    std::size_t admitted = lasting.size();
    std::atomic<std::size_t> gone{0};
    {
        const Publishers publishers(engine, to_channels({"news", "more"}));
        while (!publishers.done()) {
            std::vector<Peer> passing;
            for (int i = 0; i < 6; ++i) passing.push_back(engine.connect(in_channels({"more"})));
            admitted += passing.size();
            for (Peer& peer : passing) (void)peer.connected();
            engine->disconnect(to_clients({passing[0].id}), DisconnectReason::server);
            engine->unsubscribe(passing[1].id, "more");
            engine->subscribe(passing[2].id, "news");
            for (Peer& peer : passing) {
                peer.reader.pump();
                expect_in_order(peer.reader);
                gone += 1;
            }
            for (Peer& peer : lasting) peer.reader.pump();
        }
    }
    for (Peer& peer : lasting) {
        ASSERT_TRUE(peer.reader.read_events(kPublishers * kEvents));
        ASSERT_EQ(peer.reader.events().size(), 1U + kPublishers * kEvents);
        expect_in_order(peer.reader);
    }
    ASSERT_TRUE(engine.closed().wait_for(gone));
    engine->close();
    EXPECT_EQ(engine.closed().size(), admitted) << "each closed once";
}

}  // namespace
}  // namespace ssecast::test
