#include "support/engine.hpp"

#include <stdexcept>
#include <utility>

namespace ssecast::test {

nlohmann::json Peer::connected() {
    if (!reader.read_until([this] { return !reader.events().empty(); })) {
        throw std::runtime_error("the connection brought no event");
    }
    const ParsedEvent& first = reader.events().front();
    if (first.type != "connected") throw std::runtime_error("the first event is " + first.type);
    return nlohmann::json::parse(first.data);
}

Options quiet_options() {
    Options options;
    options.heartbeat_interval_ms = 0;
    options.workers = 2;
    return options;
}

Options one_worker() {
    Options options = quiet_options();
    options.workers = 1;
    return options;
}

net::TargetNames to_all() { return {}; }

net::TargetNames to_channels(std::vector<std::string> names) {
    return {Target::Kind::channels, std::move(names)};
}

net::TargetNames to_clients(std::vector<std::string> ids) {
    return {Target::Kind::clients, std::move(ids)};
}

net::Admission in_channels(std::vector<std::string> names) {
    net::Admission admission;
    admission.channels = std::move(names);
    return admission;
}

net::Admission named(std::string client_id, std::vector<std::string> channels) {
    net::Admission admission = in_channels(std::move(channels));
    admission.client_id = std::move(client_id);
    return admission;
}

net::Admission identified(std::string user_id, std::string session_id,
                          std::vector<std::string> channels) {
    net::Admission admission = in_channels(std::move(channels));
    admission.user_id = std::move(user_id);
    admission.session_id = std::move(session_id);
    return admission;
}

std::string Engine::admit(net::Admission admission) {
    admission.closed = handler_;
    net::Admitted admitted = broadcaster_.admit(std::move(admission));
    const std::lock_guard lock(keys_mutex_);
    keys_[admitted.id] = admitted.key;
    return std::move(admitted.id);
}

ClientKey Engine::key_of(const std::string& id) const {
    const std::lock_guard lock(keys_mutex_);
    const auto found = keys_.find(id);
    return found == keys_.end() ? 0 : found->second;
}

Peer Engine::connect(net::Admission admission, Connection connection, Framing framing) {
    std::string id = admit(std::move(admission));
    const ClientKey key = key_of(id);
    if (!net::adopt_socket(broadcaster_, key, connection.server.get(), framing)) {
        throw std::runtime_error("the connection was not adopted");
    }
    return {std::move(id), key, Reader(std::move(connection.peer), framing)};
}

Peer Engine::resume(std::string cursor, std::vector<std::string> channels) {
    net::Admission admission = in_channels(std::move(channels));
    admission.last_event_id = std::move(cursor);
    return connect(std::move(admission));
}

std::string Engine::publish(const net::TargetNames& target, std::string_view data) {
    const net::Published published = broadcaster_.publish(target, {.event = "test", .data = data});
    broadcaster_.flush();
    return std::string(published.frame->wire_id());
}

}  // namespace ssecast::test
