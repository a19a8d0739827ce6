#pragma once

#include "held_worker.hpp"
#include "net/adopt.hpp"

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace ssecast::bench {

[[noreturn]] inline void fail(const char* what) {
    std::fprintf(stderr, "Expected that %s.\n", what);
    std::exit(1);
}

/// An event of 200 bytes on the wire, as the other figures have it.
inline const std::string& data() {
    static const std::string text = R"({"text":")" + std::string(130, 'x') + R"("})";
    return text;
}

/// Clients on Unix sockets, whose other ends are here.
class Crowd {
public:
    explicit Crowd(net::Broadcaster& broadcaster) : broadcaster_(broadcaster) {}
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;
    ~Crowd() {
        for (const int peer : peers_) ::close(peer);
    }

    void connect(net::Admission admission) {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) != 0) {
            fail("the process may open a socket for each client");
        }
        const auto client = name_of(broadcaster_.admit(std::move(admission)));
        if (!net::adopt_socket(broadcaster_, client, ends[0], Framing::chunked)) {
            fail("a socket is adopted");
        }
        ::close(ends[0]);
        peers_.push_back(ends[1]);
    }

    /// Reads all that has come. Returns how many bytes.
    std::size_t drain() {
        std::size_t bytes = 0;
        for (const int peer : peers_) {
            for (;;) {
                const ssize_t got = ::recv(peer, buffer_.data(), buffer_.size(), 0);
                if (got <= 0) break;
                bytes += static_cast<std::size_t>(got);
            }
        }
        return bytes;
    }

private:
    net::Broadcaster& broadcaster_;
    std::vector<int> peers_;
    std::array<char, 64 * 1024> buffer_;
};

/// One worker, and a history that is full, as it is after some time.
inline Options one_worker() {
    Options options;
    options.workers = 1;
    options.heartbeat_interval_ms = 0;
    return options;
}

inline void fill_history(net::Broadcaster& broadcaster) {
    for (std::size_t i = 0; i <= Options().history.count; ++i) {
        (void)broadcaster.publish({}, {.event = "update", .data = data(), .id = {}});
    }
}

}  // namespace ssecast::bench
