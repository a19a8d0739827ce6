#include "load/ledger.hpp"

#include <gtest/gtest.h>

namespace ssecast::load {
namespace {

TEST(Ledger, NumbersEventsInTheOrderOfTheirFirstReceipt) {
    Ledger ledger;
    const auto first = ledger.see("a", 10, true);
    ASSERT_TRUE(first);
    EXPECT_TRUE(first->is_new);
    EXPECT_EQ(ledger.see("b", 20, true)->number, 2U);
    const auto again = ledger.see("a", 30, true);
    EXPECT_FALSE(again->is_new);
    EXPECT_EQ(again->number, 1U);
    EXPECT_EQ(again->first_ns, 10U);
}

TEST(Ledger, TakesNoNewEventsWhenTheyAreLeftAside) {
    Ledger ledger;
    ASSERT_TRUE(ledger.see("a", 10, true));
    EXPECT_FALSE(ledger.see("b", 20, false));
    EXPECT_TRUE(ledger.see("a", 20, false));
    EXPECT_EQ(ledger.next(), 2U);
}

TEST(Ledger, ForgetsTheOldest) {
    Ledger ledger(3);
    for (const char* id : {"a", "b", "c", "d"}) ASSERT_TRUE(ledger.see(id, 1, true)->is_new);
    EXPECT_EQ(ledger.first(), 2U);
    EXPECT_FALSE(ledger.see("b", 2, true)->is_new);
    EXPECT_FALSE(ledger.see("d", 2, true)->is_new);
    const auto forgotten = ledger.see("a", 2, true);
    EXPECT_TRUE(forgotten->is_new);
    EXPECT_EQ(forgotten->number, 5U);
    EXPECT_EQ(ledger.first(), 3U);
}

TEST(Ledger, FindsTheFirstEventAfterAPlace) {
    Ledger ledger;
    for (const char* id : {"1763712000000-100001", "1763712000001-100001", "1763712000002-100001",
                           "1763712000003-100001"}) {
        ASSERT_TRUE(ledger.see(id, 1, true));
    }
    const auto after = [&](const char* position) {
        return ledger.first_after(*parse_event_id(position), 4);
    };
    EXPECT_EQ(after("1763712000001-100001"), 3U);
    EXPECT_EQ(after("1763711000000-100000"), 1U);
    EXPECT_EQ(after("1763712000009-100001"), 4U);
    // Another history says nothing about these ids.
    EXPECT_EQ(after("1763712000000-900001"), 4U);
}

}  // namespace
}  // namespace ssecast::load
