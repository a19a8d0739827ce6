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

/// Bounds of a history. The first one that is reached forgets the oldest event.
struct HistoryLimits {
    std::size_t count = 10'000;
    std::size_t bytes = 16U * 1024 * 1024;
    std::uint64_t age_ms = 300'000;
};

/// The history: frames in the order of their ids, kept for clients that come back or fall behind.
///
/// Each event has a place with a number, counted up by one. For each channel and each client that
/// events went to, the log knows the numbers of these events. So the events that one reader has
/// missed are found without looking at events for others (see ReplayPlan). Looking at each event's
/// targets instead has held publishers up for seconds.
///
/// Bounded as a whole and, if the caller wants that, for each channel, too: then an event to one
/// channel alone counts for that channel as well, and the log knows for each channel how far it has
/// forgotten. An event that a channel forgets leaves a hole in the order, which is closed now and
/// then.
///
/// However much there is to forget at once, one call forgets so much that it costs `kForgotten`
/// steps, or twice what the call has added. Later calls go on, so the bounds hold on average.
/// Not synchronised: the broadcaster calls it under its mutex.
class ReplayLog {
public:
    /// Steps of a call that forgets: one for an event, one for each of its channels.
    static constexpr std::size_t kForgotten = 4'096;

    /// `start`: ids up to here belong to an earlier process, of which the log knows nothing.
    /// `forgotten` is called with each frame that leaves, and may give back what the frame referred
    /// to. `name_bytes` returns the memory of the name of a channel, which stays while events of
    /// the channel do.
    ReplayLog(EventId start, std::function<void(const Frame&)> forgotten,
              std::function<std::size_t(ChannelId)> name_bytes = {})
        : start_(start),
          forgotten_through_(start),
          forgotten_(std::move(forgotten)),
          name_bytes_(std::move(name_bytes)) {}

    void append(const FramePtr& frame, const HistoryLimits& limits,
                const std::optional<HistoryLimits>& channel_limits = {});
    /// The history of an earlier process.
    struct Earlier {
        /// It had forgotten events up to here.
        EventId forgotten_through;
        /// Single channels had forgotten more: a frame for each, to it alone, whose id says how
        /// far. No reader gets it.
        std::vector<FramePtr> channels;
        std::vector<FramePtr> events;
    };
    /// Puts it before everything that is there. Only for the process that continues that one, and
    /// only while `has_forgotten` is false: a hole between the two would look like no gap. If it
    /// throws, the log has forgotten everything, and every cursor is a gap.
    void restore(Earlier earlier, const HistoryLimits& limits,
                 const std::optional<HistoryLimits>& channel_limits);

    /// From now on no event after `id` is forgotten because events are too many.
    void keep_after(EventId id) noexcept { kept_after_ = id; }

    /// Forgets everything that is left. Ids up to `start` count as forgotten.
    void restart(EventId start);

    /// Forgets what is too old, too much or too many by `limits`. False when more is left to forget
    /// than one call does.
    bool trim(const HistoryLimits& limits, std::uint64_t now_ms, std::size_t work = kForgotten);
    /// The same for each of these channels. Called before a reader of them is served: age alone
    /// forgets nothing in a channel without new events.
    void trim(const Memberships& channels, const std::optional<HistoryLimits>& channel_limits,
              std::uint64_t now_ms);

    /// The place in the order that a client's cursor names: an id of the log's own form, or one
    /// that a publisher gave. Nothing when the log does not know what came after it.
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
    /// `place` on, as long as `work` lasts. False when there is more. If the table has grown
    /// between two calls, it begins anew, and a channel may come twice.
    template <class Visit>
    [[nodiscard]] bool visit_forgotten(ChannelPlace& place, std::size_t work,
                                       const Visit& visit) const {
        // A table that has grown has moved each channel.
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

    // Places by their numbers, which stay when others are forgotten. A reader that reads in pieces
    // keeps a number, because an index would move meanwhile.

    [[nodiscard]] std::uint64_t begin_number() const noexcept {
        return entries_.empty() ? next_number_ : entries_.front().number;
    }
    [[nodiscard]] std::uint64_t end_number() const noexcept { return next_number_; }
    /// The number of the first place after `cursor`; `end_number()` when there is none.
    [[nodiscard]] std::uint64_t number_after(EventId cursor) const noexcept;
    /// Null when the event of that place is forgotten.
    [[nodiscard]] FramePtr frame(std::uint64_t number) const noexcept;
    /// The id of the last place before this one. Without one, `forgotten_through()`.
    [[nodiscard]] EventId id_before(std::uint64_t number) const noexcept;

    /// The places of events for all clients, for one, and for the members of one channel: of events
    /// for that channel alone, or of those that went to further channels, too. Null: none. A
    /// channel has two lists because its own bounds look at the first one only.
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
    /// Finds a text without making a string of it, which may need memory.
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    /// The place that an id of a publisher's names.
    struct Place {
        EventId id;
        /// Several events had this id: which of them a client has seen is unknown.
        bool reused = false;
    };
    struct Entry {
        EventId id;
        std::uint64_t number;
        FramePtr frame;
    };
    /// A channel with events. A channel that has forgotten by its own bounds stays known until the
    /// whole log has forgotten as far, because its readers must learn of the gap. Then `last` is
    /// the newest event that it forgot: the frame's reference keeps the channel's number.
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
    /// Forgets what the bounds no longer allow, now that this event is there.
    void forget_for(const Frame& frame, const HistoryLimits& limits,
                    const std::optional<HistoryLimits>& channel_limits);
    /// Undoes `list`, also if it threw half-way.
    void take_back(const Frame& frame, std::uint64_t number) noexcept;
    void list(const Frame& frame, std::uint64_t number);
    void unlist(const Frame& frame, std::uint64_t number);
    Channel& channel(ChannelId number);
    void drop_if_unused(Channels::iterator found);
    void forget_oldest();
    void forget_own_id(const Frame& frame);
    /// The oldest id that an event or an emptied channel has.
    [[nodiscard]] std::optional<EventId> oldest() const noexcept;
    void trim_channel(ChannelId number, Channel& channel, const HistoryLimits& limits,
                      std::uint64_t now_ms, std::size_t& work);
    void forget_oldest_of(ChannelId number, Channel& channel);
    /// Events for the channel alone are forgotten up to `through`. `last`: a frame of that id.
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
    /// event: otherwise short-lived channels would fill the memory that events may not.
    std::set<std::pair<EventId, ChannelId>> emptied_;
    /// A channel has forgotten by bounds of its own.
    bool channels_forgot_ = false;
    std::size_t count_ = 0;
    std::size_t bytes_ = 0;
    std::size_t frame_bytes_ = 0;
    /// `forgotten_through_` before the log forgot an event.
    EventId start_;
    EventId forgotten_through_;
    EventId kept_after_ = kNoEventAfter;
    std::function<void(const Frame&)> forgotten_;
    std::function<std::size_t(ChannelId)> name_bytes_;
};

}  // namespace ssecast
