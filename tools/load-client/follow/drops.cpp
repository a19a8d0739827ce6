#include "drops.hpp"

#include "wire/connection.hpp"

#include <sys/socket.h>
#include <unistd.h>

namespace ssecast::load::follow {

namespace {

std::uint64_t between(std::mt19937_64& random, std::uint64_t least, std::uint64_t most) {
    return std::uniform_int_distribution<std::uint64_t>(least, most)(random);
}

}  // namespace

DropPlan random_plan(std::mt19937_64& random) {
    switch (between(random, 0, 15)) {
        case 0:
            return {Drop::before_request, 0};
        case 1:
            return {Drop::inside_request, 0};
        case 2:
            return {Drop::unread, 0};
        case 3:
            return {Drop::after_head, 0};
        case 4:
            return {Drop::in_stream, between(random, 1, 400)};
        case 5:
            return {Drop::in_stream, between(random, 1, 50'000'000)};
        default:
            return {Drop::in_stream, between(random, 1, 200'000)};
    }
}

void leave(int fd, std::mt19937_64& random) {
    const std::uint64_t way = between(random, 0, 2);
    if (way == 0) {
        reset_on_close(fd);
    } else if (way == 1) {
        ::shutdown(fd, SHUT_WR);
    }
    ::close(fd);
}

}  // namespace ssecast::load::follow
