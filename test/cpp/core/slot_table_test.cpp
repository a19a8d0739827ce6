#include "core/slot_table.hpp"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>

namespace ssecast {
namespace {

constexpr ChannelId channel(std::uint64_t number, std::size_t slot) {
    return (number << kSlotBits) | slot;
}

TEST(SlotTable, FindsWhatWasMadeAndNothingElse) {
    SlotTable<int> table;
    EXPECT_EQ(table.find(channel(1, 5)), nullptr);
    table.make(channel(1, 5)) = 7;
    EXPECT_EQ(*table.find(channel(1, 5)), 7);
    EXPECT_EQ(table.find(channel(2, 5)), nullptr) << "a later channel of the slot is another one";
    EXPECT_EQ(table.find(channel(1, 6)), nullptr);
    EXPECT_EQ(table.make(channel(1, 5)), 7) << "it is made once";
    EXPECT_EQ(table.size(), 1U);
    table.erase(channel(1, 5));
    EXPECT_EQ(table.find(channel(1, 5)), nullptr);
    EXPECT_EQ(table.size(), 0U);
}

TEST(SlotTable, KeepsTwoChannelsOfOneSlotApart) {
    SlotTable<int> table;
    table.make(channel(1, 5)) = 1;
    table.make(channel(2, 5)) = 2;
    table.make(channel(3, 5)) = 3;
    EXPECT_EQ(*table.find(channel(1, 5)), 1);
    table.erase(channel(1, 5));
    EXPECT_EQ(*table.find(channel(2, 5)), 2);
    EXPECT_EQ(*table.find(channel(3, 5)), 3);
    table.make(channel(4, 5)) = 4;
    table.erase(channel(2, 5));
    EXPECT_EQ(table.find(channel(2, 5)), nullptr);
    EXPECT_EQ(*table.find(channel(3, 5)), 3);
    EXPECT_EQ(*table.find(channel(4, 5)), 4);
    EXPECT_EQ(table.size(), 2U);
}

TEST(SlotTable, GivesUpValuesWhenTheyAreErased) {
    SlotTable<std::shared_ptr<int>> table;
    const auto value = std::make_shared<int>(1);
    table.make(channel(1, 1)) = value;
    table.make(channel(2, 1)) = value;
    table.erase(channel(1, 1));
    table.erase(channel(2, 1));
    EXPECT_EQ(value.use_count(), 1);
}

TEST(SlotTable, IsTheSameAsAMap) {
    SlotTable<int> table;
    std::map<ChannelId, int> model;
    std::mt19937 random(7);
    for (int step = 0; step < 50'000; ++step) {
        const ChannelId id = channel(random() % 3, random() % 300);
        if (random() % 2 == 0) {
            table.make(id) = step;
            model[id] = step;
        } else if (model.erase(id) != 0) {
            table.erase(id);
        }
        const auto expected = model.find(id);
        const int* const found = table.find(id);
        ASSERT_EQ(found != nullptr, expected != model.end());
        if (found != nullptr) {
            ASSERT_EQ(*found, expected->second);
        }
        ASSERT_EQ(table.size(), model.size());
    }
}

}  // namespace
}  // namespace ssecast
