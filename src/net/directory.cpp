#include "net/directory.hpp"

#include <algorithm>
#include <unordered_set>

namespace ssecast::net {

void Directory::add(ClientPtr client) {
    client->listed = true;
    ++paths_[static_cast<std::size_t>(client->path)];
    clients_by_key_.emplace(client->key, client.get());
    const std::string_view id = client->id;
    clients_.emplace(id, std::move(client));
}

void Directory::keep_owner(const Client& client) {
    if (client.user_channel != 0) {
        names_.acquire(client.user_channel);
        ++users_[client.user_channel];
    }
    if (client.session_channel != 0) names_.acquire(client.session_channel);
}

bool Directory::remove(Client& client) {
    if (!client.listed) return false;
    const ClientPtr keep(&client);
    client.farewell = std::make_unique<ClientInfo>(describe(client));
    client.listed = false;
    --paths_[static_cast<std::size_t>(client.path)];
    const Memberships memberships = client.directory_channels;
    channels_.leave_all(client);
    for (const Membership& membership : memberships) names_.release(membership.channel);
    if (client.user_channel != 0) {
        names_.release(client.user_channel);
        const auto user = users_.find(client.user_channel);
        if (--user->second == 0) users_.erase(user);
    }
    if (client.session_channel != 0) names_.release(client.session_channel);
    clients_by_key_.erase(client.key);
    clients_.erase(client.id);
    return true;
}

ClientPtr Directory::find(std::string_view id) const {
    const auto found = clients_.find(id);
    return found == clients_.end() ? nullptr : found->second;
}

ClientPtr Directory::find(ClientKey key) const {
    const auto found = clients_by_key_.find(key);
    return found == clients_by_key_.end() ? nullptr : ClientPtr(found->second);
}

std::size_t Directory::count_of_user(std::string_view user_id) const {
    const auto channel = names_.find(std::string(kUserPrefix) + std::string(user_id));
    const auto user = channel ? users_.find(*channel) : users_.end();
    return user == users_.end() ? 0 : user->second;
}

void Directory::set_path(Client& client, ClientPath path) noexcept {
    if (client.listed) {
        --paths_[static_cast<std::size_t>(client.path)];
        ++paths_[static_cast<std::size_t>(path)];
    }
    client.path = path;
}

bool Directory::join(Client& client, std::string_view channel, EventId since) {
    const ChannelId number = names_.acquire(channel);
    if (channels_.join(client, number, since)) return true;
    names_.release(number);
    return false;
}

bool Directory::leave(Client& client, ChannelId channel) {
    if (!channels_.leave(client, channel)) return false;
    names_.release(channel);
    return true;
}

std::size_t Directory::count(const Target& target) const {
    switch (target.kind) {
        case Target::Kind::all:
            return clients_.size();
        case Target::Kind::channels:
            if (target.keys.empty()) return 0;
            if (target.keys.size() == 1) return channels_.members(target.keys[0]).size();
            return select(target).size();
        case Target::Kind::clients:
            return select(target).size();
    }
    return 0;
}

std::vector<ClientPtr> Directory::select(const Target& target) const {
    std::vector<ClientPtr> selected;
    std::unordered_set<const Client*> seen;
    const auto take = [&](Client* client) {
        if (target.keys.size() == 1 || seen.insert(client).second) selected.emplace_back(client);
    };
    switch (target.kind) {
        case Target::Kind::all:
            selected.reserve(clients_.size());
            for (const auto& [id, client] : clients_) selected.push_back(client);
            break;
        case Target::Kind::channels:
            for (const ChannelId channel : target.keys) {
                for (Client* const client : channels_.members(channel)) take(client);
            }
            break;
        case Target::Kind::clients:
            for (const ClientKey key : target.keys) {
                const auto found = clients_by_key_.find(key);
                if (found != clients_by_key_.end()) take(found->second);
            }
            break;
    }
    // Keys only grow: the oldest connection comes first.
    std::sort(selected.begin(), selected.end(),
              [](const ClientPtr& a, const ClientPtr& b) { return a->key < b->key; });
    return selected;
}

ClientInfo Directory::describe(const Client& client) const {
    const auto owner = [this](ChannelId channel, std::string_view prefix) {
        return channel == 0 ? std::string()
                            : std::string(names_.name(channel).substr(prefix.size()));
    };
    ClientInfo info;
    info.key = client.key;
    info.id = client.id;
    info.user_id = owner(client.user_channel, kUserPrefix);
    info.session_id = owner(client.session_channel, kSessionPrefix);
    for (const Membership& membership : client.directory_channels) {
        info.channels.emplace_back(names_.name(membership.channel));
    }
    info.metadata = client.metadata;
    info.connected_at_ms = client.connected_at_ms;
    info.expires_at_ms = client.expires_at_ms;
    info.path = client.path;
    info.tag = client.tag;
    return info;
}

Directory::Counts Directory::counts() const {
    Counts counts;
    counts.pending = paths_[static_cast<std::size_t>(ClientPath::pending)];
    counts.direct = paths_[static_cast<std::size_t>(ClientPath::direct)];
    counts.stream = paths_[static_cast<std::size_t>(ClientPath::stream)];
    channels_.for_each_channel([&](ChannelId channel) {
        const std::string_view name = names_.name(channel);
        if (name.starts_with(kUserPrefix)) {
            ++counts.users;
        } else if (name.starts_with(kSessionPrefix)) {
            ++counts.sessions;
        } else {
            ++counts.channels;
        }
    });
    return counts;
}

}  // namespace ssecast::net
