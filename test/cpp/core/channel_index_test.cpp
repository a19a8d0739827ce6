#include "core/channel_index.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace ssecast {
namespace {

struct Member {
    Memberships channels;
    Memberships other;
};
using Index = ChannelIndex<Member, &Member::channels>;

std::set<Member*> members_of(const Index& index, ChannelId channel) {
    const auto members = index.members(channel);
    const std::set<Member*> set(members.begin(), members.end());
    EXPECT_EQ(set.size(), members.size()) << "nobody is listed twice";
    return set;
}

TEST(ChannelIndex, JoinsOnceAndLeavesOnce) {
    Index index;
    Member member;
    EXPECT_TRUE(index.join(member, 7, {1, 2}));
    EXPECT_FALSE(index.join(member, 7, {9, 9}));
    ASSERT_NE(find_membership(member.channels, 7), nullptr);
    EXPECT_EQ(find_membership(member.channels, 7)->since, (EventId{1, 2}))
        << "joining again changes nothing";
    EXPECT_EQ(index.size(), 1U);
    EXPECT_TRUE(index.leave(member, 7));
    EXPECT_FALSE(index.leave(member, 7));
    EXPECT_FALSE(index.leave(member, 8));
    EXPECT_TRUE(member.channels.empty());
    EXPECT_TRUE(index.members(7).empty());
    EXPECT_EQ(index.size(), 0U) << "a channel without members costs nothing";
}

TEST(ChannelIndex, KeepsMembersOfOneChannelApartFromAnother) {
    Index index;
    Member first;
    Member second;
    index.join(first, 1, {});
    index.join(second, 1, {});
    index.join(second, 2, {});
    index.leave_all(second);
    EXPECT_EQ(members_of(index, 1), std::set<Member*>{&first});
    EXPECT_TRUE(index.members(2).empty());
    EXPECT_TRUE(second.channels.empty());
    index.leave_all(second);
    EXPECT_EQ(index.size(), 1U);
}

TEST(ChannelIndex, AMemberOfTwoIndexesHasTwoLists) {
    Index index;
    ChannelIndex<Member, &Member::other> other;
    Member member;
    index.join(member, 1, {});
    other.join(member, 2, {});
    index.leave_all(member);
    EXPECT_EQ(other.members(2).size(), 1U);
    EXPECT_EQ(member.other.size(), 1U);
}

TEST(ChannelIndex, AgreesWithAMapOfSetsUnderRandomOperations) {
    std::mt19937 random(42);  // NOLINT: the same run every time
    constexpr ChannelId kChannels = 12;
    Index index;
    std::array<Member, 40> members;
    std::map<ChannelId, std::set<Member*>> model;
    for (int step = 0; step < 40'000; ++step) {
        Member& member = members[random() % members.size()];
        const ChannelId channel = random() % kChannels;
        switch (random() % 8) {
            case 0:
            case 1:
            case 2:
            case 3:
                ASSERT_EQ(index.join(member, channel, {}), model[channel].insert(&member).second);
                break;
            case 6:
                if (member.channels.empty()) break;
                model[member.channels.back().channel].erase(&member);
                index.leave_last(member);
                break;
            case 7:
                if (random() % 4 != 0) break;
                index.leave_all(member);
                for (auto& [number, set] : model) set.erase(&member);
                break;
            default:
                ASSERT_EQ(index.leave(member, channel), model[channel].erase(&member) == 1);
        }
        ASSERT_EQ(members_of(index, channel), model[channel]);
        for (const Membership& membership : member.channels) {
            ASSERT_EQ(index.members(membership.channel)[membership.position], &member);
        }
        const auto used = std::count_if(model.begin(), model.end(),
                                        [](const auto& entry) { return !entry.second.empty(); });
        ASSERT_EQ(index.size(), static_cast<std::size_t>(used));
    }
}

}  // namespace
}  // namespace ssecast
