#include "net/client_id.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ssecast::test {
namespace {

TEST(ClientId, KeepsWhatItWasGiven) {
    EXPECT_EQ(net::ClientId().view(), "");
    for (const std::size_t size : {0U, 1U, 22U, 23U, 24U, 25U, 256U}) {
        const std::string text(size, static_cast<char>('a' + size % 26));
        EXPECT_EQ(net::ClientId(text).view(), text);
    }
    EXPECT_EQ(net::ClientId(std::string("a\0b", 3)).view(), std::string("a\0b", 3));
}

TEST(ClientId, IsSmall) { EXPECT_EQ(sizeof(net::ClientId), 24U); }

}  // namespace
}  // namespace ssecast::test
