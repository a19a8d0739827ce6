#include "core/envelope.hpp"

#include "core/channel_names.hpp"
#include "core/error.hpp"
#include "core/frame_encoder.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ssecast {

namespace {

using Json = nlohmann::ordered_json;

/// Reads an optional member. False when it is there and is no string of at most `most` bytes.
/// Checked before anything is allocated for an event: the text comes from a file, which another
/// program may have changed.
bool read_string(const Json& json, const char* name, std::size_t most, std::string& text) {
    const auto found = json.find(name);
    if (found == json.end()) return true;
    if (!found->is_string()) return false;
    text = found->get<std::string>();
    return text.size() <= most;
}

bool read_channels(const Json& json, Envelope& envelope) {
    // Required, also where it is null: a file that lost the member must not turn an event for one
    // channel into one for every client.
    const auto found = json.find("to");
    if (found == json.end()) return false;
    if (found->is_null()) return true;
    if (!found->is_array() || found->empty()) return false;
    std::vector<std::string> channels;
    for (const Json& each : *found) {
        if (!each.is_string()) return false;
        channels.push_back(each.get<std::string>());
        try {
            ChannelNames::check(channels.back());
        } catch (const Error&) {
            return false;
        }
    }
    envelope.channels = std::move(channels);
    return true;
}

}  // namespace

std::string to_json(const Envelope& envelope) {
    Json json{{"id", to_string(envelope.id)}};
    if (!envelope.own_id.empty()) json["own"] = envelope.own_id;
    if (!envelope.key.empty()) json["key"] = envelope.key;
    json["to"] = envelope.channels ? Json(*envelope.channels) : Json();
    json["text"] = envelope.text;
    // Data of an event is any bytes. What is no UTF-8 becomes U+FFFD, as every client decodes it.
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Envelope> parse_envelope(std::string_view text) {
    // Without exceptions: a file of ten thousand lines may have as many wrong ones.
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    Envelope envelope;
    std::string id;
    const bool fields = read_string(json, "id", kMaxEventIdLength, id) &&
                        read_string(json, "own", kMaxFieldBytes, envelope.own_id) &&
                        read_string(json, "key", kMaxFieldBytes, envelope.key) &&
                        read_string(json, "text", kMaxEventBytes, envelope.text) &&
                        read_channels(json, envelope);
    const auto parsed = parse_event_id(id);
    // An id goes to clients as one line: a line break in it would forge a field.
    constexpr std::string_view kForbidden{"\r\n\0", 3};
    if (!fields || !parsed || envelope.own_id.find_first_of(kForbidden) != std::string::npos ||
        !is_event_text(envelope.text)) {
        return std::nullopt;
    }
    envelope.id = *parsed;
    return envelope;
}

FramePtr to_frame(const Envelope& envelope) {
    FramePtr frame = Frame::allocate(envelope.text.size(), envelope.own_id);
    envelope.text.copy(frame->body(), envelope.text.size());
    frame->key = envelope.key;
    frame->stamp(envelope.id);
    return frame;
}

}  // namespace ssecast
