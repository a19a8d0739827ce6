#pragma once

#include "core/event_id.hpp"

#include <cstddef>
#include <deque>
#include <utility>

namespace ssecast::test {

/// Which events a history of these bounds holds. Knows nothing of age, nor of bounds a channel.
class HistoryModel {
public:
    /// Nothing up to `through` is held.
    void reset(EventId through) {
        events_.clear();
        bytes_ = 0;
        forgotten_through_ = through;
        has_forgotten_ = false;
    }
    void limit(std::size_t count, std::size_t bytes) {
        count_limit_ = count;
        bytes_limit_ = bytes;
        trim();
    }
    void append(EventId id, std::size_t size) {
        events_.emplace_back(id, size);
        bytes_ += size;
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
            bytes_ -= events_.front().second;
            forgotten_through_ = events_.front().first;
            has_forgotten_ = true;
            events_.pop_front();
        }
    }

    std::deque<std::pair<EventId, std::size_t>> events_;
    std::size_t bytes_ = 0;
    std::size_t count_limit_ = 0;
    std::size_t bytes_limit_ = 0;
    EventId forgotten_through_;
    bool has_forgotten_ = false;
};

}  // namespace ssecast::test
