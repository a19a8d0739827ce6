#include "core/event_id.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <string>

namespace ssecast {
namespace {

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

TEST(EventId, IsOrderedByMillisecondsThenSequence) {
    EXPECT_LT((EventId{1, 9}), (EventId{2, 0}));
    EXPECT_LT((EventId{2, 0}), (EventId{2, 1}));
    EXPECT_LT((EventId{9, 0}), (EventId{10, 0})) << "by number, not by text";
    EXPECT_EQ((EventId{3, 4}), (EventId{3, 4}));
}

TEST(EventId, ReadsWhatItWrites) {
    for (const EventId id : {EventId{0, 0}, EventId{1'700'000'000'000, 0}, EventId{7, 10},
                             EventId{9, 99}, EventId{100, 101}, EventId{1'000, 905},
                             EventId{kMax, 0}, EventId{0, kMax}, EventId{kMax, kMax}}) {
        const std::string text = to_string(id);
        EXPECT_EQ(text, std::to_string(id.ms) + "-" + std::to_string(id.sequence));
        EXPECT_LE(text.size(), kMaxEventIdLength);
        EXPECT_EQ(parse_event_id(text), id) << text;
    }
    EXPECT_EQ(to_string({kMax, kMax}).size(), kMaxEventIdLength);
}

TEST(EventId, WritesBackwardsUpToTheEndAndNoFurther) {
    std::string buffer(kMaxEventIdLength + 2, '#');
    char* const end = buffer.data() + buffer.size() - 1;
    char* const start = write_backwards({12, 34}, end);
    EXPECT_EQ(std::string(start, end), "12-34");
    EXPECT_EQ(start[-1], '#');
    EXPECT_EQ(*end, '#');
}

TEST(EventId, RefusesWhatIsNoId) {
    for (const std::string_view text : {"",
                                        "-",
                                        "1",
                                        "1-",
                                        "-1",
                                        "1--1",
                                        "1-1-1",
                                        "+1-1",
                                        "1-+1",
                                        "-1-1",
                                        "1- 1",
                                        " 1-1",
                                        "1-1 ",
                                        "1-1\n",
                                        "0x1-1",
                                        "1.0-1",
                                        "1e3-1",
                                        "a-b",
                                        "1_1",
                                        "18446744073709551616-0",
                                        "0-18446744073709551616",
                                        "99999999999999999999-99999999999999999999"}) {
        EXPECT_FALSE(parse_event_id(text)) << "'" << text << "'";
    }
    EXPECT_FALSE(parse_event_id(std::string_view("1-1\0", 4)));
    EXPECT_FALSE(parse_event_id(std::string(kMaxEventIdLength, '0') + "-1"));
    EXPECT_FALSE(parse_event_id(std::string(1'000'000, '1')));
}

constexpr HistoryIdentity kIdentity = 4'829'157'302;
constexpr std::uint64_t kFirst = kIdentity * kIdsAMillisecond;

TEST(EventIdClock, FollowsTheWallClock) {
    EventIdClock clock(kIdentity, 100);
    EXPECT_EQ(clock.last(), (EventId{100, kFirst}));
    EXPECT_EQ(clock.next(105), (EventId{105, kFirst}));
    EXPECT_EQ(clock.next(106), (EventId{106, kFirst}));
    EXPECT_EQ(clock.last(), (EventId{106, kFirst}));
    EXPECT_EQ(clock.first(), (EventId{100, kFirst}));
}

TEST(EventIdClock, CountsWithinAMillisecond) {
    EventIdClock clock(kIdentity, 100);
    EXPECT_EQ(clock.next(100), (EventId{100, kFirst + 1}))
        << "the clock's own start is not given twice";
    EXPECT_EQ(clock.next(100), (EventId{100, kFirst + 2}));
    EXPECT_EQ(clock.next(101), (EventId{101, kFirst}));
    EXPECT_EQ(to_string(clock.last()), "101-482915730200000") << "the identity can be read";
}

TEST(EventIdClock, KeepsRisingWhenTheWallClockStepsBack) {
    EventIdClock clock(kIdentity, 1'000);
    EventId last = clock.last();
    for (const std::uint64_t now : {1'001, 900, 0, 1'000, 1'001, 1'002, 500, 1'002, 1'003}) {
        const EventId id = clock.next(now);
        EXPECT_GT(id, last) << "at " << now;
        last = id;
    }
    EXPECT_EQ(last, (EventId{1'003, kFirst})) << "it takes the wall clock up again";
}

TEST(EventIdClock, KeepsThePaceOfTheSteadyClockWhenTheWallClockIsSetBack) {
    constexpr std::int64_t kMs = 1'000'000;
    EventIdClock clock(kIdentity, 3'600'000, 0);
    EXPECT_EQ(clock.next(3'600'000, 0).ms, 3'600'000U);
    // An hour back; events come every millisecond and a half.
    std::int64_t now = 0;
    for (int i = 0; i < 1'000; ++i) {
        now += 3 * kMs / 2;
        (void)clock.next(static_cast<std::uint64_t>(now / kMs), now);
    }
    EXPECT_EQ(clock.last().ms, 3'601'500U) << "no part of a millisecond is lost";
    EXPECT_EQ(clock.time(1'500, now + 10 * kMs), 3'601'510U);
    EXPECT_EQ(clock.next(9'000'000, now + 20 * kMs).ms, 9'000'000U) << "set right again";
}

TEST(EventIdClock, WaitsForAClockThatIsALittleBehind) {
    EventIdClock clock(kIdentity, 10'000, 0);
    EXPECT_EQ(clock.next(9'990, 1'000'000).ms, 10'000U);
    EXPECT_EQ(clock.next(10'005, 16'000'000).ms, 10'005U);
}

TEST(EventIdClock, NeverLeavesItsIdentity) {
    for (const HistoryIdentity identity : {HistoryIdentity{1}, kMaxIdentity}) {
        EventIdClock clock(identity, 100);
        EventId last = clock.last();
        for (std::uint64_t i = 0; i < 2 * kIdsAMillisecond + 10; ++i) {
            const EventId id = clock.next(100);
            if (!(last < id) || identity_of(id) != identity) FAIL() << to_string(id);
            last = id;
        }
        EXPECT_EQ(last.ms, 102U) << "a full millisecond goes over into the next";
        EXPECT_LT(last.sequence, 1ULL << 53U) << "a number that JavaScript reads exactly";
    }
}

TEST(EventIdClock, FollowsAnotherHistoryByAMillisecond) {
    EventIdClock clock(1, 100);
    const EventId of_another{500, kMaxIdentity * kIdsAMillisecond + 7};
    clock.follow(of_another);
    EXPECT_EQ(clock.first(), (EventId{501, kIdsAMillisecond}));
    EXPECT_GT(clock.next(100), of_another) << "though its identity is smaller, and the clock early";
    const EventId last = clock.last();
    clock.follow({400, 9});
    EXPECT_EQ(clock.last(), last) << "one that ended before needs nothing";
}

TEST(DrawIdentity, IsAnotherOneEveryTime) {
    std::set<HistoryIdentity> drawn;
    for (int i = 0; i < 200; ++i) {
        const HistoryIdentity identity = draw_identity();
        EXPECT_GE(identity, 1U);
        EXPECT_LE(identity, kMaxIdentity);
        drawn.insert(identity);
    }
    EXPECT_EQ(drawn.size(), 200U);
}

}  // namespace
}  // namespace ssecast
