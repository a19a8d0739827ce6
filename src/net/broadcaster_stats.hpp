#pragma once

#include "core/stats.hpp"
#include "net/directory.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace ssecast::net {

/// What a broadcaster counts itself, from its beginning on. Workers count the rest (WorkerStats).
/// Guarded by the broadcaster's mutex.
struct BroadcasterTotals {
    std::uint64_t connections = 0;
    std::uint64_t published = 0;
    std::uint64_t revocation_overflows = 0;
    std::array<std::uint64_t, kRefusalReasons> refusals{};
    std::array<std::uint64_t, kDisconnectReasons> disconnects{};
};

/// The result of `stats`; lib/types/stats.ts explains each field.
/// Counters since the broadcaster's beginning, and gauges of this moment.
struct BroadcasterStats {
    std::string name;
    std::size_t workers = 0;
    std::uint64_t created_at_ms = 0;
    std::size_t clients = 0;
    Directory::Counts counts;
    std::uint64_t connections = 0;
    std::array<std::uint64_t, kRefusalReasons> refusals{};
    std::uint64_t published = 0;
    std::uint64_t rate_limited = 0;
    std::uint64_t rate_limit_overflows = 0;
    std::uint64_t revocation_overflows = 0;
    std::uint64_t deliveries = 0;
    std::uint64_t bytes = 0;
    std::uint64_t writes = 0;
    std::uint64_t heartbeats = 0;
    /// By queue: a frame counts in each queue that holds it.
    std::uint64_t queued_bytes = 0;
    /// By memory: a frame counts once.
    std::uint64_t held_bytes = 0;
    /// Clients that are parked now, and how often clients were.
    std::uint64_t parked = 0;
    std::uint64_t parkings = 0;
    std::uint64_t dropped = 0;
    std::uint64_t replaced = 0;
    std::uint64_t replayed = 0;
    std::uint64_t gaps = 0;
    std::uint64_t inbox_overflows = 0;
    std::array<std::uint64_t, kDisconnectReasons> disconnects{};
    /// By the bounds of LatencyHistogram; the last one counts what took longer.
    std::array<std::uint64_t, LatencyHistogram::kBuckets + 1> latency{};
    std::uint64_t latency_sum_us = 0;
    std::size_t history_events = 0;
    std::size_t history_bytes = 0;
    std::string history_oldest;
    std::string history_newest;
};

}  // namespace ssecast::net
