#include "core/client_queue.hpp"

#include <algorithm>

namespace ssecast {

namespace {
// A queue that served a burst keeps room for so many frames, and gives the rest back.
constexpr std::size_t kKeptCapacity = 16;
}  // namespace

std::size_t ClientQueue::gather(Framing framing, std::span<Slice> slices) const noexcept {
    const std::size_t count = std::min(size(), slices.size());
    for (std::size_t i = 0; i < count; ++i) slices[i] = frames_[head_ + i]->slice(framing);
    if (count != 0) {
        slices[0].data += offset_;
        slices[0].size -= offset_;
    }
    return count;
}

std::size_t ClientQueue::consume(Framing framing, std::size_t written) noexcept {
    std::size_t completed = 0;
    while (written != 0) {
        const std::size_t left = frames_[head_]->slice(framing).size - offset_;
        if (written < left) {
            offset_ += static_cast<std::uint32_t>(written);
            break;
        }
        written -= left;
        offset_ = 0;
        bytes_ -= frames_[head_]->size();
        completed += frames_[head_]->is_event ? 1 : 0;
        frames_[head_].reset();
        ++head_;
    }
    compact();
    return completed;
}

void ClientQueue::clear() noexcept {
    const std::size_t keep = head_ + (inside_frame() ? 1 : 0);
    for (std::size_t i = keep; i < frames_.size(); ++i) bytes_ -= frames_[i]->size();
    frames_.resize(std::min(keep, frames_.size()));
    compact();
}

void ClientQueue::compact() noexcept {
    if (head_ == frames_.size()) {
        head_ = 0;
        if (frames_.capacity() > kKeptCapacity) {
            boost::container::small_vector<FramePtr, 1>{}.swap(frames_);
        } else {
            frames_.clear();
        }
    } else if (head_ > kKeptCapacity && head_ > frames_.size() / 2) {
        frames_.erase(frames_.begin(), frames_.begin() + head_);
        head_ = 0;
    }
}

}  // namespace ssecast
