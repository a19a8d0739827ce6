#include "core/history_file.hpp"

#include <boost/crc.hpp>
#include <nlohmann/json.hpp>

#include <optional>
#include <utility>

namespace ssecast {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kKind = "ssecast history";
constexpr int kVersion = 1;

std::uint32_t checksum(std::string_view text) {
    boost::crc_32_type crc;
    crc.process_bytes(text.data(), text.size());
    return crc.checksum();
}

std::string footer(std::string_view text) { return Json{{"crc32", checksum(text)}}.dump() + "\n"; }

std::optional<EventId> id_of(const Json& header, const char* name) {
    const auto found = header.find(name);
    if (found == header.end() || !found->is_string()) return std::nullopt;
    return parse_event_id(found->get_ref<const std::string&>());
}

/// Takes the first line off `text`, without its end.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

}  // namespace

std::string to_text(const HistoryFile& file) {
    std::string text = Json{{"kind", kKind},
                            {"version", kVersion},
                            {"forgottenThrough", to_string(file.forgotten_through)},
                            {"newest", to_string(file.newest)}}
                           .dump() +
                       "\n";
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
    // The last line is short and the only one that the sum does not cover.
    const std::size_t last = text.size() < 2 ? 0 : text.rfind('\n', text.size() - 2) + 1;
    if (last == 0 || footer(text.substr(0, last)) != text.substr(last)) {
        return std::string("it is torn or was changed: its checksum does not fit");
    }
    const auto forgotten_through = id_of(header, "forgottenThrough");
    const auto newest = id_of(header, "newest");
    if (!forgotten_through || !newest) return std::string("its first line is incomplete");
    HistoryFile file{*forgotten_through, *newest, {}};
    EventId before = *forgotten_through;
    for (rest.remove_suffix(text.size() - last); !rest.empty();) {
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
