#include "core/log_entry.hpp"

#include "core/channel_names.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace ssecast {

namespace {

using Json = nlohmann::ordered_json;

constexpr auto kReplace = Json::error_handler_t::replace;

/// The members of `target`, and the prefix that turns an id into a channel.
constexpr std::array<std::pair<const char*, std::string_view>, 4> kTargets{
    {{"user", kUserPrefix}, {"session", kSessionPrefix}, {"channel", ""}, {"client", ""}}};

/// Writing JSON calls itself for each array and object in another one, and a stack is a few MiB.
constexpr std::size_t kMaxDepth = 500;
/// Each member of an object is compared with those before it.
constexpr std::uint32_t kMaxMembers = 4'096;

/// Refuses JSON that costs too much to read and to write. Any text.
std::string check_shape(std::string_view text) {
    std::array<std::uint32_t, kMaxDepth + 1> members{};
    std::size_t depth = 0;
    bool is_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char character = text[i];
        if (character == '"') {
            is_string = !is_string;
        } else if (is_string) {
            // The next character is escaped, and ends no string.
            if (character == '\\') ++i;
        } else if (character == '[' || character == '{') {
            if (depth == kMaxDepth) {
                return "Expected at most " + std::to_string(kMaxDepth) +
                       " arrays and objects in each other but received more; deeper data may "
                       "follow the object on the next line";
            }
            members[++depth] = 0;
        } else if (character == ']' || character == '}') {
            depth -= std::min<std::size_t>(depth, 1);
        } else if (character == ':' && ++members[depth] > kMaxMembers) {
            return "Expected at most " + std::to_string(kMaxMembers) +
                   " members in an object but received more; larger data may follow the object on "
                   "the next line";
        }
    }
    return {};
}

std::string expected(std::string_view what, const Json& received) {
    constexpr std::size_t kShown = 80;
    std::string text = received.dump(-1, ' ', false, kReplace);
    if (text.size() > kShown) text = text.substr(0, kShown) + "…";
    return "Expected " + std::string(what) + " but received " + text;
}

/// Adds the ids of a target, each behind the prefix. False for anything but ids.
bool add_keys(const Json& ids, std::string_view prefix, std::vector<std::string>& keys) {
    if (ids.is_string()) {
        keys.push_back(std::string(prefix) + ids.get_ref<const std::string&>());
        return !ids.get_ref<const std::string&>().empty();
    }
    if (!ids.is_array()) return false;
    for (const Json& id : ids) {
        if (!id.is_string() || !add_keys(id, prefix, keys)) return false;
    }
    return true;
}

std::string read_target(const Json& json, LogEntry& entry) {
    if (const auto session = json.find("sessionId"); session != json.end()) {
        entry.kind = Target::Kind::channels;
        if (add_keys(*session, kSessionPrefix, entry.keys)) return {};
        return expected("the id of a session for sessionId", *session);
    }
    const auto found = json.find("target");
    if (found == json.end()) return "Expected a target but received none";
    if (*found == "all") return {};
    if (found->is_object() && found->size() == 1) {
        for (const auto& [member, prefix] : kTargets) {
            const auto ids = found->find(member);
            if (ids == found->end()) continue;
            const bool is_client = std::string_view(member) == "client";
            entry.kind = is_client ? Target::Kind::clients : Target::Kind::channels;
            if (add_keys(*ids, prefix, entry.keys)) return {};
        }
    }
    return expected("\"all\", or one of user, session, channel and client, for target", *found);
}

std::string read_event(const Json& json, LogEntry& entry) {
    const auto event = json.find("event");
    if (event == json.end()) return "Expected an event but received none";
    if (event->is_object()) {
        const auto type = event->find("type");
        const bool is_named = type != event->end() && type->is_string() &&
                              !type->get_ref<const std::string&>().empty();
        if (!is_named) {
            return expected("a name, or an object with a type, for event", *event);
        }
        entry.own_data = event->dump(-1, ' ', false, kReplace);
        entry.data = entry.own_data;
        entry.key = type->get<std::string>().substr(0, kMaxFieldBytes);
        return {};
    }
    if (!event->is_string()) return expected("a name for event", *event);
    entry.event = event->get<std::string>();
    const auto data = json.find("data");
    if (data == json.end()) return {};
    entry.own_data = data->dump(-1, ' ', false, kReplace);
    entry.data = entry.own_data;
    return {};
}

/// Reads a member that may be missing.
template <class Value>
std::string read_optional(const Json& json, const char* name, const char* what,
                          bool (Json::*is)() const noexcept, Value& value) {
    const auto found = json.find(name);
    if (found == json.end() || found->is_null()) return {};
    if (!(*found.*is)()) return expected(std::string(what) + " for " + name, *found);
    value = found->get<typename Value::value_type>();
    return {};
}

std::string read_text(const Json& json, const char* name, std::string& text) {
    std::optional<std::string> found;
    std::string problem = read_optional(json, name, "a string", &Json::is_string, found);
    if (found) text = std::move(*found);
    return problem;
}

std::string read_fields(const Json& json, LogEntry& entry) {
    for (const auto& [name, text] :
         {std::pair{"id", &entry.id}, {"key", &entry.key}, {"lines", &entry.comments}}) {
        if (std::string problem = read_text(json, name, *text); !problem.empty()) return problem;
    }
    if (std::string problem =
            read_optional(json, "retry", "a number", &Json::is_number, entry.retry);
        !problem.empty()) {
        return problem;
    }
    return read_optional(json, "timestamp", "a whole number", &Json::is_number_integer,
                         entry.timestamp);
}

}  // namespace

EventFields LogEntry::fields() const {
    return {.event = event,
            .data = data,
            .id = id,
            .retry = retry,
            .timestamp = timestamp,
            .key = key,
            .comments = comments};
}

std::string to_log_text(Target::Kind kind, const std::vector<std::string>& keys,
                        const EventFields& fields) {
    Json json;
    if (kind == Target::Kind::all) {
        json["target"] = "all";
    } else {
        const char* const member = kind == Target::Kind::clients ? "client" : "channel";
        json["target"][member] = keys.size() == 1 ? Json(keys[0]) : Json(keys);
    }
    json["event"] = fields.event;
    if (!fields.id.empty()) json["id"] = fields.id;
    if (!fields.key.empty()) json["key"] = fields.key;
    if (fields.retry) json["retry"] = *fields.retry;
    if (fields.timestamp) json["timestamp"] = *fields.timestamp;
    json["lines"] = fields.comments;
    std::string text = json.dump(-1, ' ', false, kReplace);
    text += '\n';
    text += fields.data;
    return text;
}

std::string parse_log_text(std::string_view text, LogEntry& entry) {
    // Without exceptions: a log may have many entries of another program's.
    const std::size_t line = text.find('\n');
    if (std::string problem = check_shape(text.substr(0, line)); !problem.empty()) return problem;
    Json json = Json::parse(text.substr(0, line), nullptr, false);
    const bool is_split = line != std::string_view::npos && json.is_object();
    // JSON that a person has written may have line breaks of its own.
    if (json.is_discarded()) {
        if (std::string problem = check_shape(text); !problem.empty()) return problem;
        json = Json::parse(text, nullptr, false);
    }
    if (!json.is_object()) return "Expected an object of JSON but received something else";
    entry.data = "null";
    for (const auto read : {read_target, read_event, read_fields}) {
        if (std::string problem = read(json, entry); !problem.empty()) return problem;
    }
    if (const std::string_view rest = is_split ? text.substr(line + 1) : std::string_view{};
        !rest.empty()) {
        entry.data = rest;
    }
    if (json.contains("lines")) return {};
    // Pages that read several channels tell their events apart by the name of the channel.
    if (entry.kind == Target::Kind::all) entry.comments = "channel all";
    if (entry.kind == Target::Kind::channels && entry.keys.size() == 1) {
        entry.comments = "channel " + entry.keys[0];
    }
    return {};
}

}  // namespace ssecast
