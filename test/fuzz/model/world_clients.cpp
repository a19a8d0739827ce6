// Clients, and what their peers do.
#include "core/error.hpp"
#include "model/world.hpp"
#include "require.hpp"
#include "trace.hpp"

#include <algorithm>
#include <utility>

namespace ssecast::test {

ModelClient* World::any_client(FuzzedDataProvider& input) {
    if (clients_.empty()) return nullptr;
    return clients_[input.ConsumeIntegralInRange<std::size_t>(0, clients_.size() - 1)].get();
}

ModelClient* World::listed(const std::string& id) const {
    const auto found = std::find_if(clients_.begin(), clients_.end(), [&](const auto& each) {
        return each->listed && each->id() == id;
    });
    return found == clients_.end() ? nullptr : found->get();
}

void World::attach(FuzzedDataProvider& input) {
    // Mostly the one that came last.
    ModelClient* const client =
        clients_.empty() || input.ConsumeBool() ? any_client(input) : clients_.back().get();
    if (client == nullptr) return;
    auto connection = std::make_shared<Connection>();
    connection->framing = input.ConsumeBool() ? Framing::chunked : Framing::bare;
    connection->pulled = input.ConsumeIntegralInRange(0, 3) == 0;
    connection->room = input.PickValueInArray<std::size_t>(
        {Connection::kEverything, Connection::kEverything, 0, 100, 1'000});
    const auto path = input.ConsumeBool() ? net::ClientPath::direct : net::ClientPath::stream;
    const bool expected = client->listed && !client->connection;
    // Before the call, which may end the client at once.
    if (expected) {
        client->connection = connection;
        client->path = path;
    }
    const bool attached = engine_->attach(
        client->key(), path, [client, connection](net::Worker& worker, net::Client& of_engine) {
            auto sink = std::make_unique<ModelSink>(connection, worker, of_engine);
            // A client that is gone gets the end of its stream, and keeps no connection.
            if (!client->gone) client->sink = sink.get();
            return sink;
        });
    trace("attach %s: %s, %s, room %zu\n", client->id().c_str(),
          connection->pulled ? "pulled" : "written",
          connection->framing == Framing::chunked ? "chunked" : "bare", connection->room);
    require(attached == expected, "a client has one connection");
}

void World::subscribe(FuzzedDataProvider& input) {
    const ModelClient* const any = any_client(input);
    const std::string id = any ? any->id() : "nobody";
    ModelClient* const client = listed(id);
    const std::string channel = input.PickValueInArray({"a", "b", "c", "user:u", "\n"});
    const bool expected = client != nullptr && !client->channels.contains(channel);
    try {
        const bool joined = engine_->subscribe(id, channel);
        require(channel != "\n", "a control character is no name");
        trace("subscribe %s %s: %d\n", id.c_str(), channel.c_str(), joined);
        require(joined == expected, "a client joins what it is not in");
    } catch (const Error& error) {
        require(channel == "\n" && error.code() == ErrorCode::invalid_channel, "names are checked");
        return;
    }
    if (expected) client->channels[channel] = newest_;
}

void World::unsubscribe(FuzzedDataProvider& input) {
    const ModelClient* const any = any_client(input);
    const std::string id = any ? any->id() : "nobody";
    ModelClient* const client = listed(id);
    const std::string channel = input.PickValueInArray({"a", "b", "c", "user:u", "session:s"});
    const bool expected = client != nullptr && client->channels.contains(channel);
    for (BegunAdmission& begun : begun_) begun.revoke_membership(id, channel);
    const bool left = engine_->unsubscribe(id, channel);
    trace("unsubscribe %s %s: %d\n", id.c_str(), channel.c_str(), left);
    require(left == expected, "a client leaves what it is in");
    if (!expected) return;
    client->channels.erase(channel);
    client->left_channel();
}

void World::disconnect(FuzzedDataProvider& input) {
    const net::TargetNames target = any_target(input);
    for (BegunAdmission& begun : begun_) begun.revoke(target);
    std::size_t expected = 0;
    for (const auto& client : clients_) {
        if (!means(target, *client)) continue;
        ++expected;
        client->listed = false;
        client->allow_end(DisconnectReason::server);
    }
    const std::size_t closed = engine_->disconnect(target, DisconnectReason::server);
    trace("disconnect: %zu clients\n", closed);
    require(closed == expected, "disconnect tells how many it closes");
}

void World::read_on(FuzzedDataProvider& input) {
    ModelClient* const client = any_client(input);
    if (client == nullptr || !client->connection || client->gone) return;
    Connection& connection = *client->connection;
    const auto room = input.PickValueInArray<std::size_t>({1, 7, 100, 1'000, 4'000, 0});
    connection.room = room == 0 ? Connection::kEverything
                                : std::min(connection.room + room, Connection::kEverything);
    trace("%s reads on: %zu\n", client->id().c_str(), connection.room);
    if (connection.pulled) {
        // Before the call, which may find that the connection is broken.
        const bool listed = client->listed;
        require(engine_->pull(client->key()) == listed, "a client that is there can pull");
    } else if (client->sink != nullptr) {
        client->sink->tell_writable();
    }
}

void World::stall(FuzzedDataProvider& input) {
    const ModelClient* const client = any_client(input);
    if (client == nullptr || !client->connection) return;
    trace("%s stalls\n", client->id().c_str());
    client->connection->room = 0;
}

void World::fail(FuzzedDataProvider& input) {
    ModelClient* const client = any_client(input);
    if (client == nullptr || !client->connection) return;
    trace("%s is broken\n", client->id().c_str());
    client->connection->broken = true;
    client->allow_end(DisconnectReason::client);
}

void World::peer_leaves(FuzzedDataProvider& input) {
    ModelClient* const client = any_client(input);
    if (client == nullptr || client->sink == nullptr) return;
    trace("%s leaves\n", client->id().c_str());
    client->allow_end(DisconnectReason::client);
    client->sink->tell_closed();
}

void World::leave(FuzzedDataProvider& input) {
    ModelClient* const client = any_client(input);
    if (client == nullptr) return;
    trace("%s ends its request\n", client->id().c_str());
    const bool expected = client->listed;
    client->allow_end(DisconnectReason::client);
    client->listed = false;
    require(engine_->leave(client->key()) == expected, "a client leaves once");
}

}  // namespace ssecast::test
