#include "core/client_queue.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace ssecast {

namespace {
// A queue that served a burst keeps room for so many frames and gives the rest back, because ten
// thousand idle clients would hold the room of their largest bursts. Below that, the allocation
// would be repeated with every few events.
constexpr std::size_t kKeptCapacity = 16;
}  // namespace

std::size_t ClientQueue::gather(Framing framing, std::span<Slice> slices) const noexcept {
    const std::size_t count = std::min(size(), slices.size());
    for (std::size_t i = 0; i < count; ++i) slices[i] = frames_[head_ + i]->slice(framing);
    // The first frame may be written in part.
    if (count != 0) {
        slices[0].data += offset_;
        slices[0].size -= offset_;
    }
    return count;
}

std::size_t ClientQueue::keep_latest() {
    // From the newest to the oldest: the first event of a key is the one to keep. Costs a look-up
    // for each waiting event, so the owner asks for it only when the queue is full.
    std::unordered_set<std::string_view> seen;
    const std::size_t first = first_whole();
    std::size_t replaced = 0;
    for (std::size_t i = frames_.size(); i-- > first;) {
        const Frame& frame = *frames_[i];
        if (!frame.is_event || seen.insert(frame.key).second) continue;
        bytes_ -= frame.size();
        ++replaced;
        // The view in `seen` stays valid: it is of the newer frame's own key.
        frames_[i].reset();
    }
    frames_.erase(std::remove(frames_.begin() + static_cast<std::ptrdiff_t>(first), frames_.end(),
                              FramePtr()),
                  frames_.end());
    return replaced;
}

std::optional<DroppedEvents> ClientQueue::drop_oldest(std::size_t bytes) {
    // The id before the first dropped event begins the gap: the last frame that the client has, or
    // gets before it.
    DroppedEvents dropped;
    EventId before = inside_frame() ? frames_[head_]->id() : written_;
    Frames kept(frames_.begin() + head_,
                frames_.begin() + static_cast<std::ptrdiff_t>(first_whole()));
    for (std::size_t i = first_whole(); i < frames_.size(); ++i) {
        FramePtr& frame = frames_[i];
        // `connected` and heartbeats stay. A former gap is dropped with the events around it: the
        // new notice covers it.
        const bool droppable = frame->is_event || frame->is_gap;
        if (!droppable || bytes_ <= bytes) {
            if (dropped.through == EventId{}) before = frame->id();
            kept.push_back(std::move(frame));
            continue;
        }
        if (dropped.through == EventId{}) dropped.after = before;
        dropped.through = frame->id();
        dropped.count += frame->is_event ? 1 : 0;
        bytes_ -= frame->size();
    }
    frames_ = std::move(kept);
    head_ = 0;
    return dropped.through == EventId{} ? std::nullopt : std::optional(dropped);
}

void ClientQueue::announce(FramePtr notice) {
    bytes_ += notice->size();
    // Never inside a frame that is written in part.
    auto place = frames_.begin() + static_cast<std::ptrdiff_t>(first_whole());
    while (place != frames_.end() && (*place)->id() <= notice->id()) ++place;
    frames_.insert(place, std::move(notice));
}

void ClientQueue::compact() noexcept {
    if (head_ == frames_.size()) {
        head_ = 0;
        if (frames_.capacity() > kKeptCapacity) {
            Frames{}.swap(frames_);
        } else {
            frames_.clear();
        }
    } else if (head_ > kKeptCapacity && head_ > frames_.size() / 2) {
        // Moving the rest costs no more than it took to write as many frames as are in front.
        frames_.erase(frames_.begin(), frames_.begin() + head_);
        head_ = 0;
    }
}

}  // namespace ssecast
