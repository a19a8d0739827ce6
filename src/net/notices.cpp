#include "net/notices.hpp"

#include "core/frame_encoder.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace ssecast::net {

namespace {

using Json = nlohmann::ordered_json;

FramePtr encode(std::string_view event, const Json& data, std::optional<double> retry, EventId id) {
    // A cursor comes from the network and may be no UTF-8; what cannot be told is replaced.
    const std::string text = data.dump(-1, ' ', false, Json::error_handler_t::replace);
    return encode_notice({.event = event, .data = text, .id = {}, .retry = retry, .timestamp = {}},
                         id);
}

}  // namespace

FramePtr connected_notice(const Connected& connected, EventId cursor) {
    const Json data{{"clientId", connected.client_id},
                    {"resumed", connected.resumed},
                    {"replayed", connected.replayed},
                    {"gap", connected.gap},
                    {"heartbeatInterval", connected.heartbeat_interval}};
    return encode("connected", data, connected.retry, cursor);
}

FramePtr gap_notice(std::string_view from, EventId to) {
    // A cursor that is no id is told as null: it may be anything, of any length.
    const Json data{{"from", parse_event_id(from) ? Json(from) : Json()}, {"to", to_string(to)}};
    FramePtr notice = encode("gap", data, {}, to);
    notice->is_gap = true;
    return notice;
}

}  // namespace ssecast::net
