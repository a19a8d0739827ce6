#include "core/history_file.hpp"

#include "core/channel_names.hpp"
#include "core/error.hpp"

#include <boost/crc.hpp>
#include <nlohmann/json.hpp>

#include <optional>
#include <utility>

namespace ssecast {

namespace {

// JSON by lines: an operator can read the file, cut it with a text editor and see why it was
// refused. `ordered_json`, because the first member of a line says what the line is.
using Json = nlohmann::ordered_json;

constexpr std::string_view kKind = "ssecast history";
// 1 had ids without the identity of their history, so any cursor of the right time fitted. Reading
// it would bring those guesses back; it is set aside.
constexpr int kVersion = 2;

/// Finds a file that was cut off or damaged. It is no signature: the file belongs to the user of
/// this process, which private_file.cpp sees to.
std::uint32_t checksum(std::string_view text) {
    boost::crc_32_type crc;
    crc.process_bytes(text.data(), text.size());
    return crc.checksum();
}

std::string footer(std::string_view text) { return Json{{"crc32", checksum(text)}}.dump() + "\n"; }

std::optional<EventId> id_in(const Json& value) {
    if (!value.is_string()) return std::nullopt;
    return parse_event_id(value.get_ref<const std::string&>());
}

std::optional<EventId> id_of(const Json& header, const char* name) {
    const auto found = header.find(name);
    return found == header.end() ? std::nullopt : id_in(*found);
}

Json to_json(const std::vector<IssuedRange>& issued) {
    Json json = Json::array();
    for (const IssuedRange& range : issued) {
        json.push_back({to_string(range.first), to_string(range.last)});
    }
    return json;
}

/// Nothing for ranges that no process could have written: out of order, without a history, too
/// many. A range says which cursors are served, so a wrong one would skip events without a gap.
std::optional<std::vector<IssuedRange>> issued_of(const Json& header, EventId newest) {
    const auto found = header.find("issued");
    if (found == header.end() || !found->is_array() || found->size() > IssuedIds::kMost) {
        return std::nullopt;
    }
    std::vector<IssuedRange> issued;
    for (const Json& pair : *found) {
        if (!pair.is_array() || pair.size() != 2) return std::nullopt;
        const auto first = id_in(pair[0]);
        const auto last = id_in(pair[1]);
        if (!first || !last) return std::nullopt;
        const IssuedRange range{*first, *last};
        // A process begins after the one that it continues has ended, in a later millisecond.
        const bool follows = issued.empty() || issued.back().last.ms < first->ms;
        const HistoryIdentity identity = identity_of(*first);
        if (!follows || !range.has(*last) || identity == 0 || identity > kMaxIdentity) {
            return std::nullopt;
        }
        issued.push_back(range);
    }
    // The last range is that of the process that wrote the file. Ids go on behind it, so there has
    // to be room for them.
    if (issued.empty() || issued.back().last != newest || newest.ms >= kMaxEventIdMs) {
        return std::nullopt;
    }
    return issued;
}

/// The beginning of each line of a channel, and of no line of an event.
constexpr std::string_view kChannelLine = R"({"channel":)";

std::string to_json(const std::string& channel, EventId forgotten_through) {
    const Json json{{"channel", channel}, {"forgottenThrough", to_string(forgotten_through)}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Strict, as parse_envelope is. In order, so that each channel has one line at most.
bool read_channel(std::string_view line, HistoryFile& file) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object()) return false;
    const auto name = json.find("channel");
    const auto through = id_of(json, "forgottenThrough");
    if (name == json.end() || !name->is_string() || !through) return false;
    if (*through <= file.forgotten_through || *through > file.newest) return false;
    const auto& channel = name->get_ref<const std::string&>();
    try {
        ChannelNames::check(channel);
    } catch (const Error&) {
        return false;
    }
    if (!file.channels.empty() && channel <= file.channels.rbegin()->first) return false;
    file.channels.emplace_hint(file.channels.end(), channel, *through);
    return true;
}

/// Takes the first line off `text`, without its end.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

}  // namespace

// The whole text in memory: it is about as large as the history, which is bounded.
std::string to_text(const HistoryFile& file) {
    std::string text = Json{{"kind", kKind},
                            {"version", kVersion},
                            {"forgottenThrough", to_string(file.forgotten_through)},
                            {"newest", to_string(file.newest)},
                            {"issued", to_json(file.issued)}}
                           .dump() +
                       "\n";
    for (const auto& [channel, through] : file.channels) text += to_json(channel, through) + "\n";
    for (const Envelope& event : file.events) text += to_json(event) + "\n";
    return text + footer(text);
}

std::variant<HistoryFile, std::string> parse_history_file(std::string_view text) {
    std::string_view rest = text;
    const Json header = Json::parse(take_line(rest), nullptr, false);
    if (!header.is_object() || header.value("kind", Json()) != kKind) {
        return std::string("it is no history file of ssecast");
    }
    if (header.value("version", Json()) != kVersion) {
        return std::string("another version of ssecast wrote it");
    }
    // The sum covers all lines but the last one. Checked before the lines are read: each of them is
    // trusted to be whole.
    const std::size_t last = text.size() < 2 ? 0 : text.rfind('\n', text.size() - 2) + 1;
    if (last == 0 || footer(text.substr(0, last)) != text.substr(last)) {
        return std::string("it is torn or was changed: its checksum does not fit");
    }
    const auto forgotten_through = id_of(header, "forgottenThrough");
    const auto newest = id_of(header, "newest");
    if (!forgotten_through || !newest) return std::string("its first line is incomplete");
    std::optional<std::vector<IssuedRange>> issued = issued_of(header, *newest);
    if (!issued) return std::string("its first line does not say which process gave its ids");
    HistoryFile file{*forgotten_through, *newest, std::move(*issued), {}, {}};
    // Ids rise from line to line, from what is forgotten to the newest.
    EventId before = *forgotten_through;
    rest.remove_suffix(text.size() - last);
    while (rest.starts_with(kChannelLine)) {
        if (read_channel(take_line(rest), file)) continue;
        return std::string("one of its lines is no channel's, or not in order");
    }
    while (!rest.empty()) {
        std::optional<Envelope> event = parse_envelope(take_line(rest));
        if (!event || event->id <= before || event->id > *newest) {
            return std::string("one of its lines is no event, or not in order");
        }
        before = event->id;
        file.events.push_back(std::move(*event));
    }
    return file;
}

}  // namespace ssecast
