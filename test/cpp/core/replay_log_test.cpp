#include "core/replay_log.hpp"

#include "support/frames.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ssecast {
namespace {

using test::make_frame;

class ReplayLogTest : public testing::Test {
protected:
    void append(EventId id, std::string_view own_id = {}, std::string_view data = "x") {
        log.append(make_frame(id, data, own_id), limits);
    }
    [[nodiscard]] std::vector<EventId> held() const {
        std::vector<EventId> ids;
        for (std::size_t i = 0; i < log.size(); ++i) ids.push_back(log.at(i)->id());
        return ids;
    }

    HistoryLimits limits;
    std::vector<EventId> forgotten;
    ReplayLog log{EventId{100, 0}, [this](const Frame& frame) { forgotten.push_back(frame.id()); }};
};

TEST_F(ReplayLogTest, StartsWithNothingAndKnowsNothingBefore) {
    EXPECT_EQ(log.size(), 0U);
    EXPECT_EQ(log.bytes(), 0U);
    EXPECT_EQ(log.forgotten_through(), (EventId{100, 0}));
    EXPECT_FALSE(log.has_forgotten());
    EXPECT_EQ(log.first_after({100, 0}), 0U);
}

TEST_F(ReplayLogTest, FindsWhatComesAfterACursor) {
    for (std::uint64_t i = 1; i <= 5; ++i) append({100 + i * 10, 0});
    EXPECT_EQ(log.first_after({100, 0}), 0U);
    EXPECT_EQ(log.first_after({110, 0}), 1U) << "the event of the cursor itself is not after it";
    EXPECT_EQ(log.first_after({115, 3}), 1U) << "an id between two events";
    EXPECT_EQ(log.first_after({150, 0}), 5U);
    EXPECT_EQ(log.first_after({999, 0}), 5U);
}

TEST_F(ReplayLogTest, IsBoundedByCount) {
    limits.count = 3;
    for (std::uint64_t i = 1; i <= 5; ++i) append({100, i});
    EXPECT_EQ(held(), (std::vector<EventId>{{100, 3}, {100, 4}, {100, 5}}));
    EXPECT_EQ(forgotten, (std::vector<EventId>{{100, 1}, {100, 2}}));
    EXPECT_EQ(log.forgotten_through(), (EventId{100, 2}));
}

TEST_F(ReplayLogTest, IsBoundedByBytes) {
    const std::size_t one = ReplayLog::cost(*make_frame({100, 1}, "x"));
    limits.bytes = 2 * one;
    for (std::uint64_t i = 1; i <= 4; ++i) append({100, i});
    EXPECT_EQ(held(), (std::vector<EventId>{{100, 3}, {100, 4}}));
    EXPECT_EQ(log.bytes(), 2 * one);
    append({100, 5}, {}, std::string(2 * one, 'y'));
    EXPECT_EQ(log.size(), 0U) << "not even the newest has room";
    EXPECT_EQ(log.bytes(), 0U);
    EXPECT_EQ(log.forgotten_through(), (EventId{100, 5}));
}

TEST_F(ReplayLogTest, IsBoundedByAge) {
    limits.age_ms = 50;
    append({100, 1});
    append({150, 0});
    EXPECT_EQ(log.size(), 2U) << "an event as old as the bound is kept";
    append({151, 0});
    EXPECT_EQ(held(), (std::vector<EventId>{{150, 0}, {151, 0}}));
    log.trim(limits, 201);
    EXPECT_EQ(held(), (std::vector<EventId>{{151, 0}}));
    log.trim(limits, 10'000);
    EXPECT_EQ(log.size(), 0U);
    log.trim(limits, 0);
}

TEST_F(ReplayLogTest, NarrowerLimitsForgetAtOnce) {
    for (std::uint64_t i = 1; i <= 5; ++i) append({100, i});
    limits.count = 1;
    log.trim(limits, 100);
    EXPECT_EQ(held(), (std::vector<EventId>{{100, 5}}));
}

TEST_F(ReplayLogTest, CountsWhatFindsItsEvents) {
    limits.bytes = 1'000'000;
    for (std::uint64_t i = 1; i <= 100; ++i) {
        const FramePtr frame = make_frame({100, i}, "x");
        frame->target.kind = Target::Kind::channels;
        for (ChannelId channel = 0; channel < 1'000; ++channel)
            frame->target.keys.push_back(channel);
        frame->stamp(frame->id());
        log.append(frame, limits);
        // The number of the channel in the event, and that of the event in the channel's list.
        EXPECT_GE(log.bytes(), log.count() * 1'000 * (sizeof(ChannelId) + sizeof(std::uint32_t)));
        EXPECT_LE(log.bytes(), limits.bytes);
    }
    EXPECT_LT(log.count(), 80U);
    log.trim({0, 0, 0}, 100, 1'000'000);
    EXPECT_EQ(log.bytes(), 0U);
    EXPECT_EQ(log.index_bytes(), 0U);
}

// However much is too old at once, a call that holds the broadcaster's mutex does a part of it.
TEST_F(ReplayLogTest, ForgetsInPieces) {
    for (std::uint64_t i = 1; i <= 200; ++i) {
        const FramePtr frame = make_frame({100, i}, "x");
        frame->target.kind = Target::Kind::channels;
        frame->target.keys.resize(100, 7);
        frame->stamp(frame->id());
        log.append(frame, limits);
    }
    limits.age_ms = 10;
    std::size_t calls = 0;
    std::size_t held = log.count();
    for (bool done = false; !done; held = log.count()) {
        done = log.trim(limits, 1'000);
        ++calls;
        EXPECT_LE((held - log.count()) * 101, ReplayLog::kForgotten + 101);
    }
    EXPECT_GE(calls, 200U * 101 / (ReplayLog::kForgotten + 101));
    EXPECT_EQ(log.count(), 0U);
    EXPECT_EQ(log.bytes(), 0U);
    append({2'000, 1});
    EXPECT_EQ(held, 0U);
}

TEST_F(ReplayLogTest, KeepsNothingWhenToldSo) {
    limits.count = 0;
    append({100, 1}, "own");
    EXPECT_EQ(log.size(), 0U);
    EXPECT_EQ(forgotten.size(), 1U);
    EXPECT_EQ(log.locate("own"), std::nullopt);
    EXPECT_EQ(log.forgotten_through(), (EventId{100, 1}));
}

TEST_F(ReplayLogTest, LocatesIdsOfItsOwnFormWhetherHeldOrNot) {
    append({110, 0});
    EXPECT_EQ(log.locate("110-0"), (EventId{110, 0}));
    EXPECT_EQ(log.locate("7-0"), (EventId{7, 0})) << "whether it is covered is another question";
    for (const std::string_view cursor : {"", "x", "110", "110-0 ", "-", "110-"}) {
        EXPECT_EQ(log.locate(cursor), std::nullopt) << cursor;
    }
    EXPECT_EQ(log.locate(std::string(1'000'000, '1')), std::nullopt);
}

TEST_F(ReplayLogTest, LocatesIdsOfCallersWhileTheyAreHeld) {
    limits.count = 2;
    append({110, 0}, "a");
    append({120, 0}, "b");
    EXPECT_EQ(log.locate("a"), (EventId{110, 0}));
    EXPECT_EQ(log.locate("b"), (EventId{120, 0}));
    EXPECT_EQ(log.locate("c"), std::nullopt);
    append({130, 0});
    EXPECT_EQ(log.locate("a"), std::nullopt);
    EXPECT_EQ(log.locate("b"), (EventId{120, 0}));
}

TEST_F(ReplayLogTest, AnIdOfACallersWinsOverTheSameTextAsAnIdOfTheLogs) {
    append({110, 0}, "120-0");
    append({130, 0});
    EXPECT_EQ(log.locate("120-0"), (EventId{110, 0}));
}

// Which of its uses a client has seen is unknown, and a later one would skip events.
TEST_F(ReplayLogTest, AnIdGivenTwiceNamesNoPlace) {
    limits.count = 3;
    append({110, 0}, "same");
    append({120, 0});
    append({130, 0}, "same");
    EXPECT_EQ(log.locate("same"), std::nullopt);
    append({140, 0});
    EXPECT_EQ(log.locate("same"), std::nullopt) << "the first use is forgotten, not unseen";
    for (std::uint64_t i = 0; i < 3; ++i) append({150, i});
    EXPECT_EQ(log.locate("same"), std::nullopt);
    append({160, 0}, "same");
    EXPECT_EQ(log.locate("same"), (EventId{160, 0}));
}

}  // namespace
}  // namespace ssecast
