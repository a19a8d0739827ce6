#pragma once

#include "core/channel_names.hpp"
#include "core/event_id.hpp"
#include "core/replay_log.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ssecast::test {

/// Which events a history of these bounds holds. Knows nothing of age, nor of bounds a channel.
class HistoryModel {
public:
    /// Nothing up to `through` is held.
    void reset(EventId through) {
        events_.clear();
        channels_.clear();
        bytes_ = 0;
        forgotten_through_ = through;
        has_forgotten_ = false;
    }
    void limit(std::size_t count, std::size_t bytes) {
        count_limit_ = count;
        bytes_limit_ = bytes;
        trim();
    }
    /// A channel counts once, as long as an event to it is held.
    void append(EventId id, std::size_t cost, std::vector<std::string> channels) {
        bytes_ += cost;
        for (const std::string& channel : channels) {
            if (++channels_[channel] == 1) bytes_ += cost_of(channel);
        }
        events_.push_back({id, cost, std::move(channels)});
        trim();
    }

    [[nodiscard]] std::size_t count_limit() const noexcept { return count_limit_; }
    [[nodiscard]] std::size_t bytes_limit() const noexcept { return bytes_limit_; }
    [[nodiscard]] std::size_t count() const noexcept { return events_.size(); }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] EventId forgotten_through() const noexcept { return forgotten_through_; }
    /// Since `reset`.
    [[nodiscard]] bool has_forgotten() const noexcept { return has_forgotten_; }

private:
    void trim() {
        while (!events_.empty() && (events_.size() > count_limit_ || bytes_ > bytes_limit_)) {
            bytes_ -= events_.front().cost;
            for (const std::string& channel : events_.front().channels) {
                if (--channels_[channel] == 0) bytes_ -= cost_of(channel);
            }
            forgotten_through_ = events_.front().id;
            has_forgotten_ = true;
            events_.pop_front();
        }
    }

    struct Event {
        EventId id;
        std::size_t cost = 0;
        std::vector<std::string> channels;
    };

    static std::size_t cost_of(const std::string& channel) {
        return ReplayLog::channel_cost(ChannelNames::bytes(channel));
    }

    std::deque<Event> events_;
    /// Events held to each.
    std::map<std::string, std::size_t> channels_;
    std::size_t bytes_ = 0;
    std::size_t count_limit_ = 0;
    std::size_t bytes_limit_ = 0;
    EventId forgotten_through_;
    bool has_forgotten_ = false;
};

}  // namespace ssecast::test
