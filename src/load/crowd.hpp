#pragma once

#include "load/ledger.hpp"
#include "load/options.hpp"
#include "load/report.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstdint>
#include <mutex>
#include <vector>

namespace ssecast::load {

/// What all clients of a load share. One thread runs them; `mutex` guards `report` alone, which
/// another thread reads.
struct Crowd {
    explicit Crowd(Options given);

    Options options;
    boost::asio::io_context io{1};
    boost::asio::ip::tcp::endpoint endpoint;
    /// Where every client reads to: no client has a buffer of its own.
    std::vector<char> buffer;
    Ledger ledger;

    std::mutex mutex;
    Report report;
};

/// Nanoseconds of the steady clock.
[[nodiscard]] inline std::uint64_t steady_ns() {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                          std::chrono::steady_clock::now().time_since_epoch())
                                          .count());
}

/// Nanoseconds since the epoch.
[[nodiscard]] inline std::uint64_t wall_ns() {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                          std::chrono::system_clock::now().time_since_epoch())
                                          .count());
}

}  // namespace ssecast::load
