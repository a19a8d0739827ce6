#include "core/event_id.hpp"

#include <gtest/gtest.h>

#include <limits>
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

TEST(EventIdClock, FollowsTheWallClock) {
    EventIdClock clock({100, 0});
    EXPECT_EQ(clock.last(), (EventId{100, 0}));
    EXPECT_EQ(clock.next(105), (EventId{105, 0}));
    EXPECT_EQ(clock.next(106), (EventId{106, 0}));
    EXPECT_EQ(clock.last(), (EventId{106, 0}));
}

TEST(EventIdClock, CountsWithinAMillisecond) {
    EventIdClock clock({100, 0});
    EXPECT_EQ(clock.next(100), (EventId{100, 1})) << "the clock's own start is not given twice";
    EXPECT_EQ(clock.next(100), (EventId{100, 2}));
    EXPECT_EQ(clock.next(101), (EventId{101, 0}));
}

TEST(EventIdClock, KeepsRisingWhenTheWallClockStepsBack) {
    EventIdClock clock({1'000, 0});
    EventId last = clock.last();
    for (const std::uint64_t now : {1'001, 900, 0, 1'000, 1'001, 1'002, 500, 1'002, 1'003}) {
        const EventId id = clock.next(now);
        EXPECT_GT(id, last) << "at " << now;
        last = id;
    }
    EXPECT_EQ(last, (EventId{1'003, 0})) << "it takes the wall clock up again";
}

}  // namespace
}  // namespace ssecast
