#include "model/world.hpp"

#include "require.hpp"
#include "trace.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace ssecast::test {

namespace {

constexpr std::size_t kCount = 50;
constexpr std::size_t kBytes = 1024 * 1024;

/// As at the beginning of a broadcaster, whatever an earlier input has set.
constexpr const char* kFirstOptions =
    R"({"queueBytes":1048576,"slowClient":"park","maxConnections":8,"maxConnectionsPerUser":0,)"
    R"("history":{"count":0,"bytes":1048576,"age":2147483647,"perChannel":{"count":10000000,"bytes":68719476736}}})";

}  // namespace

World::World(HeldEngine& engine, bool extended)
    : engine_(engine),
      handler_(new net::ClosedHandler(
          [this](net::ClientInfo&& info, DisconnectReason reason) { gone(info, reason); })),
      before_(engine->stats()),
      parkings_before_(engine.counted().parkings.get()),
      largest_queue_(kBytes),
      max_connections_(8),
      extended_(extended) {
    catch_up_with_ids();
    // Reading options takes as long as twenty events.
    engine->configure(engine.configured ? kFirstOptions : R"({"history":{"count":0}})");
    engine.configured = false;
    // With no room in the history, this one is forgotten, and with it all before it.
    newest_ = first_ = engine->publish({}, {.event = "first", .data = {}}).frame->id();
    published_ = 1;
    history_.reset(first_);
    engine->configure(R"({"history":{"count":50}})");
    history_.limit(kCount, kBytes);
}

std::size_t World::count_listed() const {
    return static_cast<std::size_t>(std::count_if(clients_.begin(), clients_.end(),
                                                  [](const auto& each) { return each->listed; }));
}

net::TargetNames World::any_target(FuzzedDataProvider& input) {
    net::TargetNames target;
    const auto kind = input.ConsumeIntegralInRange(0, 4);
    if (kind == 0) return target;
    target.kind = kind == 4 ? Target::Kind::clients : Target::Kind::channels;
    for (int i = input.ConsumeIntegralInRange(1, 2); i > 0; --i) {
        if (target.kind == Target::Kind::channels) {
            target.keys.emplace_back(
                input.PickValueInArray({"a", "b", "c", "user:u", "session:s", "nobody's"}));
        } else {
            const ModelClient* const client = any_client(input);
            target.keys.emplace_back(client == nullptr ? "nobody" : client->id());
        }
    }
    return target;
}

bool World::means(const net::TargetNames& target, const ModelClient& client) const {
    if (!client.listed) return false;
    const auto& keys = target.keys;
    if (target.kind == Target::Kind::all) return true;
    if (target.kind == Target::Kind::clients) {
        return std::find(keys.begin(), keys.end(), client.id()) != keys.end();
    }
    return std::any_of(keys.begin(), keys.end(),
                       [&](const std::string& key) { return client.channels.contains(key); });
}

void World::publish(FuzzedDataProvider& input) {
    const net::TargetNames target = any_target(input);
    ModelEvent event;
    event.kind = target.kind;
    event.to = target.keys;
    event.name = input.PickValueInArray({"x", "y"});
    event.key = input.PickValueInArray({"", "k"});
    event.wire_id = input.PickValueInArray({"", "", "", "a", "b", "7-7"});
    const std::size_t size =
        input.PickValueInArray<std::size_t>({0, 1, 10, 200, 200, 700, 1'500, 5'000});
    publish(std::move(event), std::string(size, 'x'));
}

void World::publish(ModelEvent event, std::string data) {
    // The number makes an event one of its kind.
    event.data = std::to_string(published_) + ":" + std::move(data);
    event.own_id = !event.wire_id.empty();
    event.published_ms = net::wall_ms();
    const net::TargetNames target{event.kind, event.to};
    std::vector<ModelClient*> meant;
    for (const auto& client : clients_) {
        if (means(target, *client)) meant.push_back(client.get());
    }
    const net::Published published = engine_->publish(
        target, {.event = event.name, .data = event.data, .id = event.wire_id, .key = event.key});
    ++published_;
    require(published.clients == meant.size(), "publish tells how many it is for");
    event.id = published.frame->id();
    trace("publish %s '%s' %zu bytes, key '%s', own id '%s', for %zu clients:",
          to_string(event.id).c_str(), event.name.c_str(), event.data.size(), event.key.c_str(),
          event.wire_id.c_str(), meant.size());
    for (const std::string& each : event.to) trace(" %s", each.c_str());
    trace("%s\n", event.kind == Target::Kind::all ? " all" : "");
    require(newest_ < event.id, "ids only grow");
    newest_ = event.id;
    if (event.own_id) {
        require(published.frame->wire_id() == event.wire_id, "the id is as given");
    } else {
        event.wire_id = to_string(event.id);
    }
    if (event.key.empty()) event.key = event.name;
    const std::size_t size = published.frame->size();
    largest_event_ = std::max(largest_event_, size);
    const bool for_nobody = event.kind == Target::Kind::clients && meant.empty();
    const bool to_channels = event.kind == Target::Kind::channels;
    if (!for_nobody) {
        history_.append(event.id, ReplayLog::cost(*published.frame),
                        to_channels ? event.to : std::vector<std::string>());
    }
    event.kept = !for_nobody;
    const ModelEvent& kept = events_.emplace_back(std::move(event));
    for (ModelClient* const client : meant) client->expect(kept);
}

void World::burst() {
    const auto stalled = std::find_if(clients_.begin(), clients_.end(), [](const auto& each) {
        return each->listed && (!each->connection || each->connection->room < 100'000);
    });
    if (stalled == clients_.end()) return;
    for (int i = 0; i < 9; ++i) {
        ModelEvent event;
        event.kind = Target::Kind::clients;
        event.to = {(*stalled)->id()};
        event.name = "burst";
        publish(std::move(event), std::string(1024 * 1024, 'x'));
    }
}

void World::configure(FuzzedDataProvider& input) {
    const auto number = [](std::size_t value) { return std::to_string(value); };
    std::string json;
    switch (input.ConsumeIntegralInRange(0, extended_ ? 6 : 5)) {
        case 0: {
            const auto bytes = input.PickValueInArray<std::size_t>({1'024, 3'000, kBytes});
            largest_queue_ = std::max(largest_queue_, bytes);
            json = R"({"queueBytes":)" + number(bytes) + "}";
            break;
        }
        case 1: {
            const std::string policy =
                input.PickValueInArray({"park", "disconnect", "drop-oldest", "latest"});
            circumstances_.disconnects |= policy == "disconnect";
            circumstances_.keeps_latest |= policy == "latest";
            circumstances_.drops |= policy == "latest" || policy == "drop-oldest";
            json = R"({"slowClient":")" + policy + R"("})";
            break;
        }
        case 2: {
            const auto count = input.PickValueInArray<std::size_t>({0, 1, 5, kCount});
            const auto bytes = input.PickValueInArray<std::size_t>({0, 1'000, 8'000, kBytes});
            history_.limit(count, bytes);
            json =
                R"({"history":{"count":)" + number(count) + R"(,"bytes":)" + number(bytes) + "}}";
            break;
        }
        case 3:
            exact_ = false;
            circumstances_.forgets = true;
            json = R"({"history":{"perChannel":{"count":)" +
                   number(input.PickValueInArray<std::size_t>({0, 1, 3})) + "}}}";
            break;
        case 4:
            max_connections_ = input.PickValueInArray<std::size_t>({0, 3, 8});
            json = R"({"maxConnections":)" + number(max_connections_) + "}";
            break;
        case 6:
            // Longer than an input takes, shorter than the clock steps.
            exact_ = false;
            circumstances_.forgets = true;
            json = R"({"history":{"age":1800000}})";
            break;
        default:
            max_connections_per_user_ = input.ConsumeIntegralInRange<std::size_t>(0, 2);
            json = R"({"maxConnectionsPerUser":)" + number(max_connections_per_user_) + "}";
    }
    trace("configure %s\n", json.c_str());
    engine_->configure(json);
    engine_.configured = true;
}

Promise World::promise(const std::optional<std::string>& cursor) const {
    using Kind = Promise::Kind;
    if (!cursor || cursor->empty()) return {Kind::first, {}, newest_, newest_};
    Promise promise{Kind::gap, *cursor, newest_, newest_};
    std::size_t owners = 0;
    for (const ModelEvent& event : events_) {
        if (!event.kept || !event.own_id || event.wire_id != *cursor) continue;
        ++owners;
        promise.position = event.id;
    }
    if (owners == 0) {
        const auto id = parse_event_id(*cursor);
        if (!id || *id > newest_ || *id < first_) return promise;
        if (identity_of(*id) != identity_of(first_)) return promise;
        promise.position = *id;
    }
    // Which event an id means that was given twice is unknown.
    promise.kind = owners > 1 || !exact_                             ? Kind::either
                   : promise.position < history_.forgotten_through() ? Kind::gap
                   : owners == 1 && promise.position == history_.forgotten_through()
                       ? Kind::gap
                       : Kind::resumed;
    return promise;
}

void World::ask_covers(FuzzedDataProvider& input) {
    const std::string cursor = any_cursor(input).value_or("");
    const bool covers = engine_->covers(cursor, "a");
    const Promise expected = promise(cursor);
    if (expected.kind == Promise::Kind::gap) require(!covers, "what is forgotten is not covered");
    if (expected.kind == Promise::Kind::resumed) require(covers, "what is held is covered");
}

}  // namespace ssecast::test
