#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>

namespace ssecast::load::follow {

/// When a client drops its connection.
enum class Drop : std::uint8_t {
    never,
    before_request,
    inside_request,
    /// It has asked and read nothing.
    unread,
    /// Nothing of the body is read.
    after_head,
    in_stream,
};

inline constexpr std::size_t kDrops = 6;

/// How often which was done.
using DropCounts = std::array<std::uint64_t, kDrops>;

struct DropPlan {
    Drop drop = Drop::never;
    /// Bytes of the answer after which it is due, for `in_stream`.
    std::uint64_t after = 0;
};

/// One in four drops before it has anything; of the others few stay long.
[[nodiscard]] DropPlan random_plan(std::mt19937_64& random);

/// Closes a socket as a crash does (reset), as a program that ends does, or after a FIN.
void leave(int fd, std::mt19937_64& random);

}  // namespace ssecast::load::follow
