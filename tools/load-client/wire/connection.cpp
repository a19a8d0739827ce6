#include "connection.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ssecast::load {

namespace {

template <typename T>
void set_option(int fd, int level, int name, T value) {
    ::setsockopt(fd, level, name, &value, sizeof value);
}

}  // namespace

int begin_connection(std::uint16_t port, std::uint32_t source, Room room) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (room.segment > 0) set_option(fd, IPPROTO_TCP, TCP_MAXSEG, room.segment);
    if (room.receive_buffer > 0) set_option(fd, SOL_SOCKET, SO_RCVBUF, room.receive_buffer);
    set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + source);
    ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 &&
        errno != EINPROGRESS) {
        ::close(fd);
        return -1;
    }
    return fd;
}

void reset_on_close(int fd) { set_option(fd, SOL_SOCKET, SO_LINGER, linger{1, 0}); }

}  // namespace ssecast::load
