#include "net/directory.hpp"

#include <new>
#include <utility>

namespace ssecast::net {

// The caller removes the client again if something throws half-way.
void Directory::add(ClientPtr client) {
    client->listed = true;
    ++paths_[static_cast<std::size_t>(client->path)];
    clients_by_key_.add(*client);
    clients_.insert(std::move(client));
}

void Directory::keep_owner(const Client& client) {
    if (client.user_channel != 0) {
        ++users_[client.user_channel];
        names_.acquire(client.user_channel);
    }
    if (client.session_channel != 0) names_.acquire(client.session_channel);
}

bool Directory::remove(Client& client) {
    if (!client.listed) return false;
    const ClientPtr keep(&client);
    try {
        client.farewell = std::make_unique<ClientInfo>(describe(client));
    } catch (const std::bad_alloc&) {
        // A removal must not fail. Without its description the application learns nothing of its
        // end.
        client.farewell.reset();
    }
    // From here on nothing needs memory.
    client.listed = false;
    --paths_[static_cast<std::size_t>(client.path)];
    while (!client.directory_channels.empty()) {
        const ChannelId channel = client.directory_channels.back().channel;
        const std::size_t before = channels_.size();
        // From the end, where leaving moves no other entry of the client's list.
        channels_.leave_last(client);
        count_channel(channel, before);
        names_.release(channel);
    }
    if (client.user_channel != 0) {
        names_.release(client.user_channel);
        const auto user = users_.find(client.user_channel);
        if (--user->second == 0) users_.erase(user);
    }
    if (client.session_channel != 0) names_.release(client.session_channel);
    clients_by_key_.remove(client);
    clients_.erase(client.id.view());
    return true;
}

// By the id that people use; by the key for calls that mean one connection.
ClientPtr Directory::find(std::string_view id) const {
    const auto found = clients_.find(id);
    return found == clients_.end() ? nullptr : *found;
}

ClientPtr Directory::find(ClientKey key) const { return ClientPtr(clients_by_key_.find(key)); }

// Not the members of `user:<id>`: a client may leave that channel, and others may join it.
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

// The name's reference first and the membership after it; either both stay or none.
bool Directory::join(Client& client, std::string_view channel, EventId since) {
    const ChannelId number = names_.acquire(channel);
    const std::size_t before = channels_.size();
    try {
        if (!channels_.join(client, number, since)) {
            names_.release(number);
            return false;
        }
    } catch (const std::bad_alloc&) {
        names_.release(number);
        throw;
    }
    count_channel(number, before);
    // A plan of the history that was made for the former channels no longer holds.
    ++client.channels_version;
    return true;
}

void Directory::join_new(Client& client, std::string_view channel) {
    const ChannelId number = names_.acquire(channel);
    const std::size_t before = channels_.size();
    try {
        channels_.join_new(client, number, {});
    } catch (const std::bad_alloc&) {
        names_.release(number);
        throw;
    }
    count_channel(number, before);
}

bool Directory::leave(Client& client, ChannelId channel) {
    const std::size_t before = channels_.size();
    if (!channels_.leave(client, channel)) return false;
    count_channel(channel, before);
    names_.release(channel);
    ++client.channels_version;
    return true;
}

// By the prefix: users and sessions are channels like any other to the rest of the code.
std::size_t& Directory::counter(std::string_view channel) noexcept {
    if (channel.starts_with(kUserPrefix)) return channel_counts_.users;
    if (channel.starts_with(kSessionPrefix)) return channel_counts_.sessions;
    return channel_counts_.channels;
}

// Compares the number of channels before and after, because only the index knows whether the change
// was that of a first or a last member. Before `release`, which may forget the name.
void Directory::count_channel(ChannelId channel, std::size_t before) {
    const std::size_t now = channels_.size();
    if (now > before) ++counter(names_.name(channel));
    if (now < before) --counter(names_.name(channel));
}

template <class Take>
void Directory::for_each(const Target& target, const Take& take) {
    // A client may be in several of the channels: it is marked instead of being looked for.
    const std::uint64_t selection = ++selections_;
    const auto take_once = [&](Client& client) {
        if (std::exchange(client.selection, selection) != selection) take(client);
    };
    switch (target.kind) {
        case Target::Kind::all:
            for (const ClientPtr& client : clients_) take(*client);
            break;
        case Target::Kind::channels:
            for (const ChannelId channel : target.keys) {
                for (Client* const client : channels_.members(channel)) take_once(*client);
            }
            break;
        case Target::Kind::clients:
            for (const ClientKey key : target.keys) {
                if (Client* const client = clients_by_key_.find(key)) take_once(*client);
            }
            break;
    }
}

std::size_t Directory::count(const Target& target) {
    if (target.kind == Target::Kind::all) return clients_.size();
    // The usual cases of `publish` need no walk over the members.
    if (target.kind == Target::Kind::channels && target.keys.size() == 1) {
        return channels_.members(target.keys[0]).size();
    }
    std::size_t count = 0;
    for_each(target, [&](const Client& /*client*/) { ++count; });
    return count;
}

// Pointers that own, because the caller works on them in pieces while clients go.
std::vector<ClientPtr> Directory::select(const Target& target) {
    std::vector<ClientPtr> selected;
    if (target.kind == Target::Kind::all) selected.reserve(clients_.size());
    for_each(target, [&](Client& client) { selected.emplace_back(&client); });
    return selected;
}

ClientInfo Directory::describe(const Client& client) const {
    // The names of the user and the session are those of their channels, kept once for all clients.
    const auto owner = [this](ChannelId channel, std::string_view prefix) {
        return channel == 0 ? std::string()
                            : std::string(names_.name(channel).substr(prefix.size()));
    };
    ClientInfo info;
    info.key = client.key;
    info.id = client.id.view();
    info.user_id = owner(client.user_channel, kUserPrefix);
    info.session_id = owner(client.session_channel, kSessionPrefix);
    for (const Membership& membership : client.directory_channels) {
        info.channels.emplace_back(names_.name(membership.channel));
    }
    if (client.metadata) info.metadata = *client.metadata;
    info.connected_at_ms = client.connected_at_ms;
    info.expires_at_ms = client.expires_at_ms;
    info.path = client.path;
    info.tag = client.tag;
    return info;
}

Directory::Counts Directory::counts() const noexcept {
    Counts counts = channel_counts_;
    counts.pending = paths_[static_cast<std::size_t>(ClientPath::pending)];
    counts.direct = paths_[static_cast<std::size_t>(ClientPath::direct)];
    counts.stream = paths_[static_cast<std::size_t>(ClientPath::stream)];
    return counts;
}

}  // namespace ssecast::net
