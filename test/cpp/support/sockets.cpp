#include "support/sockets.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace ssecast::test {

namespace {

int checked(int result) {
    if (result < 0) throw std::system_error(errno, std::generic_category());
    return result;
}

void set_non_blocking(const Descriptor& descriptor) {
    checked(::fcntl(descriptor.get(), F_SETFL, O_NONBLOCK));
}

}  // namespace

void Descriptor::close() noexcept {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
}

Connection unix_connection() {
    int ends[2];
    checked(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends));
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

Connection narrow_connection() {
    Connection connection = unix_connection();
    const int bytes = 4096;
    checked(::setsockopt(connection.server.get(), SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes));
    return connection;
}

Connection tcp_connection() {
    const Descriptor listener(checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    checked(::bind(listener.get(), generic, size));
    checked(::listen(listener.get(), 1));
    checked(::getsockname(listener.get(), generic, &size));
    Connection connection;
    connection.peer = Descriptor(checked(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
    checked(::connect(connection.peer.get(), generic, size));
    connection.server =
        Descriptor(checked(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC)));
    set_non_blocking(connection.server);
    set_non_blocking(connection.peer);
    return connection;
}

void close_with_reset(Descriptor& peer) {
    const linger reset{1, 0};
    checked(::setsockopt(peer.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset));
    peer.close();
}

}  // namespace ssecast::test
