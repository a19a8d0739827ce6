#include "net/client.hpp"

#include <gtest/gtest.h>

#include <cstddef>

namespace ssecast::net {
namespace {

std::size_t end_of_what_a_delivery_reads(const Client& client) {
    return static_cast<std::size_t>(reinterpret_cast<const char*>(&client.expires_at_ns + 1) -
                                    reinterpret_cast<const char*>(&client));
}

TEST(Client, TakesLittleMemory) {
    EXPECT_LE(sizeof(Client), 440U)
        << "each open tab has one: what few of them need lives elsewhere";
}

TEST(Client, HasWhatADeliveryReadsInThreeCacheLines) {
    const Client client(1, "a");
    EXPECT_LE(end_of_what_a_delivery_reads(client), 128U)
        << "two lines, three where it is not aligned";
}

}  // namespace
}  // namespace ssecast::net
