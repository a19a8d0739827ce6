#pragma once

#include "core/frame.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ssecast {

/// The largest body of a frame. An event is meant to be small; the limit keeps one publish from
/// filling every client's queue.
inline constexpr std::size_t kMaxEventBytes = 16U * 1024 * 1024;
/// The longest event name and the longest id given by a caller.
inline constexpr std::size_t kMaxFieldBytes = 1024;

/// The words that a comment begins with: the channel that the event came by, the version of its
/// data, and the same data for readers of an older version.
inline constexpr std::array<std::string_view, 3> kCommentWords{"channel ", "version ", "older "};

/// Data that is not copied before the frame has room for it: large text would otherwise be copied
/// twice.
struct LateData {
    std::size_t size = 0;
    void* source = nullptr;
    /// Puts `size` bytes there, and may put one more behind them. Returns how many it has put.
    /// Null: the data is in EventFields::data.
    std::size_t (*write)(void* source, char* at, std::size_t size) = nullptr;
};

/// What a publisher gives, as text. Views, which have to live as long as the call that takes them.
struct EventFields {
    /// Empty: the block has no `event:` line. Pages take such a block for an envelope, whose data
    /// names the event.
    std::string_view event;
    std::string_view data;
    /// Empty: the broadcaster gives the id.
    std::string_view id;
    /// Milliseconds. The wire takes whole, non-negative numbers only.
    std::optional<double> retry;
    /// Milliseconds since the epoch; travels as a comment, which browsers ignore.
    std::optional<std::int64_t> timestamp;
    /// See Frame::key. Empty: the name of the event, `message` without one.
    std::string_view key = {};
    /// Lines for our own client, separated by LF, which travel as comments after the timestamp.
    /// Each begins with one of the words of kCommentWords. Empty: none.
    std::string_view comments = {};
    /// In place of `data`.
    LateData late_data = {};
};

/// Checks `fields` and encodes one frame, without its id (see Frame::stamp).
///
/// WHATWG HTML, section 9.2.6 "Interpreting an event stream": `data` is split on LF, CR and CRLF
/// into one field a line; a line break or NUL in `event` or `id` would forge a field and is
/// refused. Throws Error: invalid_event, invalid_id, invalid_retry, event_too_large. Any thread.
[[nodiscard]] FramePtr encode_event(const EventFields& fields);

/// Refuses an event because one of its parts alone has so many bytes: before it is copied.
[[noreturn]] void refuse_event_size(std::size_t bytes);

/// A block of an id alone: it fires no event, keeps the connection alive and moves the cursor. The
/// id stands in a comment, too, because the parsers of common libraries report no id without an
/// event.
[[nodiscard]] FramePtr encode_heartbeat(EventId id);

/// The last block before an orderly end: a heartbeat that also says after how many milliseconds the
/// client comes back.
[[nodiscard]] FramePtr encode_goodbye(EventId id, std::uint32_t retry_ms);

/// Whether `text` is what `encode_event` writes: one whole block of known fields. Text of a history
/// file that passes can be sent to clients as it is.
[[nodiscard]] bool is_event_text(std::string_view text) noexcept;

/// Encodes an event of the broadcaster's own (`connected`, `gap`), whose name is not checked.
[[nodiscard]] FramePtr encode_notice(const EventFields& fields, EventId id);

}  // namespace ssecast
