#include "node/describe.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace ssecast::node {

namespace {

using Json = nlohmann::ordered_json;

// In the order of the enums.
constexpr std::array<const char*, kDisconnectReasons> kReasons{
    "client", "server", "timeout", "expired", "age", "slow", "abandoned", "error", "shutdown"};
constexpr std::array<const char*, kRefusalReasons> kRefusals{
    "capacity", "user", "expired", "draining", "revoked", "queued", "system"};
constexpr std::array<const char*, 3> kPaths{"pending", "direct", "stream"};

Json describe(const net::ClientInfo& client) {
    Json json{{"id", client.id},
              {"channels", client.channels},
              {"connectedAt", client.connected_at_ms},
              {"path", kPaths[static_cast<std::size_t>(client.path)]}};
    if (!client.user_id.empty()) json["userId"] = client.user_id;
    if (!client.session_id.empty()) json["sessionId"] = client.session_id;
    if (client.expires_at_ms != 0) json["expiresAt"] = client.expires_at_ms;
    if (!client.fault.empty()) json["fault"] = client.fault;
    // JSON.stringify wrote it at admission. `false`: text of another caller must not throw.
    if (!client.metadata.empty()) json["metadata"] = Json::parse(client.metadata, nullptr, false);
    return json;
}

Json describe_latency(const net::BroadcasterStats& stats) {
    Json buckets = Json::array();
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < LatencyHistogram::kBuckets; ++i) {
        count += stats.latency[i];
        const double seconds =
            static_cast<double>(1ULL << (i + LatencyHistogram::kFirstPower)) / 1e6;
        buckets.push_back({{"le", seconds}, {"count", count}});
    }
    count += stats.latency[LatencyHistogram::kBuckets];
    return {{"buckets", buckets},
            {"count", count},
            {"sum", static_cast<double>(stats.latency_sum_us) / 1e6}};
}

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const net::LogState& log, const net::FeedState& feed) {
    Json json{{"instance", log.instance},
              {"following", log.following},
              {"position", to_string(log.position)},
              {"begin", to_string(log.begin)},
              {"waitingBytes", feed.waiting_bytes},
              {"waiting", feed.waiting},
              {"taken", feed.taken},
              {"skipped", feed.skipped},
              {"archived", log.archived},
              {"archives", feed.archives}};
    if (!feed.last_skipped.empty()) json["lastSkipped"] = feed.last_skipped;
    return dump(json);
}

const char* name_of(net::CursorPlace place) noexcept {
    constexpr std::array kPlaces{"new", "held", "older", "ahead", "unknown"};
    return kPlaces[static_cast<std::size_t>(place)];
}

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

std::string to_json(std::span<const net::ClientDetails> clients) {
    Json json = Json::array();
    for (const net::ClientDetails& client : clients) {
        Json each = describe(client.info);
        each["cursor"] = to_string(client.activity.cursor);
        each["queuedBytes"] = client.activity.queued_bytes;
        each["queuedEvents"] = client.activity.queued_events;
        each["parked"] = client.activity.parked;
        each["idle"] = client.activity.idle_ms;
        json.push_back(std::move(each));
    }
    return dump(json);
}

std::string to_json(const net::RestoredHistory& restored) {
    Json json{{"events", restored.events}};
    if (!restored.warning.empty()) json["warning"] = restored.warning;
    return dump(json);
}

std::string to_json(const net::DrainReport& report) {
    Json json{{"clients", report.clients},
              {"flushed", report.flushed},
              {"unflushed", report.unflushed},
              {"left", report.left}};
    if (report.history) {
        json["history"] = {{"events", report.history->events}, {"bytes", report.history->bytes}};
        if (!report.history->error.empty()) json["history"]["error"] = report.history->error;
    }
    return dump(json);
}

std::string to_json(const net::BroadcasterStats& stats) {
    std::uint64_t refused = 0;
    Json refusals;
    for (std::size_t i = 0; i < kRefusals.size(); ++i) {
        refused += stats.refusals[i];
        refusals[kRefusals[i]] = stats.refusals[i];
    }
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
        {"refused", refused},
        {"refusals", refusals},
        {"published", stats.published},
        {"rateLimited", stats.rate_limited},
        {"rateLimitOverflows", stats.rate_limit_overflows},
        {"revocationOverflows", stats.revocation_overflows},
        {"deliveries", stats.deliveries},
        {"bytes", stats.bytes},
        {"writes", stats.writes},
        {"heartbeats", stats.heartbeats},
        {"queuedBytes", stats.queued_bytes},
        {"heldBytes", stats.held_bytes},
        {"parked", stats.parked},
        {"parkings", stats.parkings},
        {"dropped", stats.dropped},
        {"replaced", stats.replaced},
        {"replayed", stats.replayed},
        {"gaps", stats.gaps},
        {"inboxOverflows", stats.inbox_overflows},
        {"disconnects", disconnects},
        {"latency", describe_latency(stats)},
        {"history",
         {{"events", stats.history_events},
          {"bytes", stats.history_bytes},
          {"oldestId", stats.history_oldest.empty() ? Json() : Json(stats.history_oldest)},
          {"newestId", stats.history_newest}}},
    });
}

}  // namespace ssecast::node
