#pragma once

#include "drops.hpp"
#include "load/histogram.hpp"
#include "load/response_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace ssecast::load::follow {

/// What all followers saw. Every fault is one that no gap announced.
struct Findings {
    std::uint64_t deliveries = 0;
    std::uint64_t bytes = 0;
    std::uint64_t connections = 0;
    std::uint64_t resumed = 0;
    std::uint64_t replayed = 0;
    std::uint64_t gaps = 0;
    std::uint64_t lost = 0;
    std::uint64_t duplicated = 0;
    std::uint64_t reordered = 0;
    /// Events of channels that the follower does not read.
    std::uint64_t foreign = 0;
    /// Not HTTP, not a block, `connected` or the `gap` that it announces missing or wrong.
    std::uint64_t malformed = 0;
    /// `connected` told of another number of replayed events than were missing.
    std::uint64_t miscounted = 0;
    /// What the clients did.
    DropCounts drops{};
    std::uint64_t dropped_inside_frame = 0;
    std::uint64_t pauses = 0;
    /// Nanoseconds from the publish to the receipt.
    Histogram latencies;
};

/// One logical client over all its connections: knows its cursor, and of each series of numbered
/// events (`data: {"s":"<series>","n":<number>,…}`) the last number. Numbers of a series rise by
/// one, so a hole, a number seen before and an id that does not rise are faults, unless a gap was
/// announced. Where the server sends the numbers at admission (`x-numbers`), also a first
/// connection and one with a gap have to go on with exactly the next number.
class Follower final : private ResponseSink {
public:
    Follower(std::string channel, Findings& findings)
        : channel_(std::move(channel)), findings_(findings) {}

    void begin_connection();
    /// As `ResponseReader::feed`.
    void feed(char* data, std::size_t size);

    [[nodiscard]] const ResponseReader& reader() const noexcept { return reader_; }
    [[nodiscard]] const std::string& channel() const noexcept { return channel_; }
    [[nodiscard]] const std::string& cursor() const noexcept { return cursor_; }
    [[nodiscard]] std::uint64_t retry() const noexcept { return retry_; }
    /// The last number of a series; 0 when it has none.
    [[nodiscard]] std::uint64_t last(std::string_view series) const;
    /// The first event of this connection came.
    [[nodiscard]] bool connected() const noexcept { return connected_; }

private:
    bool on_head(int status, std::string_view head) override;
    void on_block(const Block& block) override;
    void take_connected(const Block& block);
    void take_numbers(bool resumed, std::uint64_t replayed);
    void take_gap(const Block& block);
    void take_numbered(const Block& block);
    void check_id(std::string_view id);

    std::string channel_;
    Findings& findings_;
    ResponseReader reader_{ResponseReader::Fields::exact};
    /// The header `x-numbers`, `all=12 c0=7`: the last number of each series when this connection
    /// was admitted. Empty when the server does not say.
    std::string numbers_;
    std::string cursor_;
    std::map<std::string, std::uint64_t, std::less<>> last_;
    std::uint64_t retry_ = 0;
    bool connected_ = false;
    /// A gap was announced: whatever number comes next in a series, it is the first.
    std::map<std::string, bool, std::less<>> after_gap_;
    bool resuming_ = false;
    /// `connected` announced a gap, of which an event has to follow.
    bool gap_is_due_ = false;
};

}  // namespace ssecast::load::follow
