#include "load_client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <ctime>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace ssecast::bench {

namespace {

constexpr std::size_t kMaxUnderWay = 200;
constexpr std::uint64_t kOpenTimeoutMs = 60'000;
constexpr std::size_t kReadBytes = 64 * 1024;
// Bounds what the kernel holds for a client when a server is saturated: without it latency and
// memory would measure the kernel's buffers.
constexpr int kReceiveBuffer = 32 * 1024;
// A source address has about 28,000 ports.
constexpr std::size_t kConnectionsPerAddress = 10'000;

template <typename T>
void set_option(int fd, int level, int name, T value) {
    ::setsockopt(fd, level, name, &value, sizeof value);
}

}  // namespace

std::uint64_t monotonic_ns() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000ULL +
           static_cast<std::uint64_t>(now.tv_nsec);
}

LoadClient::LoadClient()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), buffer_(EventParser::kHeadroom + kReadBytes) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = nullptr;  // the standard input
    if (epoll_ < 0 || ::epoll_ctl(epoll_, EPOLL_CTL_ADD, STDIN_FILENO, &event) != 0) {
        throw std::system_error(errno, std::generic_category(), "epoll");
    }
}

LoadClient::~LoadClient() {
    hang_up();
    ::close(epoll_);
}

Opened LoadClient::open(std::size_t count, std::uint16_t port, const std::string& path) {
    const std::uint64_t began = monotonic_ns();
    opened_ = {};
    std::size_t begun = 0;
    while (opened_.open + opened_.failed < count) {
        while (begun < count && under_way_ < kMaxUnderWay) {
            ++begun;
            connect_next(port, path);
        }
        run(100);
        opened_.milliseconds = (monotonic_ns() - began) / 1'000'000;
        if (opened_.milliseconds > kOpenTimeoutMs) break;
    }
    opened_.milliseconds = (monotonic_ns() - began) / 1'000'000;
    opened_.failed = count - opened_.open;
    return opened_;
}

void LoadClient::connect_next(std::uint16_t port, const std::string& path) {
    const std::size_t index = connections_.size();
    connections_.push_back(std::make_unique<Connection>());
    Connection& connection = *connections_.back();
    connection.index = index;
    ++under_way_;

    std::string target = path;
    for (std::size_t at; (at = target.find("{i}")) != std::string::npos;) {
        target.replace(at, 3, std::to_string(index));
    }
    requests_.resize(connections_.size());
    requests_[index] = "GET " + target + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port) +
                       "\r\nAccept: text/event-stream\r\n\r\n";

    connection.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (connection.fd < 0) return settle(connection, false);
    set_option(connection.fd, SOL_SOCKET, SO_RCVBUF, kReceiveBuffer);
    set_option(connection.fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(connection.fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    set_option(connection.fd, SOL_SOCKET, SO_LINGER, linger{1, 0});

    sockaddr_in address{};
    address.sin_family = AF_INET;
    const auto host = static_cast<std::uint32_t>(2 + index / kConnectionsPerAddress);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + host);
    ::bind(connection.fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (::connect(connection.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 &&
        errno != EINPROGRESS) {
        return settle(connection, false);
    }
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = &connection;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd, &event);
}

void LoadClient::send_request(Connection& connection) {
    std::string& request = requests_[connection.index];
    const auto sent = ::send(connection.fd, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(request.size())) return settle(connection, false);
    std::string().swap(request);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
    event.data.ptr = &connection;
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.fd, &event);
}

void LoadClient::settle(Connection& connection, bool ok) {
    if (connection.counted) return;
    connection.counted = true;
    --under_way_;
    opened_.last_status = connection.parser.status();
    if (ok) {
        ++open_;
        ++opened_.open;
    } else {
        ++opened_.failed;
        if (connection.fd >= 0) ::close(connection.fd);
        connection.fd = -1;
    }
}

bool LoadClient::run(int timeout_ms) {
    std::array<epoll_event, 512> events;
    const int count = ::epoll_wait(epoll_, events.data(), events.size(), timeout_ms);
    bool command = false;
    for (int i = 0; i < count; ++i) {
        if (events[i].data.ptr == nullptr) {
            command = true;
            continue;
        }
        auto& connection = *static_cast<Connection*>(events[i].data.ptr);
        const std::uint32_t bits = events[i].events;
        if ((bits & EPOLLOUT) != 0 && connection.fd >= 0) send_request(connection);
        const bool may_be_closed = (bits & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
        if (may_be_closed || (bits & EPOLLIN) != 0) receive(connection, may_be_closed);
    }
    return command;
}

void LoadClient::receive(Connection& connection, bool may_be_closed) {
    current_ = &connection;
    char* data = buffer_.data() + EventParser::kHeadroom;
    while (connection.fd >= 0) {
        const ssize_t size = ::recv(connection.fd, data, kReadBytes, 0);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && errno == EAGAIN) return;
        if (size <= 0) return close(connection);
        ++report_.reads;
        report_.bytes += static_cast<std::uint64_t>(size);
        now_ns_ = monotonic_ns();
        connection.parser.feed(data, static_cast<std::size_t>(size), *this);
        switch (connection.parser.state()) {
            case EventParser::State::body:
                settle(connection, true);
                break;
            case EventParser::State::head:
                break;
            case EventParser::State::done:
            case EventParser::State::failed:
                return close(connection);
        }
        // Edge-triggered: a short read has emptied the socket, unless its end came with it.
        if (!may_be_closed && static_cast<std::size_t>(size) < kReadBytes) return;
    }
}

void LoadClient::close(Connection& connection) {
    if (!connection.counted) return settle(connection, false);
    ::close(connection.fd);
    connection.fd = -1;
    --open_;
    ++report_.closed_by_server;
}

void LoadClient::on_bench_event(const BenchEvent& event) {
    ++report_.events;
    latency_.record(now_ns_ > event.sent_at ? now_ns_ - event.sent_at : 0);
    const bool had_last = current_->sequence.next() > last_;
    current_->sequence.see(event.number, report_.faults);
    if (!had_last && current_->sequence.next() > last_) ++complete_;
}

void LoadClient::on_other_event(std::string_view name) {
    ++report_.other_events;
    if (name == "gap") ++report_.gaps;
}

void LoadClient::start(std::uint64_t first) {
    for (auto& connection : connections_) connection->sequence.expect(first);
    report_ = {};
    latency_.clear();
    last_ = 0;
}

Report LoadClient::finish(std::uint64_t last, int timeout_ms) {
    const auto has_last = [&](const auto& c) { return c->fd >= 0 && c->sequence.next() > last; };
    last_ = last;
    complete_ =
        static_cast<std::size_t>(std::count_if(connections_.begin(), connections_.end(), has_last));
    const std::uint64_t deadline =
        monotonic_ns() + static_cast<std::uint64_t>(timeout_ms) * 1'000'000;
    while (complete_ < open_ && monotonic_ns() < deadline) run(20);

    report_.complete = complete_ >= open_;
    for (const auto& connection : connections_) {
        if (!connection->counted || connection->parser.status() != 200) continue;
        const std::uint64_t next = connection->sequence.next();
        if (next <= last) report_.faults.lost += last + 1 - next;
    }
    report_.open = open_;
    report_.p50_ns = latency_.quantile(0.5);
    report_.p99_ns = latency_.quantile(0.99);
    report_.max_ns = latency_.max();
    return report_;
}

void LoadClient::hang_up() {
    for (auto& connection : connections_) {
        if (connection->fd >= 0) ::close(connection->fd);
    }
    connections_.clear();
    requests_.clear();
    open_ = under_way_ = 0;
}

}  // namespace ssecast::bench
