#include "core/replay_log.hpp"

#include "core/frame_encoder.hpp"

#include <algorithm>
#include <utility>

namespace ssecast {

namespace {

// Holes are closed when they are more than the events, and some.
constexpr std::size_t kKeptHoles = 64;

}  // namespace

void ReplayLog::append(const FramePtr& frame, const HistoryLimits& limits,
                       const std::optional<HistoryLimits>& channel_limits) {
    const std::uint64_t now_ms = frame->id().ms;
    bytes_ += frame->size();
    ++count_;
    if (frame->has_own_id()) {
        const auto [place, is_new] = own_ids_.try_emplace(std::string(frame->wire_id()));
        place->second = {frame->id(), !is_new};
    }
    entries_.push_back({frame->id(), frame});
    if (channel_limits) count_for_channel(frame, *channel_limits);
    trim(limits, now_ms);
}

void ReplayLog::restore(std::vector<FramePtr> frames, EventId forgotten_through,
                        const HistoryLimits& limits,
                        const std::optional<HistoryLimits>& channel_limits) {
    for (Entry& entry : entries_) {
        if (entry.frame) frames.push_back(std::move(entry.frame));
    }
    for (auto& [number, channel] : channels_) drop_last(channel);
    entries_.clear();
    own_ids_.clear();
    channels_.clear();
    emptied_.clear();
    count_ = 0;
    bytes_ = 0;
    forgotten_through_ = forgotten_through;
    for (const FramePtr& frame : frames) append(frame, limits, channel_limits);
}

void ReplayLog::count_for_channel(const FramePtr& frame, const HistoryLimits& limits) {
    const Target& target = frame->target;
    if (target.kind != Target::Kind::channels || target.keys.size() != 1) return;
    const ChannelId number = target.keys[0];
    Channel& channel = channels_[number];
    if (channel.last) {
        emptied_.erase(channel.last->id());
        drop_last(channel);
    }
    channel.ids.push_back(frame->id());
    channel.bytes += frame->size();
    trim_channel(number, channel, limits, frame->id().ms);
    close_holes();
}

void ReplayLog::trim(const HistoryLimits& limits, std::uint64_t now_ms) {
    while (const auto oldest = this->oldest()) {
        const bool within = count_ + emptied_.size() <= limits.count && bytes_ <= limits.bytes &&
                            oldest->ms + limits.age_ms >= now_ms;
        if (within) return;
        forget_oldest();
    }
}

void ReplayLog::trim(const Memberships& channels,
                     const std::optional<HistoryLimits>& channel_limits, std::uint64_t now_ms) {
    if (!channel_limits) return;
    for (const Membership& membership : channels) {
        const auto found = channels_.find(membership.channel);
        if (found == channels_.end()) continue;
        trim_channel(found->first, found->second, *channel_limits, now_ms);
    }
    close_holes();
}

void ReplayLog::trim_channel(ChannelId number, Channel& channel, const HistoryLimits& limits,
                             std::uint64_t now_ms) {
    while (!channel.ids.empty() &&
           (channel.ids.size() > limits.count || channel.bytes > limits.bytes ||
            channel.ids.front().ms + limits.age_ms < now_ms)) {
        forget_oldest_of(number, channel);
    }
}

void ReplayLog::forget_oldest_of(ChannelId number, Channel& channel) {
    const EventId id = channel.ids.front();
    channel.ids.pop_front();
    const auto entry =
        std::lower_bound(entries_.begin(), entries_.end(), id,
                         [](const Entry& each, EventId wanted) { return each.id < wanted; });
    channel.last = std::move(entry->frame);
    channel.bytes -= channel.last->size();
    channel.forgotten_through = id;
    --count_;
    forget_own_id(*channel.last);
    if (channel.ids.empty()) {
        emptied_.emplace(id, number);
    } else {
        drop_last(channel);
    }
}

void ReplayLog::drop_last(Channel& channel) {
    if (!channel.last) return;
    bytes_ -= channel.last->size();
    const FramePtr frame = std::move(channel.last);
    if (forgotten_) forgotten_(*frame);
}

void ReplayLog::close_holes() {
    while (!entries_.empty() && !entries_.front().frame) entries_.pop_front();
    if (entries_.size() > 2 * count_ + kKeptHoles) {
        std::erase_if(entries_, [](const Entry& entry) { return !entry.frame; });
    }
}

std::optional<EventId> ReplayLog::oldest() const noexcept {
    std::optional<EventId> oldest;
    if (!entries_.empty()) oldest = entries_.front().id;
    if (!emptied_.empty()) {
        const EventId emptied = emptied_.begin()->first;
        if (!oldest || emptied < *oldest) oldest = emptied;
    }
    return oldest;
}

void ReplayLog::forget_oldest() {
    if (!emptied_.empty() && (entries_.empty() || emptied_.begin()->first < entries_.front().id)) {
        const auto [id, number] = *emptied_.begin();
        emptied_.erase(emptied_.begin());
        forgotten_through_ = id;
        const auto found = channels_.find(number);
        drop_last(found->second);
        channels_.erase(found);
        return;
    }
    const FramePtr frame = std::move(entries_.front().frame);
    entries_.pop_front();
    close_holes();
    --count_;
    bytes_ -= frame->size();
    forgotten_through_ = frame->id();
    forget_own_id(*frame);
    if (frame->target.kind == Target::Kind::channels && frame->target.keys.size() == 1) {
        const auto found = channels_.find(frame->target.keys[0]);
        // Not the channel's when it had no bounds yet at that time.
        if (found != channels_.end() && !found->second.ids.empty() &&
            found->second.ids.front() == frame->id()) {
            found->second.ids.pop_front();
            found->second.bytes -= frame->size();
            if (found->second.ids.empty()) channels_.erase(found);
        }
    }
    if (forgotten_) forgotten_(*frame);
}

void ReplayLog::forget_own_id(const Frame& frame) {
    if (!frame.has_own_id()) return;
    // A later event may have been given the same id; then the text names that one.
    const auto found = own_ids_.find(std::string(frame.wire_id()));
    if (found != own_ids_.end() && found->second.id == frame.id()) own_ids_.erase(found);
}

std::optional<EventId> ReplayLog::locate(std::string_view cursor) const {
    if (cursor.size() > kMaxFieldBytes) return std::nullopt;
    if (!own_ids_.empty()) {
        const auto found = own_ids_.find(std::string(cursor));
        if (found != own_ids_.end()) {
            return found->second.reused ? std::nullopt : std::optional(found->second.id);
        }
    }
    return parse_event_id(cursor);
}

EventId ReplayLog::forgotten_through(const Memberships& channels) const noexcept {
    EventId forgotten = forgotten_through_;
    if (channels_.empty()) return forgotten;
    for (const Membership& membership : channels) {
        const auto found = channels_.find(membership.channel);
        if (found == channels_.end()) continue;
        const EventId through = found->second.forgotten_through;
        // What a client was not there for, it has not missed.
        if (membership.since < through) forgotten = std::max(forgotten, through);
    }
    return forgotten;
}

std::size_t ReplayLog::first_after(EventId cursor) const noexcept {
    const auto found =
        std::upper_bound(entries_.begin(), entries_.end(), cursor,
                         [](EventId id, const Entry& entry) { return id < entry.id; });
    return static_cast<std::size_t>(found - entries_.begin());
}

}  // namespace ssecast
