#pragma once

#include "core/channel_index.hpp"
#include "core/event_id.hpp"
#include "core/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ssecast {

/// Bounds of a history. Whatever is reached first forgets the oldest event.
struct HistoryLimits {
    std::size_t count = 10'000;
    std::size_t bytes = 16U * 1024 * 1024;
    std::uint64_t age_ms = 300'000;
};

/// The history: frames in the order of their ids, kept for clients that come back or fall behind.
///
/// Bounded as a whole, and where the caller says so for each channel, too: then an event to one
/// channel alone counts for that channel as well, and the log knows for each channel how far it has
/// forgotten. What a channel forgets leaves a hole in the order, which is closed now and then.
/// Not synchronised: the broadcaster calls it under its mutex.
class ReplayLog {
public:
    /// `start`: ids up to here belong to an earlier process, of which the log knows nothing.
    /// `forgotten` hears of each frame that leaves.
    ReplayLog(EventId start, std::function<void(const Frame&)> forgotten)
        : forgotten_through_(start), forgotten_(std::move(forgotten)) {}

    void append(const FramePtr& frame, const HistoryLimits& limits,
                const std::optional<HistoryLimits>& channel_limits = {});
    /// Puts what an earlier process knew before everything that is there. That process had
    /// forgotten what came up to `forgotten_through`, and nothing was published between it and this
    /// one.
    void restore(std::vector<FramePtr> frames, EventId forgotten_through,
                 const HistoryLimits& limits, const std::optional<HistoryLimits>& channel_limits);

    /// Forgets what is too old, too much or too many by `limits`.
    void trim(const HistoryLimits& limits, std::uint64_t now_ms);
    /// The same for each of these channels.
    void trim(const Memberships& channels, const std::optional<HistoryLimits>& channel_limits,
              std::uint64_t now_ms);

    /// The place in the order that a client's cursor names: an id of the form of the log's own, or
    /// one a caller gave. Nothing when the log cannot tell what came after it.
    [[nodiscard]] std::optional<EventId> locate(std::string_view cursor) const;

    /// The newest id that the log no longer holds, or never held.
    [[nodiscard]] EventId forgotten_through() const noexcept { return forgotten_through_; }
    /// The same for a reader of these channels.
    [[nodiscard]] EventId forgotten_through(const Memberships& channels) const noexcept;
    /// True when nothing after `cursor` was forgotten.
    [[nodiscard]] bool covers(EventId cursor) const noexcept {
        return cursor >= forgotten_through_;
    }

    /// The index of the first place after `cursor`; `size()` when there is none.
    [[nodiscard]] std::size_t first_after(EventId cursor) const noexcept;
    /// Null for a place whose event is forgotten.
    [[nodiscard]] const FramePtr& at(std::size_t index) const noexcept {
        return entries_[index].frame;
    }
    [[nodiscard]] EventId id_at(std::size_t index) const noexcept { return entries_[index].id; }

    /// Places, the forgotten ones included.
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    /// Events.
    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

private:
    /// What an id given by a caller names.
    struct Place {
        EventId id;
        /// Events were given the same id: which one a client has seen cannot be told.
        bool reused = false;
    };
    struct Entry {
        EventId id;
        FramePtr frame;
    };
    /// What a channel with bounds of its own has. It stays known until the whole log has forgotten
    /// as far: `last`, which keeps the channel's number, is its newest event after that went.
    struct Channel {
        std::deque<EventId> ids;
        std::size_t bytes = 0;
        EventId forgotten_through;
        FramePtr last;
    };

    void forget_oldest();
    void forget_own_id(const Frame& frame);
    /// The oldest id of which the log still has something to tell.
    [[nodiscard]] std::optional<EventId> oldest() const noexcept;
    void count_for_channel(const FramePtr& frame, const HistoryLimits& limits);
    void trim_channel(ChannelId number, Channel& channel, const HistoryLimits& limits,
                      std::uint64_t now_ms);
    void forget_oldest_of(ChannelId number, Channel& channel);
    void drop_last(Channel& channel);
    void close_holes();

    std::deque<Entry> entries_;
    std::unordered_map<std::string, Place> own_ids_;
    std::unordered_map<ChannelId, Channel> channels_;
    /// Channels that have nothing left but `last`, by its id. Each counts as one event.
    std::map<EventId, ChannelId> emptied_;
    std::size_t count_ = 0;
    std::size_t bytes_ = 0;
    EventId forgotten_through_;
    std::function<void(const Frame&)> forgotten_;
};

}  // namespace ssecast
