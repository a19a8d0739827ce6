#include "core/replay_log.hpp"

#include "core/allocated.hpp"
#include "core/frame_encoder.hpp"

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

namespace ssecast {

namespace {

// Holes are closed when they are more than the events and these: closing them moves all events, so
// it must not happen for every few that go.
constexpr std::size_t kKeptHoles = 64;

// A node of a hash table beside its value: the link, the hash, and its share of the buckets.
constexpr std::size_t kNode = 2 * sizeof(void*);
// Numbers take 4 bytes, and a list has room for as many again.
constexpr std::size_t kPosting = 8;
// The shortest list of numbers.
constexpr std::size_t kList = allocated(0);

}  // namespace

// Estimates of the allocator's work for the tables. Tests compare them with the memory of the
// process.
std::size_t ReplayLog::cost(const Frame& frame) noexcept {
    std::size_t cost = sizeof(Entry) + frame.size();
    if (frame.target.kind == Target::Kind::clients) {
        constexpr std::size_t kClient =
            allocated(kNode + sizeof(ClientKey) + sizeof(Postings)) + kList;
        cost += frame.target.keys.size() * kClient;
    } else {
        cost += std::max<std::size_t>(frame.target.keys.size(), 1) * kPosting;
    }
    if (frame.has_own_id()) {
        const std::size_t text = frame.wire_id().size();
        cost += allocated(kNode + sizeof(std::string) + sizeof(Place)) +
                (text > 15 ? allocated(text + 1) : 0);
    }
    return cost;
}

std::size_t ReplayLog::channel_cost(std::size_t name_bytes) noexcept {
    return allocated(kNode + sizeof(Channels::value_type)) + kList + name_bytes;
}

// All or nothing. Workers get the event only after this: if the history cannot take it, no
// client may get it, because a client that resumes would miss it without a gap.
void ReplayLog::append(const FramePtr& frame, const HistoryLimits& limits,
                       const std::optional<HistoryLimits>& channel_limits) {
    const std::uint64_t number = next_number_;
    auto own_id = own_ids_.end();
    std::optional<Place> former;
    try {
        // A publisher's id that is still known names several events now: it can place no cursor,
        // until both events are forgotten.
        if (frame->has_own_id()) {
            const auto [place, is_new] = own_ids_.try_emplace(std::string(frame->wire_id()));
            own_id = place;
            if (!is_new) former = place->second;
        }
        entries_.push_back({frame->id(), number, frame});
        list(*frame, number);
    } catch (const std::exception&) {
        // Without memory nothing of the event stays. `forgotten_` gives its channels' names back.
        if (own_id != own_ids_.end() && !former) own_ids_.erase(own_id);
        if (!entries_.empty() && entries_.back().number == number) entries_.pop_back();
        take_back(*frame, number);
        if (forgotten_) forgotten_(*frame);
        throw;
    }
    // From here on nothing throws, but for what is forgotten in return.
    if (own_id != own_ids_.end()) own_id->second = {frame->id(), former.has_value()};
    ++next_number_;
    bytes_ += cost(*frame);
    frame_bytes_ += frame->size();
    ++count_;
    if (is_for_one(*frame)) {
        const ChannelId key = frame->target.keys[0];
        Channel& one = channels_.find(key)->second;
        one.bytes += cost(*frame);
        // The channel has an event again, whose memory counts: the reminder of its last one can go.
        if (one.last) emptied_.erase({one.last->id(), key});
        drop_last(one);
    }
    try {
        forget_for(*frame, limits, channel_limits);
    } catch (const std::bad_alloc&) {
        // The event is there. What should have gone for it goes with the next one.
    }
}

void ReplayLog::forget_for(const Frame& frame, const HistoryLimits& limits,
                           const std::optional<HistoryLimits>& channel_limits) {
    // The time of the newest id is the time by which events age, and needs no clock here.
    const std::uint64_t now_ms = frame.id().ms;
    std::size_t work = std::max(kForgotten, 2 * (1 + frame.target.keys.size()));
    // The channel first: events that its own bounds forget need not count for the whole.
    if (channel_limits && is_for_one(frame)) {
        const ChannelId key = frame.target.keys[0];
        trim_channel(key, channels_.find(key)->second, *channel_limits, now_ms, work);
        close_holes();
    }
    trim(limits, now_ms, work);
}

void ReplayLog::list(const Frame& frame, std::uint64_t number) {
    switch (frame.target.kind) {
        case Target::Kind::all:
            for_all_.push(number);
            break;
        case Target::Kind::clients:
            for (const ClientKey key : frame.target.keys) clients_[key].push(number);
            break;
        case Target::Kind::channels:
            for (const ChannelId key : frame.target.keys) {
                Channel& one = channel(key);
                (is_for_one(frame) ? one.own : one.shared).push(number);
            }
            break;
    }
}

// Looks each list's end up, because `list` may have ended before it came to that one.
void ReplayLog::take_back(const Frame& frame, std::uint64_t number) noexcept {
    for_all_.take_back(number);
    for (const std::uint64_t key : frame.target.keys) {
        if (frame.target.kind == Target::Kind::clients) {
            const auto found = clients_.find(key);
            if (found == clients_.end()) continue;
            found->second.take_back(number);
            if (found->second.empty()) clients_.erase(found);
        } else {
            const auto found = channels_.find(static_cast<ChannelId>(key));
            if (found == channels_.end()) continue;
            found->second.own.take_back(number);
            found->second.shared.take_back(number);
            drop_if_unused(found);
        }
    }
}

// Only of the oldest event, which is at the front of each of its lists: no list is searched.
void ReplayLog::unlist(const Frame& frame, std::uint64_t number) {
    switch (frame.target.kind) {
        case Target::Kind::all:
            for_all_.pop_front();
            break;
        case Target::Kind::clients:
            for (const ClientKey key : frame.target.keys) {
                const auto found = clients_.find(key);
                if (found == clients_.end()) continue;
                if (found->second.begins_with(number)) found->second.pop_front();
                if (found->second.empty()) clients_.erase(found);
            }
            break;
        case Target::Kind::channels:
            for (const ChannelId key : frame.target.keys) {
                const auto found = channels_.find(key);
                // An event may name a channel twice, and the first time may have dropped it.
                if (found == channels_.end()) continue;
                Channel& one = found->second;
                if (is_for_one(frame)) {
                    one.own.pop_front();
                    one.bytes -= cost(frame);
                } else if (one.shared.begins_with(number)) {
                    one.shared.pop_front();
                }
                drop_if_unused(found);
            }
            break;
    }
}

ReplayLog::Channel& ReplayLog::channel(ChannelId number) {
    const auto [found, is_new] = channels_.try_emplace(number);
    if (is_new) {
        found->second.cost = channel_cost(name_bytes_ ? name_bytes_(number) : 0);
        bytes_ += found->second.cost;
    }
    return found->second;
}

// A channel that has forgotten by its own bounds is still used: `last` remembers how far.
void ReplayLog::drop_if_unused(Channels::iterator found) {
    const Channel& channel = found->second;
    if (!channel.own.empty() || !channel.shared.empty() || channel.last) return;
    bytes_ -= channel.cost;
    channels_.erase(found);
}

// From the oldest on, until the bounds hold. An emptied channel stands in the order like an event,
// at the place of its last one.
bool ReplayLog::trim(const HistoryLimits& limits, std::uint64_t now_ms, std::size_t work) {
    while (const auto oldest = this->oldest()) {
        const bool few = count_ + emptied_.size() <= limits.count || *oldest > kept_after_;
        const bool within = few && bytes_ <= limits.bytes && oldest->ms + limits.age_ms >= now_ms;
        if (within) break;
        // A hold of the mutex must not grow with what is to forget: see kForgotten.
        if (work == 0) return false;
        const bool is_event = !entries_.empty() && entries_.front().id == *oldest;
        const std::size_t steps = 1 + (is_event ? entries_.front().frame->target.keys.size() : 0);
        work -= std::min(work, steps);
        forget_oldest();
    }
    return true;
}

void ReplayLog::trim(const Memberships& channels,
                     const std::optional<HistoryLimits>& channel_limits, std::uint64_t now_ms) {
    if (!channel_limits) return;
    std::size_t work = kForgotten;
    for (const Membership& membership : channels) {
        const auto found = channels_.find(membership.channel);
        if (found == channels_.end()) continue;
        trim_channel(found->first, found->second, *channel_limits, now_ms, work);
    }
    close_holes();
}

void ReplayLog::trim_channel(ChannelId number, Channel& channel, const HistoryLimits& limits,
                             std::uint64_t now_ms, std::size_t& work) {
    while (!channel.own.empty() && work != 0) {
        const EventId oldest = entries_[index_of(channel.own.front(begin_number()))].id;
        const bool few = channel.own.size() <= limits.count || oldest > kept_after_;
        const bool within =
            few && channel.bytes <= limits.bytes && oldest.ms + limits.age_ms >= now_ms;
        if (within) return;
        --work;
        forget_oldest_of(number, channel);
    }
}

// Leaves a hole among the events: other channels' events before and after it stay.
void ReplayLog::forget_oldest_of(ChannelId number, Channel& channel) {
    Entry& entry = entries_[index_of(channel.own.front(begin_number()))];
    const bool is_last = channel.own.size() == 1;
    // First what needs memory: if it throws, nothing has changed.
    if (is_last) emptied_.emplace(entry.id, number);
    channel.own.pop_front();
    channel.last = std::move(entry.frame);
    channel.bytes -= cost(*channel.last);
    channel.forgotten_through = entry.id;
    channels_forgot_ = true;
    --count_;
    forget_own_id(*channel.last);
    if (!is_last) drop_last(channel);
}

// `forgotten_` comes last, because it may drop the name of a channel whose size was just counted.
void ReplayLog::release(const FramePtr& frame) {
    bytes_ -= cost(*frame);
    frame_bytes_ -= frame->size();
    if (forgotten_) forgotten_(*frame);
}

void ReplayLog::drop_last(Channel& channel) {
    if (channel.last) release(std::exchange(channel.last, nullptr));
}

// Numbers of events stay, so lists and plans that refer to them stay valid.
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

void ReplayLog::restart(EventId start) {
    while (oldest()) forget_oldest();
    start_ = forgotten_through_ = start;
}

void ReplayLog::forget_oldest() {
    if (!emptied_.empty() && (entries_.empty() || emptied_.begin()->first < entries_.front().id)) {
        const auto [id, number] = *emptied_.begin();
        emptied_.erase(emptied_.begin());
        forgotten_through_ = id;
        const auto found = channels_.find(number);
        drop_last(found->second);
        drop_if_unused(found);
        return;
    }
    // The front is never a hole: see close_holes.
    const FramePtr frame = std::move(entries_.front().frame);
    const std::uint64_t number = entries_.front().number;
    entries_.pop_front();
    close_holes();
    --count_;
    forgotten_through_ = frame->id();
    forget_own_id(*frame);
    unlist(*frame, number);
    release(frame);
}

void ReplayLog::forget_own_id(const Frame& frame) {
    if (!frame.has_own_id()) return;
    // A publisher may have given a later event the same id; then the text names that one.
    const auto found = own_ids_.find(frame.wire_id());
    if (found != own_ids_.end() && found->second.id == frame.id()) own_ids_.erase(found);
}

std::optional<EventId> ReplayLog::locate(std::string_view cursor) const {
    // A cursor comes from the network, and may be of any length.
    if (cursor.size() > kMaxFieldBytes) return std::nullopt;
    if (!own_ids_.empty()) {
        const auto found = own_ids_.find(cursor);
        if (found != own_ids_.end()) {
            return found->second.reused ? std::nullopt : std::optional(found->second.id);
        }
    }
    return parse_event_id(cursor);
}

EventId ReplayLog::forgotten_through(const Memberships& channels) const noexcept {
    // Without bounds for channels, a reader of many channels costs no look-ups.
    EventId forgotten = forgotten_through_;
    if (!channels_forgot_) return forgotten;
    for (const Membership& membership : channels) {
        const auto found = channels_.find(membership.channel);
        if (found == channels_.end()) continue;
        const EventId through = found->second.forgotten_through;
        // A client has not missed what came before it joined.
        if (membership.since < through) forgotten = std::max(forgotten, through);
    }
    return forgotten;
}

// Entries are in the order of ids and of numbers alike, so both are found by bisection.
std::size_t ReplayLog::first_after(EventId cursor) const noexcept {
    const auto found =
        std::upper_bound(entries_.begin(), entries_.end(), cursor,
                         [](EventId id, const Entry& entry) { return id < entry.id; });
    return static_cast<std::size_t>(found - entries_.begin());
}

std::size_t ReplayLog::index_of(std::uint64_t number) const noexcept {
    if (number < begin_number()) return entries_.size();
    // Without holes the index is the distance in numbers. Holes that were closed make it smaller.
    const std::uint64_t distance = number - begin_number();
    if (distance < entries_.size() && entries_[distance].number == number) return distance;
    const auto end = entries_.begin() + static_cast<std::ptrdiff_t>(
                                            std::min<std::uint64_t>(distance, entries_.size()));
    const auto found = std::lower_bound(
        entries_.begin(), end, number,
        [](const Entry& entry, std::uint64_t each) { return entry.number < each; });
    return found != end && found->number == number
               ? static_cast<std::size_t>(found - entries_.begin())
               : entries_.size();
}

std::uint64_t ReplayLog::number_after(EventId cursor) const noexcept {
    const std::size_t index = first_after(cursor);
    return index == entries_.size() ? next_number_ : entries_[index].number;
}

FramePtr ReplayLog::frame(std::uint64_t number) const noexcept {
    const std::size_t index = index_of(number);
    return index == entries_.size() ? nullptr : entries_[index].frame;
}

EventId ReplayLog::id_before(std::uint64_t number) const noexcept {
    const auto found = std::lower_bound(
        entries_.begin(), entries_.end(), number,
        [](const Entry& entry, std::uint64_t each) { return entry.number < each; });
    return found == entries_.begin() ? forgotten_through_ : std::prev(found)->id;
}

const Postings* ReplayLog::for_client(ClientKey client) const noexcept {
    const auto found = clients_.find(client);
    return found == clients_.end() ? nullptr : &found->second;
}

const Postings* ReplayLog::for_channel(ChannelId channel, bool alone) const noexcept {
    const auto found = channels_.find(channel);
    if (found == channels_.end()) return nullptr;
    return alone ? &found->second.own : &found->second.shared;
}

}  // namespace ssecast
