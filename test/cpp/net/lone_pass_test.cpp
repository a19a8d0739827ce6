// A few events are sent by the thread that publishes them, in the place of a sleeping worker.
#include "support/engine.hpp"

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace ssecast::test {
namespace {

/// The only worker's thread waits in a handler, with an empty inbox, until `release`.
class HeldThread {
public:
    explicit HeldThread(Engine& engine) {
        const std::string id = engine.admit();
        engine->attach(engine.key_of(id), net::ClientPath::stream,
                       [this](net::Worker& its, net::Client& /*client*/) {
                           worker_ = &its;
                           return std::unique_ptr<net::Sink>();
                       });
        while (worker_ == nullptr || !worker_.load()->inbox().idle()) std::this_thread::yield();
        std::promise<void> begun;
        boost::asio::post(worker_.load()->context(),
                          [&begun, until = released_.get_future().share()] {
                              begun.set_value();
                              until.wait();
                          });
        begun.get_future().wait();
    }
    void release() { released_.set_value(); }
    [[nodiscard]] net::Worker& worker() { return *worker_; }
    [[nodiscard]] bool is_idle() { return worker_.load()->inbox().idle(); }

private:
    std::atomic<net::Worker*> worker_{nullptr};
    std::promise<void> released_;
};

/// What is published comes, although the worker's thread does nothing.
void expect_sent_here(Engine& engine, HeldThread& thread, Peer& peer) {
    const std::string event = engine.publish(to_clients({peer.id}), "now");
    ASSERT_TRUE(peer.reader.read_events(1));
    EXPECT_EQ(peer.reader.parser().last_event_id(), event);
    EXPECT_TRUE(thread.is_idle());
    thread.release();
}

TEST(LonePass, IsDoneByThePublisher) {
    Engine engine(one_worker());
    Peer peer = engine.connect(identified("ann", "s"));
    peer.connected();
    HeldThread thread(engine);
    expect_sent_here(engine, thread, peer);
}

TEST(LonePass, AdmitsAClientAndGivesItItsConnection) {
    Engine engine(one_worker());
    HeldThread thread(engine);
    Peer peer = engine.connect(in_channels({"news"}));
    peer.connected();
    expect_sent_here(engine, thread, peer);
}

TEST(LonePass, TakesNoMoreThanAFewClients) {
    Engine engine(one_worker());
    std::vector<Peer> peers;
    for (int count = 0; count < 17; ++count) {
        peers.push_back(engine.connect(in_channels({"news"})));
        peers.back().connected();
    }
    for (int round = 0; round < 100; ++round) engine.publish(to_all(), std::to_string(round));
    for (Peer& peer : peers) {
        ASSERT_TRUE(peer.reader.read_events(100));
        const std::vector<std::string> data = peer.reader.data();
        for (std::size_t round = 0; round < 100; ++round) {
            EXPECT_EQ(data[round], std::to_string(round));
        }
    }
}

// Passes of the thread and of publishers take turns, while clients come and go.
TEST(LonePass, KeepsTheOrderUnderPublishersOfManyThreads) {
    constexpr int kPublishers = 3;
    constexpr int kEvents = 2'000;
    Engine engine;
    std::vector<Peer> peers;
    for (int count = 0; count < 4; ++count) {
        peers.push_back(engine.connect(in_channels({"c" + std::to_string(count)})));
        peers.back().connected();
    }
    std::atomic<bool> done{false};
    std::thread visitors([&] {
        while (!done) engine.connect(in_channels({"c0"})).connected();
    });
    std::vector<std::thread> publishers;
    for (int publisher = 0; publisher < kPublishers; ++publisher) {
        publishers.emplace_back([&, publisher] {
            for (int event = 0; event < kEvents; ++event) {
                const std::string channel = "c" + std::to_string(event % 4);
                engine.publish(to_channels({channel}),
                               std::to_string(publisher) + ':' + std::to_string(event));
            }
        });
    }
    for (int peer = 0; peer < 4; ++peer) {
        std::vector<int> last(kPublishers, -1);
        Reader& reader = peers[static_cast<std::size_t>(peer)].reader;
        ASSERT_TRUE(reader.read_events(kPublishers * kEvents / 4));
        for (const std::string& data : reader.data()) {
            const std::size_t publisher = static_cast<std::size_t>(data[0] - '0');
            const int event = std::stoi(data.substr(2));
            ASSERT_EQ(event % 4, peer);
            ASSERT_GT(event, last[publisher]);
            last[publisher] = event;
        }
    }
    for (std::thread& publisher : publishers) publisher.join();
    done = true;
    visitors.join();
}

// The connection has failed: the publisher's pass closes the client, which takes the mutex.
TEST(LonePass, ClosesAClientWhoseConnectionHasFailed) {
    Engine engine(one_worker());
    {
        Peer peer = engine.connect(in_channels({"news"}));
        peer.connected();
    }
    engine.publish(to_channels({"news"}), "lost");
    EXPECT_TRUE(engine.closed().wait_for(1));
    EXPECT_EQ(engine->count(to_all()), 0U);
}

// A piece of the worker's own work fails, as without memory. It begins anew, with what waits, while
// its inbox counts as asleep; then a publisher finds it so, between two pieces of one batch.
TEST(LonePass, LosesNothingOfABatchThatIsNotFinished) {
    constexpr int kEvents = 300;
    Engine engine(one_worker());
    Peer peer = engine.connect(in_channels({"news"}));
    peer.connected();
    HeldThread thread(engine);
    boost::asio::io_context& context = thread.worker().context();
    std::promise<void> flushed;
    std::promise<void> between;
    boost::asio::post(context, [] { throw std::runtime_error("on purpose"); });
    boost::asio::post(context, [&] {
        // Behind the first piece.
        boost::asio::post(context, [&] {
            between.set_value();
            flushed.get_future().wait();
        });
    });
    const auto publish = [&engine](int event) {
        (void)engine->publish(to_channels({"news"}), {.event = {}, .data = std::to_string(event)});
    };
    // One tick, in which nobody is woken.
    for (int event = 0; event < kEvents; ++event) publish(event);
    thread.release();
    between.get_future().wait();
    publish(kEvents);
    engine->flush();
    flushed.set_value();
    ASSERT_TRUE(peer.reader.read_events(kEvents + 1));
    for (int event = 0; event <= kEvents; ++event) {
        ASSERT_EQ(peer.reader.data()[static_cast<std::size_t>(event)], std::to_string(event));
    }
}

// Between the claim and the pass another thread publishes for many.
TEST(LonePass, LeavesToTheThreadWhatCameSinceTheClaim) {
    Engine engine(one_worker());
    Peer peer = engine.connect(in_channels({"news"}));
    peer.connected();
    HeldThread thread(engine);
    (void)engine->publish(to_channels({"news"}), {.event = {}, .data = "one"});
    ASSERT_TRUE(thread.worker().claim_lone_pass(1));
    (void)engine->publish(to_channels({"news"}), {.event = {}, .data = "two"});
    thread.worker().lone_pass(1);
    EXPECT_FALSE(peer.reader.read_until([&] { return peer.reader.events().size() > 1; },
                                        std::chrono::milliseconds(50)))
        << "the thread does that";
    EXPECT_FALSE(thread.is_idle());
    thread.release();
    ASSERT_TRUE(peer.reader.read_events(2));
}

}  // namespace
}  // namespace ssecast::test
