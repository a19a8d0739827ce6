#include "core/random_bits.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace ssecast {
namespace {

// 128 bits at a time: fewer would meet by chance now and then.
TEST(RandomBits, AreNeverTheSameTwice) {
    RandomBits one;
    RandomBits other;
    std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
    const auto word = [](RandomBits& bits) {
        const std::uint64_t high = bits();
        return high << 32 | bits();
    };
    constexpr std::size_t kDraws = 1'000;
    for (std::size_t draw = 0; draw < kDraws; ++draw) {
        const std::uint64_t first = word(one);
        seen.emplace(first, word(one));
        const std::uint64_t second = word(other);
        seen.emplace(second, word(other));
    }
    EXPECT_EQ(seen.size(), 2 * kDraws);
}

}  // namespace
}  // namespace ssecast
