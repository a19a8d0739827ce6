#include "core/issued_ids.hpp"

#include <gtest/gtest.h>

namespace ssecast {
namespace {

constexpr EventId id(std::uint64_t ms, HistoryIdentity identity, std::uint64_t count = 0) {
    return {ms, identity * kIdsAMillisecond + count};
}

TEST(IssuedIds, AreThoseOfTheHistoryItselfFromTheFirstToTheLast) {
    EventIdClock own(7, 100);
    (void)own.next(200);
    const IssuedIds issued;
    EXPECT_TRUE(issued.has(id(100, 7), own)) << "the cursor before the first event";
    EXPECT_TRUE(issued.has(id(200, 7), own));
    EXPECT_FALSE(issued.has(id(200, 7, 1), own)) << "not given yet";
    EXPECT_FALSE(issued.has(id(99, 7), own));
    EXPECT_FALSE(issued.has(id(150, 8), own)) << "a neighbour in time, of another history";
    EXPECT_FALSE(issued.has({150, 0}, own));
    EXPECT_FALSE(issued.has({150, 42}, own)) << "an id without an identity";
}

TEST(IssuedIds, AreThoseOfEarlierHistoriesAsFarAsTheyWereSaved) {
    EventIdClock own(7, 100);
    IssuedIds issued;
    issued.restore({{id(10, 1), id(20, 1)}, {id(30, 2), id(40, 2, 5)}});
    EXPECT_TRUE(issued.has(id(15, 1), own));
    EXPECT_TRUE(issued.has(id(40, 2, 5), own));
    EXPECT_FALSE(issued.has(id(41, 2), own)) << "given by that process after it wrote its file";
    EXPECT_FALSE(issued.has(id(25, 1), own));
    EXPECT_FALSE(issued.has(id(35, 1), own)) << "the time of one, the identity of another";
}

TEST(IssuedIds, OfAHistoryThatIsForgottenAreNotHandedOn) {
    EventIdClock own(7, 100);
    IssuedIds issued;
    issued.restore({{id(10, 1), id(20, 1)}, {id(30, 2), id(40, 2)}});
    const auto ranges = issued.ranges(id(35, 2), own);
    ASSERT_EQ(ranges.size(), 2U);
    EXPECT_EQ(ranges[0].last, id(40, 2));
    EXPECT_EQ(ranges[1].first, id(100, 7));
    EXPECT_EQ(issued.ranges(id(5, 1), own).size(), 3U);
}

TEST(IssuedIds, HandedOnAreBounded) {
    std::vector<IssuedRange> many;
    for (std::uint64_t i = 0; i < IssuedIds::kMost; ++i) many.push_back({id(i, 1), id(i, 1)});
    IssuedIds issued;
    issued.restore(many);
    EventIdClock own(7, 1'000);
    const auto ranges = issued.ranges({}, own);
    EXPECT_EQ(ranges.size(), IssuedIds::kMost);
    EXPECT_EQ(ranges.front().first, id(1, 1)) << "the oldest goes";
    EXPECT_EQ(ranges.back().first, id(1'000, 7));
}

}  // namespace
}  // namespace ssecast
