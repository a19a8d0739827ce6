// Puts the history of an earlier process before this one's. Runs once, usually before the first
// event; a file that is named later finds events here, which are appended again behind those of the
// file.
#include "core/replay_log.hpp"

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

namespace ssecast {

void ReplayLog::restore(Earlier earlier, const HistoryLimits& limits,
                        const std::optional<HistoryLimits>& channel_limits) {
    struct Forgotten {
        ChannelId channel;
        EventId through;
        FramePtr last;
    };
    // Nothing is moved before there is room for all of it.
    std::vector<Forgotten> forgotten;
    forgotten.reserve(earlier.channels.size() + channels_.size());
    earlier.events.reserve(earlier.events.size() + entries_.size());
    for (FramePtr& last : earlier.channels) {
        const ChannelId channel = last->target.keys[0];
        forgotten.push_back({channel, last->id(), std::move(last)});
    }
    // This log's own channels have forgotten later events than the file's.
    for (auto& [number, channel] : channels_) {
        if (channel.forgotten_through == EventId{}) continue;
        forgotten.push_back({number, channel.forgotten_through, std::move(channel.last)});
    }
    for (Entry& entry : entries_) {
        if (entry.frame) earlier.events.push_back(std::move(entry.frame));
    }
    entries_.clear();
    own_ids_.clear();
    for_all_ = {};
    clients_.clear();
    channels_.clear();
    emptied_.clear();
    channels_forgot_ = false;
    count_ = bytes_ = frame_bytes_ = 0;
    start_ = forgotten_through_ = earlier.forgotten_through;
    std::size_t taken = 0;
    try {
        // `append` has called `forgotten_` for an event that it could not take.
        while (taken < earlier.events.size()) {
            append(earlier.events[taken++], limits, channel_limits);
        }
        // After the events: a channel without any left has to stay known.
        for (Forgotten& each : forgotten) restore_channel(each.channel, each.through, each.last);
    } catch (const std::exception&) {
        // Some events are there and others are not, which would be a gap that no client learns of.
        // So the log forgets all of them.
        // Gives each name of a channel back once, whether its frame got into the log or not.
        while (oldest()) forget_oldest();
        channels_.clear();
        bytes_ = 0;
        if (!earlier.events.empty()) {
            forgotten_through_ = std::max(forgotten_through_, earlier.events.back()->id());
        }
        for (; taken < earlier.events.size(); ++taken) {
            if (forgotten_) forgotten_(*earlier.events[taken]);
        }
        for (const Forgotten& each : forgotten) {
            forgotten_through_ = std::max(forgotten_through_, each.through);
            if (each.last && forgotten_) forgotten_(*each.last);
        }
        throw;
    }
    close_holes();
}

void ReplayLog::restore_channel(ChannelId number, EventId through, FramePtr& last) {
    // If the whole has forgotten as far, the channel needs no mark of its own.
    const auto found = channels_.find(number);
    const bool is_known = found != channels_.end();
    if (through > forgotten_through_ && (is_known || last)) {
        Channel& one = is_known ? found->second : channel(number);
        const auto front = [&] { return id_at(index_of(one.own.front(begin_number()))); };
        while (!one.own.empty() && front() <= through) forget_oldest_of(number, one);
        if (one.own.empty() && one.forgotten_through < through && last) {
            emptied_.emplace(through, number);
            if (one.last) emptied_.erase({one.last->id(), number});
            drop_last(one);
            bytes_ += cost(*last);
            frame_bytes_ += last->size();
            one.last = std::exchange(last, nullptr);
        }
        one.forgotten_through = std::max(one.forgotten_through, through);
        channels_forgot_ = true;
    }
    if (const FramePtr unused = std::exchange(last, nullptr); unused && forgotten_) {
        forgotten_(*unused);
    }
}

}  // namespace ssecast
