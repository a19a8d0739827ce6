#pragma once

#include "core/allocated.hpp"
#include "core/frame.hpp"

#include <boost/container/small_vector.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace ssecast {

/// Events that a queue dropped, as its gap notice describes them.
struct DroppedEvents {
    std::size_t count = 0;
    /// The id before the first of them.
    EventId after;
    EventId through;
};

/// What waits for one client: frames in order, the first perhaps written in part.
///
/// A frame is shared by all queues that hold it, and counts in each with all its memory: the bound
/// of a queue is about how far one client may fall behind. The owner asks `bytes()` before it
/// pushes and so keeps the bound. An empty queue holds no memory beyond the object. Worker thread
/// only.
class ClientQueue {
public:
    [[nodiscard]] bool empty() const noexcept { return head_ == frames_.size(); }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::size_t size() const noexcept { return frames_.size() - head_; }
    /// What the list itself takes of memory, beyond the frames.
    [[nodiscard]] std::size_t list_bytes() const noexcept {
        const std::size_t room = frames_.capacity();
        return room <= kInside ? 0 : allocated(room * sizeof(FramePtr));
    }
    /// Whether the list takes memory, and whether the next frame makes it grow. The owner counts
    /// memory only then: counting at each push would show in the cost of a delivery.
    [[nodiscard]] bool has_list() const noexcept { return frames_.capacity() > kInside; }
    [[nodiscard]] bool is_full() const noexcept { return frames_.size() == frames_.capacity(); }
    /// The first frame was written in part. It must be completed before anything else: the peer
    /// would take the next bytes for its rest.
    [[nodiscard]] bool inside_frame() const noexcept { return offset_ != 0; }

    void push(FramePtr frame) {
        bytes_ += frame->size();
        frames_.push_back(std::move(frame));
    }

    /// Fills `slices` with the next bytes to write, a frame each. Returns how many it filled. Valid
    /// until the next change of the queue.
    [[nodiscard]] std::size_t gather(Framing framing, std::span<Slice> slices) const noexcept;

    /// Drops `written` bytes from the front. Calls `completed` with each event whose last byte was
    /// among them; the frame may be gone after that call. A template, because an indirect call for
    /// each event would show in the cost of a delivery.
    template <class Completed>
    void consume(Framing framing, std::size_t written, const Completed& completed) noexcept {
        while (written != 0) {
            const FramePtr& frame = frames_[head_];
            const std::size_t left = frame->slice(framing).size - offset_;
            if (written < left) {
                offset_ += static_cast<std::uint32_t>(written);
                break;
            }
            written -= left;
            offset_ = 0;
            bytes_ -= frame->size();
            written_ = frame->id();
            if (frame->is_event) completed(static_cast<const Frame&>(*frame));
            frames_[head_].reset();
            ++head_;
        }
        compact();
    }

    /// Of the events with the same key only the newest stays. Returns how many it replaced.
    std::size_t keep_latest();

    /// Drops the events that waited longest until at most `bytes` wait, and earlier gap notices
    /// among them. The owner puts a notice in their place by `announce`. A frame written in part
    /// stays.
    [[nodiscard]] std::optional<DroppedEvents> drop_oldest(std::size_t bytes);

    /// Puts `notice` in front of the first event that has an id after the notice's own.
    void announce(FramePtr notice);

private:
    /// A client that keeps up has one event waiting, which takes no allocation.
    static constexpr std::size_t kInside = 1;
    using Frames = boost::container::small_vector<FramePtr, kInside>;

    /// The index of the first frame that may be dropped.
    [[nodiscard]] std::size_t first_whole() const noexcept {
        return head_ + (inside_frame() ? 1 : 0);
    }
    void compact() noexcept;

    Frames frames_;
    std::size_t bytes_ = 0;
    /// The id of the last frame that was written whole.
    EventId written_;
    /// The index of the first frame that waits. Those before it are written and null: erasing each
    /// at once would move all others.
    std::uint32_t head_ = 0;
    /// Bytes of that frame that are written.
    std::uint32_t offset_ = 0;
};

}  // namespace ssecast
