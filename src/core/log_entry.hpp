#pragma once

#include "core/frame.hpp"
#include "core/frame_encoder.hpp"
#include "core/target.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast {

/// An event as it lies in the log of a backplane, for any language to write and to read: one object
/// of JSON.
///
///     {"target":{"channel":"orders"},"event":"order","data":{"id":"a"}}
///
/// `target` is that of `publish`: "all", or one of `user`, `session`, `channel` and `client` with
/// an id or a list of ids. `id`, `key`, `retry` and `timestamp` are those of an event. The data may
/// follow the object on the next line, as text that is passed on unread, in place of the member
/// `data`: what a process of ssecast writes has that form. `lines` are the comments of
/// EventFields; without the member, the event names its channel if it has one.
///
/// What is read as JSON has at most 500 arrays and objects in each other, and at most 4,096 members
/// in an object.
///
/// An `event` that is an object with a `type` is sent whole, without a name of its own, and
/// `sessionId` is short for a target: {"sessionId":"s1","event":{"type":"joined"}}.
struct LogEntry {
    Target::Kind kind = Target::Kind::all;
    /// Names of channels, or ids of clients.
    std::vector<std::string> keys;
    std::string event;
    /// Refers to the text that was parsed, or to `own_data`.
    std::string_view data;
    std::string own_data;
    std::string id;
    std::string key;
    std::string comments;
    std::optional<double> retry;
    std::optional<std::int64_t> timestamp;

    /// Views into this entry.
    [[nodiscard]] EventFields fields() const;
};

/// The text for the log. `fields` have passed `encode_event`.
[[nodiscard]] std::string to_log_text(Target::Kind kind, const std::vector<std::string>& keys,
                                      const EventFields& fields);

/// Fills `entry`, whose `data` then refers to `text`. Any thread.
/// @returns why the text is no event, as a sentence; empty when it is one. What `encode_event`
/// checks is not checked here.
[[nodiscard]] std::string parse_log_text(std::string_view text, LogEntry& entry);

}  // namespace ssecast
