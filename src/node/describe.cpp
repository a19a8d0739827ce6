#include "node/describe.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace ssecast::node {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, kDisconnectReasons> kReasons{
    "client", "server", "timeout", "expired", "slow", "abandoned", "error", "shutdown"};
constexpr std::array<const char*, 3> kPaths{"pending", "direct", "stream"};

Json describe(const net::ClientInfo& client) {
    Json json{{"id", client.id},
              {"channels", client.channels},
              {"connectedAt", client.connected_at_ms},
              {"path", kPaths[static_cast<std::size_t>(client.path)]}};
    if (!client.user_id.empty()) json["userId"] = client.user_id;
    if (!client.session_id.empty()) json["sessionId"] = client.session_id;
    if (client.expires_at_ms != 0) json["expiresAt"] = client.expires_at_ms;
    // Written by JSON.stringify at admission; false keeps a foreign caller's text from throwing.
    if (!client.metadata.empty()) json["metadata"] = Json::parse(client.metadata, nullptr, false);
    return json;
}

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

const char* name_of(DisconnectReason reason) noexcept {
    return kReasons[static_cast<std::size_t>(reason)];
}

DisconnectReason reason_of(std::string_view name) noexcept {
    for (std::size_t i = 0; i < kReasons.size(); ++i) {
        if (name == kReasons[i]) return static_cast<DisconnectReason>(i);
    }
    return DisconnectReason::server;
}

std::string to_json(const net::ClientInfo& client) { return dump(describe(client)); }

std::string to_json(std::span<const net::ClientInfo> clients) {
    Json json = Json::array();
    for (const net::ClientInfo& client : clients) json.push_back(describe(client));
    return dump(json);
}

std::string to_json(const net::BroadcasterStats& stats) {
    Json disconnects;
    for (std::size_t i = 0; i < kReasons.size(); ++i)
        disconnects[kReasons[i]] = stats.disconnects[i];
    return dump(Json{
        {"name", stats.name},
        {"workers", stats.workers},
        {"createdAt", stats.created_at_ms},
        {"clients",
         {{"total", stats.clients},
          {"direct", stats.counts.direct},
          {"stream", stats.counts.stream},
          {"pending", stats.counts.pending}}},
        {"users", stats.counts.users},
        {"sessions", stats.counts.sessions},
        {"channels", stats.counts.channels},
        {"connections", stats.connections},
        {"refused", stats.refused},
        {"published", stats.published},
        {"deliveries", stats.deliveries},
        {"bytes", stats.bytes},
        {"writes", stats.writes},
        {"heartbeats", stats.heartbeats},
        {"queuedBytes", stats.queued_bytes},
        {"parked", stats.parked},
        {"parkings", stats.parkings},
        {"replayed", stats.replayed},
        {"gaps", stats.gaps},
        {"inboxOverflows", stats.inbox_overflows},
        {"disconnects", disconnects},
        {"history",
         {{"events", stats.history_events},
          {"bytes", stats.history_bytes},
          {"oldestId", stats.history_oldest.empty() ? Json() : Json(stats.history_oldest)},
          {"newestId", stats.history_newest}}},
    });
}

}  // namespace ssecast::node
