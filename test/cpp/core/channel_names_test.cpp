#include "core/channel_names.hpp"

#include "support/expect_error.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>

namespace ssecast {
namespace {

using test::sentence_of;

std::string refused(std::string_view name) {
    return sentence_of(ErrorCode::invalid_channel, [&] { ChannelNames::check(name); });
}

TEST(ChannelNames, TakesWhatIsAName) {
    for (const std::string_view name : {"a", "user:1", " ", "räume/1", "a b", ":", "\u2028"}) {
        EXPECT_NO_THROW(ChannelNames::check(name)) << name;
    }
    EXPECT_NO_THROW(ChannelNames::check(std::string(kMaxChannelName, 'x')));
}

TEST(ChannelNames, RefusesNamesOfTheWrongLength) {
    EXPECT_EQ(refused(""), "Expected a channel's name to be 1 to 512 bytes but received 0");
    EXPECT_EQ(refused(std::string(kMaxChannelName + 1, 'x')),
              "Expected a channel's name to be 1 to 512 bytes but received 513");
}

// What V8 makes of a lone surrogate: two names that differ would be one channel.
TEST(ChannelNames, RefusesTheReplacementCharacter) {
    EXPECT_TRUE(refused("a\uFFFD").starts_with("Expected a channel's name in Unicode"));
    EXPECT_NO_THROW(ChannelNames::check("\uFFFC\uFFEE"));
}

TEST(ChannelNames, RefusesControlCharacters) {
    for (int character = 0; character < 0x20; ++character) {
        const std::string name = std::string("a") + static_cast<char>(character);
        EXPECT_TRUE(refused(name).starts_with("Expected a channel's name without control"))
            << character;
    }
    EXPECT_FALSE(refused("a\x7f").empty());
}

TEST(ChannelNames, ANameHasANumberWhileItIsReferredTo) {
    ChannelNames names;
    const ChannelId first = names.acquire("room");
    EXPECT_EQ(names.acquire("room"), first);
    EXPECT_EQ(names.find("room"), first);
    EXPECT_EQ(names.name(first), "room");
    names.acquire(first);
    names.release(first);
    names.release(first);
    EXPECT_EQ(names.find("room"), first);
    names.release(first);
    EXPECT_EQ(names.find("room"), std::nullopt);
    EXPECT_EQ(names.size(), 0U);
    EXPECT_NE(names.acquire("room"), first) << "numbers are not used twice";
}

TEST(ChannelNames, ComparesNamesByteByByte) {
    ChannelNames names;
    const std::set<ChannelId> numbers{names.acquire("a"), names.acquire("A"), names.acquire("a "),
                                      names.acquire("\u00e4"), names.acquire("a\u0308")};
    EXPECT_EQ(numbers.size(), 5U);
}

TEST(ChannelNames, AgreesWithAMapUnderRandomOperations) {
    std::mt19937 random(3);  // NOLINT: the same run every time
    struct Entry {
        ChannelId channel;
        int references;
    };
    ChannelNames names;
    std::map<std::string, Entry> model;
    std::set<ChannelId> given;
    for (int step = 0; step < 20'000; ++step) {
        // Long and short ones: strings that move would take their letters along.
        const std::size_t number = random() % 50;
        const std::string name = std::string(number, 'n') + std::to_string(number);
        const auto found = model.find(name);
        if (random() % 2 == 0) {
            const ChannelId channel = names.acquire(name);
            if (found == model.end()) {
                ASSERT_TRUE(given.insert(channel).second);
                model.emplace(name, Entry{channel, 1});
            } else {
                ASSERT_EQ(channel, found->second.channel);
                ++found->second.references;
            }
        } else if (found != model.end()) {
            names.release(found->second.channel);
            if (--found->second.references == 0) model.erase(found);
        }
        const auto now = model.find(name);
        ASSERT_EQ(names.find(name).has_value(), now != model.end());
        ASSERT_TRUE(now == model.end() || names.name(now->second.channel) == name);
        ASSERT_EQ(names.size(), model.size());
    }
}

}  // namespace
}  // namespace ssecast
