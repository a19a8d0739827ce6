#include "core/replay_log.hpp"

#include "core/frame_encoder.hpp"

#include <algorithm>

namespace ssecast {

void ReplayLog::append(FramePtr frame, const HistoryLimits& limits) {
    const std::uint64_t now_ms = frame->id().ms;
    bytes_ += frame->size();
    if (frame->has_own_id()) {
        const auto [place, is_new] = own_ids_.try_emplace(std::string(frame->wire_id()));
        place->second = {frame->id(), !is_new};
    }
    frames_.push_back(std::move(frame));
    trim(limits, now_ms);
}

void ReplayLog::trim(const HistoryLimits& limits, std::uint64_t now_ms) {
    while (!frames_.empty() && (frames_.size() > limits.count || bytes_ > limits.bytes ||
                                frames_.front()->id().ms + limits.age_ms < now_ms)) {
        forget_oldest();
    }
}

void ReplayLog::forget_oldest() {
    const FramePtr frame = std::move(frames_.front());
    frames_.pop_front();
    bytes_ -= frame->size();
    forgotten_through_ = frame->id();
    if (frame->has_own_id()) {
        // A later event may have been given the same id; then the text names that one.
        const auto found = own_ids_.find(std::string(frame->wire_id()));
        if (found != own_ids_.end() && found->second.id == frame->id()) own_ids_.erase(found);
    }
    if (forgotten_) forgotten_(*frame);
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

std::size_t ReplayLog::first_after(EventId cursor) const noexcept {
    const auto found =
        std::upper_bound(frames_.begin(), frames_.end(), cursor,
                         [](EventId id, const FramePtr& frame) { return id < frame->id(); });
    return static_cast<std::size_t>(found - frames_.begin());
}

}  // namespace ssecast
