// The history's bounds for single channels.
#include "core/replay_log.hpp"
#include "support/frames.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ssecast {
namespace {

using test::make_frame;

constexpr std::size_t kUnbounded = 1'000'000;

class ChannelHistory : public testing::Test {
protected:
    FramePtr event(std::uint64_t ms, std::vector<ChannelId> channels) {
        FramePtr frame = make_frame({ms, 0}, "x");
        if (!channels.empty()) frame->target.kind = Target::Kind::channels;
        for (const ChannelId each : channels) frame->target.keys.push_back(each);
        frame->stamp(frame->id());
        return frame;
    }
    void append(std::uint64_t ms, std::vector<ChannelId> channels) {
        log.append(event(ms, std::move(channels)), whole, channel);
    }
    [[nodiscard]] std::vector<std::uint64_t> held() const {
        std::vector<std::uint64_t> times;
        for (std::size_t i = 0; i < log.size(); ++i) {
            if (log.at(i)) times.push_back(log.at(i)->id().ms);
        }
        return times;
    }
    [[nodiscard]] std::uint64_t forgotten_through(ChannelId number, EventId since = {}) const {
        return log.forgotten_through({{number, since, 0}}).ms;
    }

    HistoryLimits whole;
    std::optional<HistoryLimits> channel = HistoryLimits{2, kUnbounded, kUnbounded};
    std::size_t told = 0;
    ReplayLog log{EventId{100, 0}, [this](const Frame& /*frame*/) { ++told; }};
};

TEST_F(ChannelHistory, ABusyChannelDoesNotPushOthersOut) {
    append(101, {1});
    for (std::uint64_t ms = 110; ms < 120; ++ms) append(ms, {2});
    append(130, {});
    EXPECT_EQ(held(), (std::vector<std::uint64_t>{101, 118, 119, 130}));
    EXPECT_EQ(log.count(), 4U);
    EXPECT_EQ(told, 8U);
    EXPECT_EQ(forgotten_through(1), 100U);
    EXPECT_EQ(forgotten_through(2), 117U);
    EXPECT_EQ(log.forgotten_through(), (EventId{100, 0})) << "the whole has forgotten nothing";
}

TEST_F(ChannelHistory, WhoJoinedLaterHasMissedNothing) {
    for (std::uint64_t ms = 110; ms < 120; ++ms) append(ms, {2});
    EXPECT_EQ(forgotten_through(2, {117, 0}), 100U);
    EXPECT_EQ(forgotten_through(2, {116, 0}), 117U);
}

TEST_F(ChannelHistory, EventsToSeveralChannelsCountForTheWholeAlone) {
    for (std::uint64_t ms = 110; ms < 115; ++ms) append(ms, {1, 2});
    EXPECT_EQ(log.count(), 5U);
    EXPECT_EQ(forgotten_through(1), 100U);
}

TEST_F(ChannelHistory, BoundsBytes) {
    channel = HistoryLimits{kUnbounded, 2 * ReplayLog::cost(*event(111, {1})), kUnbounded};
    for (std::uint64_t ms = 110; ms < 115; ++ms) append(ms, {1});
    EXPECT_EQ(held(), (std::vector<std::uint64_t>{113, 114}));
}

TEST_F(ChannelHistory, AChannelWithoutEventsIsStillKnownToHaveForgotten) {
    channel = HistoryLimits{kUnbounded, kUnbounded, 10};
    append(110, {1});
    append(111, {2});
    log.trim({{1, {}, 0}}, channel, 500);
    EXPECT_EQ(held(), (std::vector<std::uint64_t>{111}));
    EXPECT_EQ(told, 0U) << "the channel keeps its number, and with it what is known of it";
    EXPECT_EQ(forgotten_through(1), 110U);
    append(501, {1});
    EXPECT_EQ(told, 1U);
    EXPECT_EQ(forgotten_through(1), 110U);
    EXPECT_EQ(held(), (std::vector<std::uint64_t>{111, 501}));
}

TEST_F(ChannelHistory, EmptiedChannelsCountAsEventsUntilTheWholeHasForgottenAsFar) {
    channel = HistoryLimits{0, kUnbounded, kUnbounded};
    whole.count = 3;
    for (std::uint64_t ms = 110; ms < 120; ++ms) append(ms, {ms});
    EXPECT_EQ(log.count(), 0U);
    EXPECT_EQ(told, 7U);
    EXPECT_EQ(log.forgotten_through(), (EventId{116, 0}));
    EXPECT_EQ(forgotten_through(119), 119U);
    EXPECT_EQ(forgotten_through(110), 116U) << "the whole answers for it";
    log.trim(whole, 1'000'000);
    EXPECT_EQ(told, 10U);
    EXPECT_EQ(log.bytes(), 0U);
}

TEST_F(ChannelHistory, HolesAreBounded) {
    append(101, {1});
    for (std::uint64_t i = 0; i < 10'000; ++i) append(200 + i, {2});
    EXPECT_LT(log.size(), 100U);
    EXPECT_EQ(held(), (std::vector<std::uint64_t>{101, 10'198, 10'199}));
    EXPECT_EQ(log.id_at(log.first_after({10'197, 0})).ms, 10'198U);
    EXPECT_GT(log.id_at(log.first_after({9'000, 0})).ms, 9'000U) << "a hole has its place";
}

TEST_F(ChannelHistory, TheWholeForgetsEventsOfChannelsToo) {
    whole.count = 3;
    for (std::uint64_t ms = 110; ms < 115; ++ms) {
        append(ms, {1});
        append(ms + 100, {2});
    }
    EXPECT_EQ(log.count(), 3U);
    EXPECT_GE(forgotten_through(1), 112U);
    whole.count = 0;
    log.trim(whole, 300);
    EXPECT_EQ(log.count(), 0U);
    EXPECT_EQ(log.bytes(), 0U);
    EXPECT_EQ(told, 10U);
}

TEST_F(ChannelHistory, WhatIsRestoredComesFirst) {
    append(500, {1});
    std::vector<FramePtr> earlier{event(50, {1}), event(60, {}), event(70, {1})};
    log.restore({{40, 0}, {}, std::move(earlier)}, whole, channel);
    EXPECT_EQ(held(), (std::vector<std::uint64_t>{60, 70, 500})) << "the channel's bound holds";
    EXPECT_EQ(log.forgotten_through(), (EventId{40, 0}));
    EXPECT_EQ(forgotten_through(1), 50U);
    EXPECT_EQ(told, 1U);
}

TEST_F(ChannelHistory, WhatWasForgottenOfAChannelIsRestored) {
    log.restore({{40, 0}, {event(50, {1})}, {event(45, {2}), event(60, {1}), event(70, {})}}, whole,
                channel);
    EXPECT_EQ(held(), (std::vector<std::uint64_t>{45, 60, 70}));
    EXPECT_EQ(forgotten_through(1), 50U);
    EXPECT_EQ(forgotten_through(2), 40U);
    EXPECT_EQ(forgotten_through(3), 40U);
    EXPECT_EQ(told, 1U) << "the channel has events, which keep its number";
    append(500, {1});
    append(501, {1});
    EXPECT_EQ(forgotten_through(1), 60U);
}

TEST_F(ChannelHistory, WhatWasForgottenOfAnEmptiedChannelIsRestored) {
    log.restore({{40, 0}, {event(50, {1}), event(50, {2}), event(39, {3})}, {event(45, {})}}, whole,
                channel);
    EXPECT_EQ(held(), (std::vector<std::uint64_t>{45}));
    EXPECT_EQ(log.count(), 1U);
    EXPECT_EQ(forgotten_through(1), 50U);
    EXPECT_EQ(forgotten_through(2), 50U);
    EXPECT_EQ(forgotten_through(3), 40U) << "the whole answers for it";
    EXPECT_EQ(told, 1U) << "and nothing keeps its number";
    append(500, {1});
    EXPECT_EQ(told, 2U);
    EXPECT_EQ(forgotten_through(1), 50U);
    whole.count = 0;
    log.trim(whole, 500);
    EXPECT_EQ(told, 5U) << "each event has given its channel's number back, and channel 2 its own";
    EXPECT_EQ(log.forgotten_through(), (EventId{500, 0}));
    EXPECT_EQ(log.bytes(), 0U);
}

// As when its channel forgot an event while the history was copied.
TEST_F(ChannelHistory, WhatItsChannelHasForgottenIsNotRestored) {
    log.restore({{40, 0},
                 {event(60, {1}), event(60, {2})},
                 {event(50, {1}), event(55, {2}), event(60, {1}), event(70, {2})}},
                whole, channel);
    EXPECT_EQ(held(), (std::vector<std::uint64_t>{70}));
    EXPECT_EQ(forgotten_through(1), 60U);
    EXPECT_EQ(forgotten_through(2), 60U);
    whole.count = 0;
    log.trim(whole, 500);
    EXPECT_EQ(told, 6U);
    EXPECT_EQ(log.bytes(), 0U);
}

TEST_F(ChannelHistory, WhatItsOwnChannelsHaveForgottenOutlivesARestore) {
    for (std::uint64_t ms = 500; ms < 505; ++ms) append(ms, {1});
    channel->count = 0;
    append(510, {2});
    channel->count = 2;
    log.restore({{40, 0},
                 {event(50, {1}), event(50, {2})},
                 {event(60, {1}), event(61, {2}), event(62, {})}},
                whole, channel);
    EXPECT_EQ(held(), (std::vector<std::uint64_t>{62, 503, 504}));
    EXPECT_EQ(forgotten_through(1), 502U);
    EXPECT_EQ(forgotten_through(2), 510U);
    whole.count = 0;
    log.trim(whole, 600);
    EXPECT_EQ(log.forgotten_through(), (EventId{510, 0}));
    EXPECT_EQ(told, 11U);
    EXPECT_EQ(log.bytes(), 0U);
}

TEST_F(ChannelHistory, ABoundOfTheWholeHoldsForRestoredChannels) {
    whole.count = 3;
    std::vector<FramePtr> channels;
    for (std::uint64_t ms = 50; ms < 60; ++ms) channels.push_back(event(ms, {ms}));
    log.restore({{40, 0}, std::move(channels), {}}, whole, channel);
    log.trim(whole, 100);
    EXPECT_EQ(log.forgotten_through(), (EventId{56, 0}));
    EXPECT_EQ(forgotten_through(55), 56U);
    EXPECT_EQ(forgotten_through(58), 58U);
    EXPECT_EQ(told, 7U);
}

TEST_F(ChannelHistory, KnowsWhetherTheWholeHasForgotten) {
    for (std::uint64_t ms = 110; ms < 120; ++ms) append(ms, {1});
    EXPECT_FALSE(log.has_forgotten());
    log.restore({{40, 0}, {}, {event(50, {2})}}, whole, channel);
    EXPECT_FALSE(log.has_forgotten());
    whole.count = 2;
    append(130, {});
    EXPECT_TRUE(log.has_forgotten());
}

/// The channels that `visit_forgotten` visits, in so many steps a call.
std::map<ChannelId, std::uint64_t> visited(const ReplayLog& log, std::size_t work) {
    std::map<ChannelId, std::uint64_t> found;
    ReplayLog::ChannelPlace place;
    const auto visit = [&](ChannelId channel, EventId through) { found[channel] = through.ms; };
    while (!log.visit_forgotten(place, work, visit)) {
    }
    return found;
}

TEST_F(ChannelHistory, ChannelsThatHaveForgottenMoreThanTheWholeAreTold) {
    EXPECT_TRUE(visited(log, 1).empty());
    append(105, {});
    append(106, {4});
    for (std::uint64_t ms = 110; ms < 115; ++ms) append(ms, {1});
    channel->count = 0;
    append(120, {2});
    append(121, {3, 4});
    const std::map<ChannelId, std::uint64_t> expected{{1, 112}, {2, 120}};
    for (const std::size_t work : {1U, 2U, 1'000U}) EXPECT_EQ(visited(log, work), expected);
    whole.count = 3;
    log.trim(whole, 121);
    EXPECT_EQ(log.forgotten_through(), (EventId{113, 0}));
    EXPECT_EQ(visited(log, 1), (std::map<ChannelId, std::uint64_t>{{2, 120}}));
}

// The table grows while it is visited.
TEST_F(ChannelHistory, NoChannelIsLeftOutWhenOthersCome) {
    channel->count = 0;
    for (std::uint64_t ms = 110; ms < 210; ++ms) append(ms, {ms});
    std::map<ChannelId, std::uint64_t> found;
    const auto visit = [&](ChannelId number, EventId through) { found[number] = through.ms; };
    ReplayLog::ChannelPlace place;
    std::uint64_t ms = 1'000;
    while (!log.visit_forgotten(place, 20, visit)) {
        for (int i = 0; i < 40 && ms < 2'000; ++i, ++ms) append(ms, {ms});
    }
    for (std::uint64_t each = 110; each < 210; ++each) EXPECT_EQ(found[each], each);
}

}  // namespace
}  // namespace ssecast
