#include "net/history_hold.hpp"

#include <gtest/gtest.h>

namespace ssecast::test {
namespace {

using net::HistoryHold;

constexpr std::int64_t kSecond = 1'000'000'000;

TEST(HistoryHold, KeepsNothingAtFirst) {
    HistoryHold hold;
    EXPECT_EQ(hold.after(0), kNoEventAfter);
}

TEST(HistoryHold, LastsFiveToTenSeconds) {
    HistoryHold hold;
    hold.begin({100, 0}, 0);
    EXPECT_EQ(hold.after(0), (EventId{100, 0}));
    EXPECT_EQ(hold.after(10 * kSecond - 1), (EventId{100, 0}));
    EXPECT_EQ(hold.after(10 * kSecond), kNoEventAfter);
}

TEST(HistoryHold, OneThatBeginsLateInAWindowLastsFiveSecondsAllTheSame) {
    HistoryHold hold;
    hold.begin({100, 0}, 0);
    hold.begin({50, 0}, 5 * kSecond - 1);
    EXPECT_EQ(hold.after(10 * kSecond - 1), (EventId{50, 0}));
}

TEST(HistoryHold, OldOnesEndAlthoughOthersBegin) {
    HistoryHold hold;
    EventId place{1, 0};
    for (std::int64_t second = 0; second < 100; ++second, ++place.ms) {
        hold.begin(place, second * kSecond);
        const EventId after = hold.after(second * kSecond);
        EXPECT_LE(after, place);
        EXPECT_GT(after.ms + 10, place.ms);
    }
}

}  // namespace
}  // namespace ssecast::test
