// The policies that drop events: 'drop-oldest' and 'latest'.
#include "support/engine.hpp"
#include "support/test_sink.hpp"

#include <gtest/gtest.h>

#include <future>
#include <map>
#include <string>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;

Options with_policy(SlowClientPolicy policy) {
    Options options = quiet_options();
    options.workers = 1;
    options.queue_bytes = 4096;
    options.slow_client = policy;
    return options;
}

/// A client that reads nothing until the test lets it.
class Stalled {
public:
    explicit Stalled(Engine& engine) : engine_(engine), id_(engine.admit()) {
        sink_ = attach_test_sink(engine, id_);
    }
    /// What it reads when the test lets it, up to the event `last`.
    [[nodiscard]] std::vector<ParsedEvent> read_through(const std::string& last) {
        // All that it misses is dropped before it reads.
        EXPECT_TRUE(wait_until([&] { return cursor() == last; }));
        sink_->allow(1'000'000);
        engine_.pull(id_);
        EXPECT_TRUE(wait_until([&] { return sink_->parse().last_event_id() == last; }));
        return sink_->parse().events();
    }

private:
    [[nodiscard]] std::string cursor() {
        std::promise<std::string> cursor;
        engine_->inspect([&](const std::vector<net::ClientDetails>& clients) {
            cursor.set_value(to_string(clients.at(0).activity.cursor));
        });
        return cursor.get_future().get();
    }

    Engine& engine_;
    std::string id_;
    std::shared_ptr<SinkControl> sink_;
};

std::string publish(Engine& engine, std::string_view key, const std::string& data) {
    const auto published = engine->publish(to_all(), {.event = "price", .data = data, .key = key});
    engine->flush();
    return std::string(published.frame->wire_id());
}

TEST(DropOldest, GivesTheOldestUpAndSaysSo) {
    Engine engine(with_policy(SlowClientPolicy::drop_oldest));
    Stalled stalled(engine);
    Strings ids;
    Strings sent;
    for (int i = 0; i < 200; ++i) {
        sent.push_back(std::to_string(i) + std::string(100, '.'));
        ids.push_back(publish(engine, "", sent.back()));
    }
    ASSERT_TRUE(wait_until([&] { return engine->stats().dropped > 0; }));
    const std::vector<ParsedEvent> events = stalled.read_through(ids.back());
    ASSERT_GE(events.size(), 3U);
    EXPECT_EQ(events[0].type, "connected");
    ASSERT_EQ(events[1].type, "gap") << "before what is left";
    const nlohmann::json gap = nlohmann::json::parse(events[1].data);
    const std::size_t kept = events.size() - 2;
    EXPECT_EQ(gap["from"], events[0].id);
    EXPECT_EQ(gap["to"], ids[ids.size() - kept - 1]) << "the last one that was dropped";
    for (std::size_t i = 0; i < kept; ++i) {
        EXPECT_EQ(events[i + 2].data, sent[sent.size() - kept + i]) << "no hole but the one told";
    }
    EXPECT_EQ(engine->stats().dropped, sent.size() - kept);
    EXPECT_EQ(engine->stats().parkings, 0U);
}

TEST(DropOldest, KeepsTheBound) {
    Engine engine(with_policy(SlowClientPolicy::drop_oldest));
    Stalled stalled(engine);
    std::string last;
    for (int i = 0; i < 2'000; ++i) {
        last = publish(engine, "", std::string(150, 'x'));
        ASSERT_LE(engine->stats().queued_bytes, 4096U + 200U);
    }
    const std::vector<ParsedEvent> events = stalled.read_through(last);
    EXPECT_EQ(events[1].type, "gap");
    EXPECT_EQ(engine->stats().queued_bytes, 0U);
}

TEST(DropOldest, AnEventLargerThanTheQueueStillArrives) {
    Engine engine(with_policy(SlowClientPolicy::drop_oldest));
    Stalled stalled(engine);
    for (int i = 0; i < 20; ++i) publish(engine, "", std::string(150, 'x'));
    const std::string large(10'000, 'y');
    const std::string last = publish(engine, "", large);
    const std::vector<ParsedEvent> events = stalled.read_through(last);
    EXPECT_EQ(events.back().data, large);
    EXPECT_EQ(events[1].type, "gap");
}

TEST(Latest, KeepsTheNewestOfEachKey) {
    Engine engine(with_policy(SlowClientPolicy::latest));
    Stalled stalled(engine);
    std::map<std::string, std::string> newest;
    std::string last;
    for (int i = 0; i < 1'000; ++i) {
        const std::string key = "stock-" + std::to_string(i % 5);
        newest[key] = key + " " + std::to_string(i) + std::string(80, '.');
        last = publish(engine, key, newest[key]);
    }
    ASSERT_TRUE(wait_until([&] { return engine->stats().replaced > 0; }));
    const std::vector<ParsedEvent> events = stalled.read_through(last);
    std::map<std::string, std::string> read;
    for (std::size_t i = 1; i < events.size(); ++i) {
        ASSERT_EQ(events[i].type, "price") << "what a newer one replaced is no gap";
        read[events[i].data.substr(0, 7)] = events[i].data;
    }
    EXPECT_EQ(read, newest);
    EXPECT_LT(events.size(), 100U);
    EXPECT_EQ(engine->stats().dropped, 0U);
    EXPECT_EQ(engine->stats().replaced + events.size() - 1, 1'000U) << "each is accounted for";
}

TEST(Latest, WithMoreKeysThanItHoldsDropsTheOldestAndSaysSo) {
    Engine engine(with_policy(SlowClientPolicy::latest));
    Stalled stalled(engine);
    std::string last;
    for (int i = 0; i < 500; ++i) {
        last = publish(engine, std::to_string(i), std::to_string(i) + std::string(100, '.'));
        ASSERT_LE(engine->stats().queued_bytes, 4096U + 200U);
    }
    const std::vector<ParsedEvent> events = stalled.read_through(last);
    EXPECT_EQ(events[1].type, "gap");
    EXPECT_EQ(engine->stats().dropped + events.size() - 2, 500U);
}

TEST(Latest, AClientThatReadsGetsEverything) {
    Engine engine(with_policy(SlowClientPolicy::latest));
    Peer peer = engine.connect();
    (void)peer.connected();
    for (std::size_t i = 0; i < 500; ++i) {
        publish(engine, "k", std::to_string(i));
        ASSERT_TRUE(peer.reader.read_events(i + 1));
    }
    EXPECT_EQ(engine->stats().replaced, 0U);
}

}  // namespace
}  // namespace ssecast::test
