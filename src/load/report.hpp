#pragma once

#include "load/histogram.hpp"
#include "load/sequence.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace ssecast::load {

enum class Phase : std::uint8_t {
    /// Connections are begun, and answers waited for.
    connecting,
    measuring,
    /// New events are left aside, and clients get what others had.
    finishing,
    done,
};
inline constexpr std::size_t kPhases = 4;

/// What became of the clients.
struct Connections {
    std::size_t begun = 0;
    /// Connecting, or without an answer.
    std::size_t waiting = 0;
    std::size_t open = 0;
    /// Answers other than 200, by their status.
    std::map<int, std::uint64_t> refused;
    /// 200 with another type than an event stream.
    std::uint64_t other_type = 0;
    /// Connections that failed before an answer, by the system's words.
    std::map<std::string, std::uint64_t> failed;
    /// Open streams that the server ended in good order.
    std::uint64_t ended = 0;
    /// Open streams that broke off: reset, or inside a chunk or a block.
    std::uint64_t cut = 0;
    /// What came is no HTTP/1.1, or no event stream.
    std::uint64_t malformed = 0;
    /// A block was longer than ResponseReader::kHeadroom.
    std::uint64_t too_large = 0;
};

/// What came since the measuring began.
struct Measured {
    std::uint64_t events = 0;
    std::uint64_t bytes = 0;
    /// Different events with an id.
    std::uint64_t ids = 0;
    /// Events without an id, which nothing can be checked of.
    std::uint64_t without_id = 0;
    /// Events with an id that says a later time than the clock here.
    std::uint64_t early = 0;
    /// Nanoseconds from the milliseconds in an id to the receipt.
    Histogram latency;
    /// Nanoseconds from the receipt by the first client to the receipt by each other one.
    Histogram spread;
};

struct Report {
    Phase phase = Phase::connecting;
    /// What ended the load early; empty: nothing.
    std::string fault;
    /// How long the measuring has lasted, or did last.
    std::uint64_t measured_ms = 0;
    Connections connections;
    Measured measured;
    /// Over the whole time.
    Faults faults;
    std::uint64_t gaps = 0;
    /// Deliveries to clients so far behind the others that the events were forgotten.
    std::uint64_t unchecked = 0;
    /// Nanoseconds from the beginning of a connection to the head of the answer.
    Histogram opening;
};

}  // namespace ssecast::load
