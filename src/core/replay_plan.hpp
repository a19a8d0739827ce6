#pragma once

#include "core/allocated.hpp"
#include "core/channel_index.hpp"
#include "core/target.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ssecast {

class ReplayLog;

/// Which places of the history are for one reader: a bit for each of at most `kWindow` of them.
///
/// The history knows for each channel which events it has. So a plan costs a look-up for each
/// channel of the reader and a step for each event in one of them, however many channels other
/// events went to. Bits, because the lists of several channels have to be merged in the order of
/// events, and an event in two of them counts once.
///
/// It is made in pieces, each of a bounded cost under the broadcaster's mutex. The history may gain
/// and forget events between two pieces; a bit of a forgotten event leads to no event. It holds for
/// the channels that it was begun for: when the reader's channels change, the owner begins a new
/// one.
class ReplayPlan {
public:
    /// Places that a plan covers: 8 KiB.
    static constexpr std::uint64_t kWindow = 65'536;
    /// The cost of a piece at most, in steps of a few nanoseconds: some 50 us. And the cost of
    /// looking a channel up.
    static constexpr std::size_t kPiece = 16'384;
    static constexpr std::size_t kLookup = 8;

    /// Begins a plan for the places from `from` on and before `end`, as far as one reaches.
    /// `version` names the reader's channels, as the owner counts their changes.
    void begin(std::uint64_t from, std::uint64_t end, std::uint32_t version);

    /// Goes on until it is complete or `work` is used up, and takes its cost from `work`. True when
    /// it is complete.
    bool build(const ReplayLog& log, ClientKey client, const Memberships& channels,
               std::size_t& work);

    /// Whether it knows the events from this place on.
    [[nodiscard]] bool covers(std::uint64_t place, std::uint32_t version) const noexcept {
        return version == version_ && place >= from_ && place < end_;
    }
    [[nodiscard]] std::uint64_t end() const noexcept { return end_; }
    /// The first place from `from` on that is for the reader; `end()` when there is none.
    [[nodiscard]] std::uint64_t next(std::uint64_t from) const noexcept;
    /// Its memory, which counts as the worker's.
    [[nodiscard]] std::size_t bytes() const noexcept {
        return allocated(sizeof *this) + allocated(bits_.capacity() * sizeof bits_[0]);
    }
    /// How many places from `from` on and before `before` are for the reader.
    [[nodiscard]] std::size_t count(std::uint64_t from, std::uint64_t before) const noexcept;

private:
    void mark(std::uint64_t place) noexcept {
        const std::uint64_t bit = place - from_;
        bits_[bit / 64] |= std::uint64_t{1} << (bit % 64);
    }

    std::vector<std::uint64_t> bits_;
    std::uint64_t from_ = 0;
    std::uint64_t end_ = 0;
    std::uint32_t version_ = 0;
    /// The list that is being read: events for all, for the client, and two lists for each channel.
    std::size_t list_ = 0;
    /// The place in that list to go on from.
    std::uint64_t place_ = 0;
};

}  // namespace ssecast
