#pragma once

#include "core/envelope.hpp"
#include "core/event_id.hpp"
#include "core/issued_ids.hpp"

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ssecast {

/// What a history file holds: all that the next process needs to serve cursors of this one.
struct HistoryFile {
    /// Events up to here were forgotten before the file was written.
    EventId forgotten_through;
    /// The newest id that the process gave.
    EventId newest;
    /// The ids that it gave, and those of the histories that it went on from; oldest first.
    std::vector<IssuedRange> issued;
    /// In the order of their ids, which lie between the two.
    std::vector<Envelope> events;
    /// Channels whose own bounds have forgotten more than that, and how far. Between the two as
    /// well. A map, because the file has them in the order of their names.
    std::map<std::string, EventId> channels;
};

/// The text of a history file: a line that says what it is, one line a channel that has forgotten
/// more than the whole, by their names, one line an event (see Envelope), and a line with the
/// CRC-32 of everything before it.
///
///     {"channel":"orders","forgottenThrough":"1763712000000-482915730200042"}
[[nodiscard]] std::string to_text(const HistoryFile& file);

/// The file, or why it cannot be used: a clause for a sentence. One wrong line refuses all: events
/// with one missing would be served as the whole. Any thread.
[[nodiscard]] std::variant<HistoryFile, std::string> parse_history_file(std::string_view text);

}  // namespace ssecast
