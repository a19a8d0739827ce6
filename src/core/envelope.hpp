#pragma once

#include "core/event_id.hpp"
#include "core/frame.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast {

/// An event as it travels out of the process and back: one line of JSON.
///
///     {"id":"1763712000000-0","own":"…","key":"…","to":["orders"],"text":"event: …\ndata: …\n\n"}
///
/// `own` is there when the publisher gave the id, `key` when it is not the event's name. `to` is
/// null for an event for all clients. Events for single clients have no envelope: a client's id
/// means nothing in another process.
struct Envelope {
    EventId id;
    std::string own_id;
    std::string key;
    /// Nothing: for all clients.
    std::optional<std::vector<std::string>> channels;
    /// What Frame::text() gives.
    std::string text;
};

[[nodiscard]] std::string to_json(const Envelope& envelope);

/// Strict: nothing for text that `to_json` would not write. Bytes that pass here can neither forge
/// a field on the wire nor exceed the bounds of an event. Any thread.
[[nodiscard]] std::optional<Envelope> parse_envelope(std::string_view json);

/// The frame of the event, stamped, without its target.
[[nodiscard]] FramePtr to_frame(const Envelope& envelope);

}  // namespace ssecast
