#pragma once

#include "core/channel_index.hpp"
#include "core/event_id.hpp"
#include "core/frame.hpp"
#include "core/postings.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
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
/// Each event has a place with a number, counted up by one. For each channel and each client that
/// events went to, the log knows the numbers of these events, so that what one reader has missed is
/// found without looking at what was for others (see ReplayPlan).
///
/// Bounded as a whole, and where the caller says so for each channel, too: then an event to one
/// channel alone counts for that channel as well, and the log knows for each channel how far it has
/// forgotten. What a channel forgets leaves a hole in the order, which is closed now and then.
///
/// However much there is to forget at once, one call forgets so much that it costs `kForgotten`
/// steps, or twice what the call has added, and later calls go on.
/// Not synchronised: the broadcaster calls it under its mutex.
class ReplayLog {
public:
    /// Steps of a call that forgets: one for an event, one for each of its channels.
    static constexpr std::size_t kForgotten = 4'096;

    /// `start`: ids up to here belong to an earlier process, of which the log knows nothing.
    /// `forgotten` hears of each frame that leaves. `name_bytes` tells what the name of a channel
    /// takes of memory, which is kept while events of the channel are.
    ReplayLog(EventId start, std::function<void(const Frame&)> forgotten,
              std::function<std::size_t(ChannelId)> name_bytes = {})
        : start_(start),
          forgotten_through_(start),
          forgotten_(std::move(forgotten)),
          name_bytes_(std::move(name_bytes)) {}

    void append(const FramePtr& frame, const HistoryLimits& limits,
                const std::optional<HistoryLimits>& channel_limits = {});
    /// What an earlier process knew.
    struct Earlier {
        /// It had forgotten what came up to here.
        EventId forgotten_through;
        /// What came to single channels was forgotten further: a frame for each, to it alone,
        /// whose id tells how far. No reader gets it.
        std::vector<FramePtr> channels;
        std::vector<FramePtr> events;
    };
    /// Puts it before everything that is there. Nothing was published between that process and this
    /// one, and the bounds of the whole have made this log forget nothing.
    void restore(Earlier earlier, const HistoryLimits& limits,
                 const std::optional<HistoryLimits>& channel_limits);

    /// Forgets what is too old, too much or too many by `limits`. False when more is left to forget
    /// than one call does.
    bool trim(const HistoryLimits& limits, std::uint64_t now_ms, std::size_t work = kForgotten);
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
    /// A place in the table of the channels.
    struct ChannelPlace {
        std::size_t next = 0;
        std::size_t of = 0;
    };
    /// Calls `visit` with the channels that have forgotten more than the whole, and how far, from
    /// `place` on, as long as `work` lasts. False when there is more. When events come between two
    /// calls, a channel may come twice.
    template <class Visit>
    [[nodiscard]] bool visit_forgotten(ChannelPlace& place, std::size_t work,
                                       const Visit& visit) const {
        // When the table has grown, each channel may be anywhere.
        if (place.of != channels_.bucket_count()) place = {0, channels_.bucket_count()};
        for (; channels_forgot_ && place.next < place.of; ++place.next) {
            if (work == 0) return false;
            --work;
            for (auto each = channels_.begin(place.next); each != channels_.end(place.next);
                 ++each) {
                const EventId through = each->second.forgotten_through;
                if (through > forgotten_through_) visit(each->first, through);
            }
        }
        return true;
    }
    /// The bounds of the whole have made it forget events of its own.
    [[nodiscard]] bool has_forgotten() const noexcept { return forgotten_through_ != start_; }

    /// The index of the first place after `cursor`; `size()` when there is none.
    [[nodiscard]] std::size_t first_after(EventId cursor) const noexcept;
    /// Null for a place whose event is forgotten.
    [[nodiscard]] const FramePtr& at(std::size_t index) const noexcept {
        return entries_[index].frame;
    }
    [[nodiscard]] EventId id_at(std::size_t index) const noexcept { return entries_[index].id; }

    // Places by their numbers, which stay when others are forgotten.
    [[nodiscard]] std::uint64_t begin_number() const noexcept {
        return entries_.empty() ? next_number_ : entries_.front().number;
    }
    [[nodiscard]] std::uint64_t end_number() const noexcept { return next_number_; }
    /// The number of the first place after `cursor`; `end_number()` when there is none.
    [[nodiscard]] std::uint64_t number_after(EventId cursor) const noexcept;
    /// Null when the event of that place is forgotten.
    [[nodiscard]] FramePtr frame(std::uint64_t number) const noexcept;
    /// The id of the last place before this one; where nothing is left before it, up to where all
    /// is forgotten.
    [[nodiscard]] EventId id_before(std::uint64_t number) const noexcept;

    /// The places of what is for all clients, for one, and for the members of one channel: of
    /// events for these alone, or of those that went to further channels, too. Null: none.
    [[nodiscard]] const Postings& for_all() const noexcept { return for_all_; }
    [[nodiscard]] const Postings* for_client(ClientKey client) const noexcept;
    [[nodiscard]] const Postings* for_channel(ChannelId channel, bool alone) const noexcept;

    /// Places, the forgotten ones included.
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    /// Events.
    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    /// What the history takes of memory: the events, and what finds them.
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    /// What one event counts for, without what its channels count for.
    [[nodiscard]] static std::size_t cost(const Frame& frame) noexcept;
    /// What knowing a channel counts for, whose name takes so much.
    [[nodiscard]] static std::size_t channel_cost(std::size_t name_bytes) noexcept;
    /// What the history takes beyond the frames.
    [[nodiscard]] std::size_t index_bytes() const noexcept { return bytes_ - frame_bytes_; }

private:
    /// Looks a text up without making a string of it, which may need memory.
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    /// What an id given by a caller names.
    struct Place {
        EventId id;
        /// Events were given the same id: which one a client has seen cannot be told.
        bool reused = false;
    };
    struct Entry {
        EventId id;
        std::uint64_t number;
        FramePtr frame;
    };
    /// A channel with events. One that has forgotten by bounds of its own stays known until the
    /// whole log has forgotten as far: `last`, which keeps the channel's number, is its newest
    /// event after that went.
    struct Channel {
        /// Events for it alone, and those that went to further channels, too.
        Postings own;
        Postings shared;
        /// Of its own events.
        std::size_t bytes = 0;
        /// What knowing it takes of memory.
        std::size_t cost = 0;
        EventId forgotten_through;
        FramePtr last;
    };
    using Channels = std::unordered_map<ChannelId, Channel>;

    [[nodiscard]] static bool is_for_one(const Frame& frame) noexcept {
        return frame.target.kind == Target::Kind::channels && frame.target.keys.size() == 1;
    }
    [[nodiscard]] std::size_t index_of(std::uint64_t number) const noexcept;
    /// What the bounds do not hold any more, now that this event is there.
    void forget_for(const Frame& frame, const HistoryLimits& limits,
                    const std::optional<HistoryLimits>& channel_limits);
    /// Undoes `list`, also where it came half-way.
    void take_back(const Frame& frame, std::uint64_t number) noexcept;
    void list(const Frame& frame, std::uint64_t number);
    void unlist(const Frame& frame, std::uint64_t number);
    Channel& channel(ChannelId number);
    void drop_if_unused(Channels::iterator found);
    void forget_oldest();
    void forget_own_id(const Frame& frame);
    /// The oldest id of which the log still has something to tell.
    [[nodiscard]] std::optional<EventId> oldest() const noexcept;
    void trim_channel(ChannelId number, Channel& channel, const HistoryLimits& limits,
                      std::uint64_t now_ms, std::size_t& work);
    void forget_oldest_of(ChannelId number, Channel& channel);
    /// What came to the channel alone is forgotten up to `through`. `last`: a frame of that id.
    void restore_channel(ChannelId number, EventId through, FramePtr& last);
    void release(const FramePtr& frame);
    void drop_last(Channel& channel);
    void close_holes();

    std::deque<Entry> entries_;
    std::uint64_t next_number_ = 0;
    std::unordered_map<std::string, Place, TextHash, std::equal_to<>> own_ids_;
    Postings for_all_;
    std::unordered_map<ClientKey, Postings> clients_;
    Channels channels_;
    /// Channels that have no event of their own left but `last`, by its id. Each counts as one
    /// event.
    std::set<std::pair<EventId, ChannelId>> emptied_;
    /// A channel has forgotten by bounds of its own.
    bool channels_forgot_ = false;
    std::size_t count_ = 0;
    std::size_t bytes_ = 0;
    std::size_t frame_bytes_ = 0;
    /// What `forgotten_through_` was before the log forgot anything.
    EventId start_;
    EventId forgotten_through_;
    std::function<void(const Frame&)> forgotten_;
    std::function<std::size_t(ChannelId)> name_bytes_;
};

}  // namespace ssecast
