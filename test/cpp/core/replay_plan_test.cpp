// Plans of what one reader gets of the history, beside a model that looks at every event.
#include "core/replay_plan.hpp"

#include "core/replay_log.hpp"
#include "support/frames.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <vector>

namespace ssecast {
namespace {

using test::make_frame;

/// Whether a frame is for a client, by looking at all of its targets.
bool is_for(const Frame& frame, ClientKey client, const Memberships& channels) {
    const auto& keys = frame.target.keys;
    if (frame.target.kind == Target::Kind::all) return true;
    if (frame.target.kind == Target::Kind::clients) {
        return std::find(keys.begin(), keys.end(), client) != keys.end();
    }
    return std::any_of(channels.begin(), channels.end(), [&](const Membership& membership) {
        return membership.since < frame.id() &&
               std::find(keys.begin(), keys.end(), membership.channel) != keys.end();
    });
}

class ReplayPlanTest : public testing::Test {
protected:
    void append(Target::Kind kind, std::vector<std::uint64_t> keys) {
        const FramePtr frame = make_frame({++ms, 0}, "x");
        frame->target.kind = kind;
        frame->target.keys.assign(keys.begin(), keys.end());
        frame->stamp(frame->id());
        log.append(frame, limits, channel_limits);
    }
    void append_at_random(std::mt19937& random) {
        const auto kind = static_cast<Target::Kind>(std::min<std::uint64_t>(random() % 6, 2));
        std::vector<std::uint64_t> keys(kind == Target::Kind::all ? 0 : 1 + random() % 5);
        for (std::uint64_t& key : keys) key = 1 + random() % 8;
        append(kind, keys);
    }
    [[nodiscard]] std::vector<EventId> expected(EventId cursor) const {
        std::vector<EventId> ids;
        for (std::size_t i = log.first_after(cursor); i < log.size(); ++i) {
            if (log.at(i) && is_for(*log.at(i), kClient, channels)) ids.push_back(log.id_at(i));
        }
        return ids;
    }
    [[nodiscard]] std::vector<EventId> planned(std::uint64_t from) const {
        std::vector<EventId> ids;
        for (std::uint64_t place = plan.next(from); place < plan.end();
             place = plan.next(place + 1)) {
            if (const FramePtr frame = log.frame(place)) ids.push_back(frame->id());
        }
        return ids;
    }

    static constexpr ClientKey kClient = 3;
    std::uint64_t ms = 100;
    HistoryLimits limits{10'000, 100'000'000, 1'000'000};
    std::optional<HistoryLimits> channel_limits;
    ReplayLog log{EventId{100, 0}, {}};
    Memberships channels;
    ReplayPlan plan;
};

TEST_F(ReplayPlanTest, FindsWhatAModelFindsWhateverThePiecesAre) {
    std::mt19937 random(1);
    for (int round = 0; round < 300; ++round) {
        limits.count = 20 + random() % 200;
        channel_limits.reset();
        if (round % 2 == 0) channel_limits = HistoryLimits{5, 1'000'000, 1'000'000};
        for (int i = 0; i < 150; ++i) append_at_random(random);
        channels.clear();
        for (ChannelId channel = 1; channel <= 8; ++channel) {
            if (random() % 2 == 0) continue;
            const EventId since = random() % 2 == 0 ? EventId{} : EventId{ms - random() % 200, 0};
            channels.push_back({channel, since, 0});
        }
        const EventId cursor{ms - random() % 250, 0};
        const std::uint64_t from = log.number_after(cursor);
        plan.begin(from, log.end_number(), 1);
        int pieces = 1;
        for (std::size_t work = ReplayPlan::kLookup + random() % 20;
             !plan.build(log, kClient, channels, work);
             work = ReplayPlan::kLookup + random() % 20) {
            ++pieces;
            // Meanwhile others publish, and the history forgets.
            if (random() % 4 == 0) append_at_random(random);
        }
        EXPECT_GE(pieces, 3);
        std::vector<EventId> wanted = expected(cursor);
        std::erase_if(wanted, [&](EventId id) { return log.number_after(id) > plan.end(); });
        ASSERT_EQ(planned(from), wanted) << "round " << round;
        EXPECT_GE(plan.count(from, plan.end()), wanted.size());
    }
}

TEST_F(ReplayPlanTest, CostsNothingForEventsOfOthers) {
    std::vector<std::uint64_t> others(200);
    for (std::size_t i = 0; i < others.size(); ++i) others[i] = 1'000'000 + i;
    for (int i = 0; i < 500; ++i) append(Target::Kind::channels, others);
    append(Target::Kind::channels, {5});
    for (ChannelId channel = 1; channel <= 1'000; ++channel) channels.push_back({channel, {}, 0});
    plan.begin(log.begin_number(), log.end_number(), 1);
    constexpr std::size_t kEnough = 1'000'000;
    std::size_t work = kEnough;
    ASSERT_TRUE(plan.build(log, kClient, channels, work));
    EXPECT_EQ(kEnough - work, (2 + 2 * 1'000) * ReplayPlan::kLookup + 1);
    EXPECT_EQ(plan.count(0, plan.end()), 1U);
}

TEST_F(ReplayPlanTest, GoesAsFarAsItsWindow) {
    constexpr std::uint64_t kEvents = ReplayPlan::kWindow + 100;
    limits.count = kEvents;
    for (std::uint64_t i = 0; i < kEvents; ++i) append(Target::Kind::all, {});
    plan.begin(log.begin_number(), log.end_number(), 1);
    std::size_t work = kEvents;
    ASSERT_TRUE(plan.build(log, kClient, channels, work));
    EXPECT_EQ(plan.end(), log.begin_number() + ReplayPlan::kWindow);
    EXPECT_EQ(plan.count(0, log.end_number()), ReplayPlan::kWindow);
    EXPECT_EQ(plan.count(plan.end() - 70, log.end_number()), 70U);
    EXPECT_TRUE(plan.covers(plan.end() - 1, 1));
    EXPECT_FALSE(plan.covers(plan.end(), 1));
    EXPECT_FALSE(plan.covers(plan.end() - 1, 2)) << "for other channels";
    EXPECT_LE(plan.bytes(), ReplayPlan::kWindow / 8 + 200);
}

}  // namespace
}  // namespace ssecast
