#pragma once

#include "core/event_id.hpp"
#include "core/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ssecast {

/// Bounds of the history. Whatever is reached first forgets the oldest event.
struct HistoryLimits {
    std::size_t count = 10'000;
    std::size_t bytes = 16U * 1024 * 1024;
    std::uint64_t age_ms = 300'000;
};

/// The history: frames in the order of their ids, kept for clients that come back or fall behind.
/// Not synchronised: the broadcaster calls it under its mutex.
class ReplayLog {
public:
    /// `start`: ids up to here belong to an earlier process, of which the log knows nothing.
    /// `forgotten` hears of each frame that leaves.
    ReplayLog(EventId start, std::function<void(const Frame&)> forgotten)
        : forgotten_through_(start), forgotten_(std::move(forgotten)) {}

    void append(FramePtr frame, const HistoryLimits& limits);
    /// Forgets what is too old, too much or too many by `limits`.
    void trim(const HistoryLimits& limits, std::uint64_t now_ms);

    /// The place in the order that a client's cursor names: an id of the form of the log's own, or
    /// one a caller gave. Nothing when the log cannot tell what came after it.
    [[nodiscard]] std::optional<EventId> locate(std::string_view cursor) const;

    /// True when nothing after `cursor` was forgotten.
    [[nodiscard]] bool covers(EventId cursor) const noexcept {
        return cursor >= forgotten_through_;
    }
    /// The newest id that the log no longer holds, or never held.
    [[nodiscard]] EventId forgotten_through() const noexcept { return forgotten_through_; }

    /// The index of the first frame after `cursor`; `size()` when there is none.
    [[nodiscard]] std::size_t first_after(EventId cursor) const noexcept;
    [[nodiscard]] const FramePtr& at(std::size_t index) const noexcept { return frames_[index]; }

    [[nodiscard]] std::size_t size() const noexcept { return frames_.size(); }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

private:
    /// What an id given by a caller names.
    struct Place {
        EventId id;
        /// Events were given the same id: which one a client has seen cannot be told.
        bool reused = false;
    };

    void forget_oldest();

    std::deque<FramePtr> frames_;
    std::unordered_map<std::string, Place> own_ids_;
    std::size_t bytes_ = 0;
    EventId forgotten_through_;
    std::function<void(const Frame&)> forgotten_;
};

}  // namespace ssecast
