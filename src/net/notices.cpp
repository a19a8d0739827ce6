#include "net/notices.hpp"

#include "core/frame_encoder.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace ssecast::net {

namespace {

// Objects are put together as text. Objects of the library allocate when they are destroyed
// (json_value::destroy) and end the process when there is no memory; its strings do not.
std::string quoted(std::string_view text) {
    using Json = nlohmann::json;
    // A cursor comes from the network and may be no UTF-8. Wrong bytes become U+FFFD.
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

const char* text_of(bool value) noexcept { return value ? "true" : "false"; }

FramePtr encode(std::string_view event, const std::string& data, std::optional<double> retry,
                EventId id) {
    return encode_notice({.event = event, .data = data, .id = {}, .retry = retry, .timestamp = {}},
                         id);
}

}  // namespace

FramePtr connected_notice(const Connected& connected, EventId cursor) {
    std::string data = "{\"clientId\":" + quoted(connected.client_id);
    data.append(",\"resumed\":").append(text_of(connected.resumed));
    data.append(",\"replayed\":").append(std::to_string(connected.replayed));
    data.append(",\"gap\":").append(text_of(connected.gap));
    data.append(",\"heartbeatInterval\":").append(std::to_string(connected.heartbeat_interval));
    return encode("connected", data + "}", connected.retry, cursor);
}

FramePtr gap_notice(std::string_view from, EventId to) {
    // A cursor that is no id becomes null: it may be any text of any length, from a stranger.
    const std::string told = parse_event_id(from) ? quoted(from) : "null";
    FramePtr notice =
        encode("gap", "{\"from\":" + told + ",\"to\":\"" + to_string(to) + "\"}", {}, to);
    notice->is_gap = true;
    return notice;
}

}  // namespace ssecast::net
