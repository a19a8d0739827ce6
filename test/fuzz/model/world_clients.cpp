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

std::optional<std::string> World::any_cursor(FuzzedDataProvider& input) {
    switch (input.ConsumeIntegralInRange(0, 9)) {
        case 0:
        case 1:
            return std::nullopt;
        case 2:
            return input.PickValueInArray({"", "1-0", "garbage", "-1-1", "18446744073709551616-0",
                                           "99999999999999-0", "a", "b", "7-7", "\xff\xfe"});
        case 3:
            return input.ConsumeRandomLengthString(50);
        case 4:
            return std::string(100'000, '1');
        case 5:
            return to_string(newest_);
        case 6:
        case 7: {
            // What an honest client sends: one that is there, or one that is gone.
            ModelClient* const client = any_client(input);
            if (client == nullptr) return std::nullopt;
            look_around();
            client->read(circumstances_);
            return client->parser().last_event_id();
        }
        default:
            if (events_.empty()) return to_string(first_);
            return events_[input.ConsumeIntegralInRange<std::size_t>(0, events_.size() - 1)]
                .wire_id;
    }
}

void World::require_room(const net::Admission& admission, std::optional<ErrorCode> refused) {
    const auto users = std::count_if(clients_.begin(), clients_.end(), [&](const auto& each) {
        return each->listed && !each->user.empty() && each->user == admission.user_id;
    });
    const bool user_is_full = max_connections_per_user_ != 0 && !admission.user_id.empty() &&
                              static_cast<std::size_t>(users) >= max_connections_per_user_;
    std::optional<ErrorCode> expected;
    if (admission.client_id && listed(*admission.client_id) != nullptr) {
        expected = ErrorCode::duplicate_client;
    }
    if (user_is_full) expected = ErrorCode::max_connections_per_user;
    if (count_listed() >= max_connections_) expected = ErrorCode::max_connections;
    require(refused == expected, "a connection is refused where a limit says so");
}

void World::admit(FuzzedDataProvider& input) {
    net::Admission admission;
    admission.user_id = input.PickValueInArray({"", "u", "v"});
    admission.session_id = input.PickValueInArray({"", "s"});
    // Not by a choice of its own, which would give old inputs another meaning.
    if (admission.user_id == "v" && !admission.session_id.empty()) admission.client_id = "own";
    for (int i = input.ConsumeIntegralInRange(0, 2); i > 0; --i) {
        admission.channels.emplace_back(input.PickValueInArray({"a", "b", "user:u"}));
    }
    admission.last_event_id = any_cursor(input);
    admission.closed = handler_;
    ModelMemberships channels;
    for (const std::string& channel : admission.channels) channels[channel] = {};
    if (!admission.user_id.empty()) channels["user:" + admission.user_id] = {};
    if (!admission.session_id.empty()) channels["session:" + admission.session_id] = {};
    const Promise promise = this->promise(admission.last_event_id);
    net::Admitted admitted;
    try {
        admitted = engine_->admit(admission);
    } catch (const Error& error) {
        // The caller's mistake is no connection that was refused.
        if (error.code() != ErrorCode::duplicate_client) ++refused_;
        require_room(admission, error.code());
        return;
    }
    trace("admit %s, user '%s', session '%s', cursor '%.60s', expected %d\n", admitted.id.c_str(),
          admission.user_id.c_str(), admission.session_id.c_str(),
          admission.last_event_id.value_or("none").c_str(), static_cast<int>(promise.kind));
    for (const auto& [name, since] : channels) trace("  in %s\n", name.c_str());
    ++admitted_;
    require_room(admission, std::nullopt);
    require(!admission.client_id || admitted.id == *admission.client_id, "an own id is as given");
    auto client = std::make_unique<ModelClient>(std::move(admitted), promise, std::move(channels));
    client->user = admission.user_id;
    client->session = admission.session_id;
    for (const ModelEvent& event : events_) {
        if (promise.position < event.id && event.reaches(client->channels)) client->expect(event);
    }
    clients_.push_back(std::move(client));
    if (input.ConsumeBool()) attach(input);
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
    const bool attached = engine_->attach(
        client->key(), path, [client, connection](net::Worker& worker, net::Client& of_engine) {
            auto sink = std::make_unique<ModelSink>(connection, worker, of_engine);
            client->sink = sink.get();
            return sink;
        });
    trace("attach %s: %s, %s, room %zu\n", client->id().c_str(),
          connection->pulled ? "pulled" : "written",
          connection->framing == Framing::chunked ? "chunked" : "bare", connection->room);
    require(attached == expected, "a client has one connection");
    if (!attached) return;
    client->connection = std::move(connection);
    client->path = path;
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
    const bool left = engine_->unsubscribe(id, channel);
    trace("unsubscribe %s %s: %d\n", id.c_str(), channel.c_str(), left);
    require(left == expected, "a client leaves what it is in");
    if (!expected) return;
    client->channels.erase(channel);
    client->left_channel();
}

void World::disconnect(FuzzedDataProvider& input) {
    const net::TargetNames target = any_target(input);
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
        require(engine_->pull(client->key()) == client->listed, "a client that is there can pull");
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

}  // namespace ssecast::test
