#pragma once

#include "core/frame.hpp"

#include <boost/container/small_vector.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace ssecast {

/// What waits for one client: frames in order, the first perhaps written in part.
///
/// Counts bytes; its owner asks `bytes()` before it pushes and so keeps the bound. An empty queue
/// holds no memory beyond the object. Worker thread only.
class ClientQueue {
public:
    [[nodiscard]] bool empty() const noexcept { return head_ == frames_.size(); }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::size_t size() const noexcept { return frames_.size() - head_; }
    /// The first frame was written in part: the connection can only be ended by completing it.
    [[nodiscard]] bool inside_frame() const noexcept { return offset_ != 0; }

    void push(FramePtr frame) {
        bytes_ += frame->size();
        frames_.push_back(std::move(frame));
    }

    /// Fills `slices` with the next bytes to write. Returns how many slices it filled.
    [[nodiscard]] std::size_t gather(Framing framing, std::span<Slice> slices) const noexcept;

    /// Drops `written` bytes from the front. Returns how many events were completed.
    std::size_t consume(Framing framing, std::size_t written) noexcept;

    /// Drops all frames. A frame written in part stays, because its rest has to follow.
    void clear() noexcept;

private:
    void compact() noexcept;

    boost::container::small_vector<FramePtr, 1> frames_;
    std::size_t bytes_ = 0;
    std::uint32_t head_ = 0;
    std::uint32_t offset_ = 0;
};

}  // namespace ssecast
