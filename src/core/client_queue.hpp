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

/// Events that a queue gave up, as a gap tells of them.
struct DroppedEvents {
    std::size_t count = 0;
    /// The id before the first of them.
    EventId after;
    EventId through;
};

/// What waits for one client: frames in order, the first perhaps written in part.
///
/// Counts what the frames keep of memory; its owner asks `bytes()` before it pushes and so keeps
/// the bound. An empty queue holds no memory beyond the object. Worker thread only.
class ClientQueue {
public:
    [[nodiscard]] bool empty() const noexcept { return head_ == frames_.size(); }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::size_t size() const noexcept { return frames_.size() - head_; }
    /// What the list of the frames takes of memory, beyond the frames.
    [[nodiscard]] std::size_t list_bytes() const noexcept {
        const std::size_t room = frames_.capacity();
        return room <= kInside ? 0 : allocated(room * sizeof(FramePtr));
    }
    /// Whether the list takes memory, and whether it takes more with the next frame.
    [[nodiscard]] bool has_list() const noexcept { return frames_.capacity() > kInside; }
    [[nodiscard]] bool is_full() const noexcept { return frames_.size() == frames_.capacity(); }
    /// The first frame was written in part: the connection can only be ended by completing it.
    [[nodiscard]] bool inside_frame() const noexcept { return offset_ != 0; }

    void push(FramePtr frame) {
        bytes_ += frame->size();
        frames_.push_back(std::move(frame));
    }

    /// Fills `slices` with the next bytes to write. Returns how many slices it filled.
    [[nodiscard]] std::size_t gather(Framing framing, std::span<Slice> slices) const noexcept;

    /// Drops `written` bytes from the front. Calls `completed` with each event that was completed.
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

    /// Drops the events that waited longest until at most `bytes` wait, and what earlier notices of
    /// a gap said in front of them. The owner puts a notice in their place by `announce`.
    [[nodiscard]] std::optional<DroppedEvents> drop_oldest(std::size_t bytes);

    /// Puts `notice` in front of the first event that has an id after the notice's own.
    void announce(FramePtr notice);

private:
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
    std::uint32_t head_ = 0;
    std::uint32_t offset_ = 0;
};

}  // namespace ssecast
