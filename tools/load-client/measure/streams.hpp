#pragma once

#include "load/histogram.hpp"
#include "load/response_reader.hpp"
#include "load/sequence.hpp"
#include "wire/epoll.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast::load::measure {

/// What `open` came to.
struct Opened {
    std::size_t open = 0;
    std::size_t failed = 0;
    int last_status = 0;
    std::uint64_t milliseconds = 0;
};

/// What was received since `start`.
struct Report {
    std::size_t open = 0;
    std::uint64_t closed_by_server = 0;
    std::uint64_t events = 0;
    std::uint64_t other_events = 0;
    std::uint64_t gaps = 0;
    std::uint64_t bytes = 0;
    std::uint64_t reads = 0;
    bool complete = false;
    Faults faults;
    std::uint64_t p50_ns = 0;
    std::uint64_t p99_ns = 0;
    std::uint64_t max_ns = 0;
};

/// Holds thousands of event streams on one thread and checks every event
/// `data: {"n":<sequence>,"t":<CLOCK_MONOTONIC nanoseconds>,…}`.
class Streams final : private ResponseSink {
public:
    Streams();
    ~Streams();
    Streams(const Streams&) = delete;
    Streams& operator=(const Streams&) = delete;

    /// Opens `count` further connections to `path` ("{i}" becomes the connection's number), with a
    /// bounded number under way, and waits until each has its head or has failed.
    Opened open(std::size_t count, std::uint16_t port, const std::string& path);

    /// Forgets what was counted; the next event of every connection must have the number `first`.
    void start(std::uint64_t first);

    /// Waits until every connection has `last`, at most `timeout_ms`; what is missing then is lost.
    Report finish(std::uint64_t last, int timeout_ms);

    /// Resets every connection, so that no port is left waiting.
    void hang_up();

    /// Reads what came; returns when the standard input has something or after `timeout_ms`.
    /// @returns whether the standard input is readable
    bool run(int timeout_ms);

private:
    struct Connection {
        int fd = -1;
        std::size_t index = 0;
        bool counted = false;  // its head came, or it failed
        ResponseReader reader{ResponseReader::Fields::standard};
        SequenceCheck sequence;
    };

    void connect_next(std::uint16_t port, const std::string& path);
    void send_request(Connection& connection);
    void receive(Connection& connection, bool may_be_closed);
    void settle(Connection& connection, bool ok);
    void close(Connection& connection);

    bool on_head(int status, std::string_view head) override;
    void on_block(const Block& block) override;
    void count(std::uint64_t number, std::uint64_t sent_at);

    Epoll epoll_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::vector<std::string> requests_;  // of connections that are not connected yet
    std::vector<char> buffer_;
    Connection* current_ = nullptr;
    std::uint64_t now_ns_ = 0;

    std::size_t open_ = 0;
    std::size_t under_way_ = 0;
    Opened opened_;
    std::uint64_t last_ = 0;    // number that completes a connection
    std::size_t complete_ = 0;  // connections that have it
    Histogram latency_;
    Report report_;
};

}  // namespace ssecast::load::measure
