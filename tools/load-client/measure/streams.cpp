#include "streams.hpp"

#include "clock.hpp"
#include "wire/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <sys/socket.h>
#include <unistd.h>

namespace ssecast::load::measure {

namespace {

constexpr std::uint64_t kOpenTimeoutMs = 60'000;
constexpr std::size_t kReadBytes = 64 * 1024;
// Bounds what the kernel holds for a client when a server is saturated: without it latency and
// memory would measure the kernel's buffers.
constexpr int kReceiveBuffer = 32 * 1024;

bool read_number(std::string_view& text, std::string_view before, std::uint64_t& value) {
    if (!text.starts_with(before)) return false;
    text.remove_prefix(before.size());
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

}  // namespace

Streams::Streams() : buffer_(ResponseReader::kHeadroom + kReadBytes) {}

Streams::~Streams() { hang_up(); }

Opened Streams::open(std::size_t count, std::uint16_t port, const std::string& path,
                     std::size_t most_under_way) {
    const std::uint64_t began = monotonic_ns();
    opened_ = {};
    std::size_t begun = 0;
    while (opened_.open + opened_.failed < count) {
        while (begun < count && under_way_ < most_under_way) {
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

void Streams::connect_next(std::uint16_t port, const std::string& path) {
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

    // From 127.0.0.2 on: the first address is left to the servers.
    const auto source = static_cast<std::uint32_t>(2 + index / kConnectionsPerAddress);
    connection.fd = begin_connection(port, source, {.receive_buffer = kReceiveBuffer});
    if (connection.fd < 0) return settle(connection, false);
    reset_on_close(connection.fd);
    epoll_.add(connection.fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, &connection);
}

void Streams::send_request(Connection& connection) {
    std::string& request = requests_[connection.index];
    const auto sent = ::send(connection.fd, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(request.size())) return settle(connection, false);
    std::string().swap(request);
    epoll_.change(connection.fd, EPOLLIN | EPOLLRDHUP | EPOLLET, &connection);
}

void Streams::settle(Connection& connection, bool ok) {
    if (connection.counted) return;
    connection.counted = true;
    --under_way_;
    opened_.last_status = connection.reader.status();
    if (ok) {
        ++open_;
        ++opened_.open;
    } else {
        ++opened_.failed;
        if (connection.fd >= 0) ::close(connection.fd);
        connection.fd = -1;
    }
}

bool Streams::run(int timeout_ms) {
    return epoll_.wait(timeout_ms, [this](void* owner, std::uint32_t bits) {
        auto& connection = *static_cast<Connection*>(owner);
        if ((bits & EPOLLOUT) != 0 && connection.fd >= 0) send_request(connection);
        const bool may_be_closed = (bits & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
        if (may_be_closed || (bits & EPOLLIN) != 0) receive(connection, may_be_closed);
    });
}

void Streams::receive(Connection& connection, bool may_be_closed) {
    current_ = &connection;
    char* data = buffer_.data() + ResponseReader::kHeadroom;
    while (connection.fd >= 0) {
        const ssize_t size = ::recv(connection.fd, data, kReadBytes, 0);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && errno == EAGAIN) return;
        if (size <= 0) return close(connection);
        ++report_.reads;
        report_.bytes += static_cast<std::uint64_t>(size);
        now_ns_ = monotonic_ns();
        connection.reader.feed(data, static_cast<std::size_t>(size), *this);
        switch (connection.reader.state()) {
            case ResponseReader::State::body:
                settle(connection, true);
                break;
            case ResponseReader::State::head:
                break;
            case ResponseReader::State::done:
            case ResponseReader::State::failed:
                return close(connection);
        }
        // Edge-triggered: a short read has emptied the socket, unless its end came with it.
        if (!may_be_closed && static_cast<std::size_t>(size) < kReadBytes) return;
    }
}

void Streams::close(Connection& connection) {
    if (!connection.counted) return settle(connection, false);
    ::close(connection.fd);
    connection.fd = -1;
    --open_;
    ++report_.closed_by_server;
}

bool Streams::on_head(int status, std::string_view /*head*/) { return status == 200; }

void Streams::on_block(const Block& block) {
    std::string_view data = block.data;
    std::uint64_t number = 0;
    std::uint64_t sent_at = 0;
    std::uint64_t client = 0;
    if (read_number(data, R"({"n":)", number) && read_number(data, R"(,"t":)", sent_at)) {
        if (read_number(data, R"(,"s":)", client) && client != current_->index) {
            ++report_.misdirected;
        }
        count(number, sent_at);
    } else if (block.has_data) {
        ++report_.other_events;
        if (block.event == "gap") ++report_.gaps;
    }
}

void Streams::count(std::uint64_t number, std::uint64_t sent_at) {
    ++report_.events;
    latency_.record(now_ns_ > sent_at ? now_ns_ - sent_at : 0);
    const bool had_last = current_->sequence.next() > last_;
    current_->sequence.see(number, report_.faults);
    if (!had_last && current_->sequence.next() > last_) ++complete_;
}

void Streams::start(std::uint64_t first) {
    for (auto& connection : connections_) connection->sequence.expect(first);
    report_ = {};
    latency_.clear();
    last_ = 0;
}

Report Streams::finish(std::uint64_t last, int timeout_ms) {
    const auto has_last = [&](const auto& c) { return c->fd >= 0 && c->sequence.next() > last; };
    last_ = last;
    complete_ =
        static_cast<std::size_t>(std::count_if(connections_.begin(), connections_.end(), has_last));
    const std::uint64_t deadline =
        monotonic_ns() + static_cast<std::uint64_t>(timeout_ms) * 1'000'000;
    while (complete_ < open_ && monotonic_ns() < deadline) run(20);

    report_.complete = complete_ >= open_;
    for (const auto& connection : connections_) {
        if (!connection->counted || connection->reader.status() != 200) continue;
        const std::uint64_t next = connection->sequence.next();
        if (next <= last) report_.faults.lost += last + 1 - next;
    }
    report_.open = open_;
    report_.p50_ns = latency_.quantile(0.5);
    report_.p99_ns = latency_.quantile(0.99);
    report_.max_ns = latency_.max();
    return report_;
}

void Streams::hang_up() {
    for (auto& connection : connections_) {
        if (connection->fd >= 0) ::close(connection->fd);
    }
    connections_.clear();
    requests_.clear();
    open_ = under_way_ = 0;
}

}  // namespace ssecast::load::measure
