#pragma once

#include "core/frame.hpp"
#include "core/frame_encoder.hpp"

#include <string>
#include <string_view>

namespace ssecast::test {

[[nodiscard]] inline std::string text_of(Slice slice) { return {slice.data, slice.size}; }

/// An event that was encoded and stamped.
[[nodiscard]] inline FramePtr make_frame(EventId id, std::string_view data,
                                         std::string_view own_id = {}) {
    FramePtr frame = encode_event({.event = "message", .data = data, .id = own_id});
    frame->stamp(id);
    return frame;
}

}  // namespace ssecast::test
