// The cost of clients that come back under the mutex, in steps: times would depend on the machine.
#include "support/engine.hpp"
#include "support/test_sink.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;

Options large_history() {
    Options options = quiet_options();
    options.history.bytes = 512U * 1024 * 1024;
    options.queue_bytes = 64U * 1024 * 1024;
    return options;
}

Strings names(const std::string& prefix, int count) {
    Strings names;
    for (int i = 0; i < count; ++i) names.push_back(prefix + std::to_string(i));
    return names;
}

/// Clients in 1,000 channels that come back all at once. Their connections take everything.
std::vector<std::shared_ptr<SinkControl>> resume(Engine& engine, int clients,
                                                 const std::string& cursor,
                                                 const Strings& channels) {
    std::vector<std::shared_ptr<SinkControl>> sinks;
    for (int i = 0; i < clients; ++i) {
        net::Admission admission = in_channels(channels);
        admission.last_event_id = cursor;
        const auto control = std::make_shared<SinkControl>();
        control->allow(1U << 30U);
        sinks.push_back(attach_test_sink(engine, engine.admit(std::move(admission)), control));
    }
    return sinks;
}

bool caught_up(Engine& engine, std::size_t clients) {
    return wait_until([&] {
        const net::BroadcasterStats stats = engine->stats();
        return stats.parked == 0 && stats.connections >= clients && stats.counts.pending == 0 &&
               stats.queued_bytes == 0;
    });
}

TEST(ResumeWork, DoesNotGrowWithWhatWasForOthers) {
    constexpr std::size_t kClients = 20;
    constexpr std::size_t kChannels = 1'000;
    constexpr int kEvents = 2'000;
    Engine engine(large_history());
    const std::string cursor = engine.publish(to_all(), "cursor");
    const Strings users = names("user:", 200);
    for (int i = 0; i < kEvents; ++i) {
        engine->publish(to_channels(users), {.event = "e", .data = "for others"});
    }
    engine->publish(to_channels({"c7"}), {.event = "e", .data = "mine"});
    const auto sinks = resume(engine, kClients, cursor, names("c", kChannels));
    ASSERT_TRUE(caught_up(engine, kClients));
    for (const auto& sink : sinks) {
        ASSERT_TRUE(wait_until([&] { return sink->parse().events().size() == 2; }));
        const SseParser parsed = sink->parse();
        EXPECT_EQ(nlohmann::json::parse(parsed.events()[0].data)["replayed"], 1);
        EXPECT_EQ(parsed.events()[1].data, "mine");
    }
    const net::HistoryWork work = engine->history_work();
    EXPECT_LE(work.most, ReplayPlan::kPiece);
    // Two look-ups for a channel, and a step for each event of the client's own, once.
    EXPECT_GE(work.total, kClients * 2 * kChannels * ReplayPlan::kLookup);
    EXPECT_LE(work.total, kClients * ((2 * kChannels + 2) * ReplayPlan::kLookup + 100));
}

TEST(ResumeWork, OfAClientThatIsInEveryChannelOfEveryEventIsDoneInPieces) {
    constexpr std::size_t kClients = 5;
    constexpr std::size_t kKeys = 200;
    constexpr std::size_t kEvents = 2'000;
    Engine engine(large_history());
    const std::string cursor = engine.publish(to_all(), "cursor");
    const Strings channels = names("c", kKeys);
    for (std::size_t i = 0; i < kEvents; ++i) {
        engine->publish(to_channels(channels), {.event = "e", .data = std::to_string(i)});
    }
    const auto sinks = resume(engine, kClients, cursor, channels);
    ASSERT_TRUE(caught_up(engine, kClients));
    for (const auto& sink : sinks) {
        ASSERT_TRUE(wait_until([&] { return sink->parse().events().size() == kEvents + 1; }));
        const SseParser parsed = sink->parse();
        EXPECT_EQ(nlohmann::json::parse(parsed.events()[0].data)["replayed"], kEvents);
        for (std::size_t i = 0; i < kEvents; ++i) {
            ASSERT_EQ(parsed.events()[i + 1].data, std::to_string(i));
        }
    }
    const net::HistoryWork work = engine->history_work();
    EXPECT_LE(work.most, ReplayPlan::kPiece);
    EXPECT_GE(work.most, ReplayPlan::kPiece / 2) << "it is more than one piece";
    const std::size_t once = kEvents * kKeys + (2 * kKeys + 2) * 2 * ReplayPlan::kLookup;
    EXPECT_LE(work.total, kClients * (once + once / 10)) << "counted and read by one plan";
}

// Changes of the channels between two pieces, and events that come meanwhile.
TEST(ResumeWork, IsExactWhileChannelsChange) {
    Options options = large_history();
    options.workers = 1;
    Engine engine(options);
    const Strings channels = names("c", 40);
    const std::string cursor = engine.publish(to_all(), "cursor");
    for (int i = 0; i < 2'000; ++i) {
        engine->publish(to_channels(channels), {.event = "e", .data = "c" + std::to_string(i)});
    }
    engine->publish(to_channels({"left"}), {.event = "e", .data = "left"});
    net::Admission admission = in_channels(channels);
    admission.channels.push_back("left");
    admission.last_event_id = cursor;
    const std::string id = engine.admit(std::move(admission));
    engine->publish(to_channels({"late"}), {.event = "e", .data = "before"});
    engine->subscribe(id, "late");
    engine->publish(to_channels({"late"}), {.event = "e", .data = "after"});
    engine->unsubscribe(id, "left");
    const auto control = std::make_shared<SinkControl>();
    control->allow(1U << 30U);
    attach_test_sink(engine, id, control);
    ASSERT_TRUE(wait_until([&] { return control->parse().events().size() == 2'002; }));
    const SseParser parsed = control->parse();
    const nlohmann::json connected = nlohmann::json::parse(parsed.events()[0].data);
    EXPECT_EQ(connected["replayed"], 2'000) << "what came before it was admitted";
    EXPECT_EQ(connected["resumed"], true);
    EXPECT_EQ(parsed.events().back().data, "after");
}

// The history forgets the events of a replay before the client has read them: that is a gap.
TEST(ResumeWork, NeverPresentsAPartAsTheWhole) {
    Options options = quiet_options();
    options.history.count = 10;
    Engine engine(options);
    const std::string cursor = engine.publish(to_all(), "cursor");
    for (int i = 0; i < 5; ++i) engine.publish(to_all(), "missed");
    net::Admission admission;
    admission.last_event_id = cursor;
    const std::string id = engine.admit(std::move(admission));
    for (int i = 0; i < 20; ++i) engine.publish(to_all(), "later");
    const auto control = std::make_shared<SinkControl>();
    control->allow(1U << 30U);
    attach_test_sink(engine, id, control);
    ASSERT_TRUE(wait_until([&] { return control->parse().events().size() >= 2; }));
    const SseParser parsed = control->parse();
    const nlohmann::json connected = nlohmann::json::parse(parsed.events()[0].data);
    EXPECT_EQ(connected["resumed"], false);
    EXPECT_EQ(connected["gap"], true);
    EXPECT_EQ(parsed.events()[1].type, "gap");
    EXPECT_EQ(nlohmann::json::parse(parsed.events()[1].data)["from"], cursor);
}

TEST(ResumeWork, ManyClientsAreClosedAndDescribedInPieces) {
    Engine engine;
    for (int i = 0; i < 30; ++i) engine.admit(in_channels(names("c", 300)));
    EXPECT_EQ(engine->clients(to_all()).size(), 30U);
    EXPECT_EQ(engine->stats().counts.channels, 300U);
    EXPECT_EQ(engine->disconnect(to_channels({"c1", "c2"}), DisconnectReason::server), 30U);
    EXPECT_EQ(engine->stats().counts.channels, 0U);
    ASSERT_TRUE(engine.closed().wait_for(30));
    EXPECT_EQ(engine.closed().client(0).channels.size(), 300U);
}

}  // namespace
}  // namespace ssecast::test
