#pragma once

#include "core/channel_index.hpp"
#include "core/channel_names.hpp"
#include "net/client.hpp"
#include "net/clients_by_key.hpp"

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast::net {

/// Which clients there are, and in which channels. It answers counts and look-ups at once and
/// exactly, while the workers' own indexes follow through their inboxes: `publish` returns how many
/// clients it addressed, and limits hold for requests that come at the same moment. Not
/// synchronised: the broadcaster calls it under its mutex.
class Directory {
public:
    struct Counts {
        std::size_t direct = 0;
        std::size_t stream = 0;
        std::size_t pending = 0;
        std::size_t users = 0;
        std::size_t sessions = 0;
        std::size_t channels = 0;
    };

    void add(ClientPtr client);
    /// Counts the client as its user's, and takes references to the names of its user and session.
    /// The client may leave those channels and still be that user's. All or nothing.
    void keep_owner(const Client& client);
    /// Removes a client: it is no longer counted, addressed or found. False when it was removed
    /// before. Makes its description for the ClosedHandler, because its channels go here.
    bool remove(Client& client);

    /// Null when there is none.
    [[nodiscard]] ClientPtr find(std::string_view id) const;
    [[nodiscard]] ClientPtr find(ClientKey key) const;
    /// Clients that were admitted as this user's, for the limit per user.
    [[nodiscard]] std::size_t count_of_user(std::string_view user_id) const;
    [[nodiscard]] std::size_t size() const noexcept { return clients_.size(); }
    void set_path(Client& client, ClientPath path) noexcept;

    /// Events up to `since` are not for the client. False when it is in the channel already.
    /// Joining takes a reference to the channel's name.
    bool join(Client& client, std::string_view channel, EventId since);
    /// The same for a channel that the client is known not to be in.
    void join_new(Client& client, std::string_view channel);
    bool leave(Client& client, ChannelId channel);

    /// How many distinct clients a target means.
    [[nodiscard]] std::size_t count(const Target& target);
    /// In no order.
    [[nodiscard]] std::vector<ClientPtr> select(const Target& target);

    [[nodiscard]] ChannelNames& names() noexcept { return names_; }
    [[nodiscard]] const ChannelNames& names() const noexcept { return names_; }
    [[nodiscard]] ClientInfo describe(const Client& client) const;
    [[nodiscard]] Counts counts() const noexcept;

private:
    struct IdHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view id) const noexcept {
            return std::hash<std::string_view>{}(id);
        }
        std::size_t operator()(const ClientPtr& client) const noexcept {
            return (*this)(client->id.view());
        }
    };
    struct IdEqual {
        using is_transparent = void;
        bool operator()(const ClientPtr& a, const ClientPtr& b) const noexcept {
            return a->id.view() == b->id.view();
        }
        bool operator()(std::string_view id, const ClientPtr& client) const noexcept {
            return client->id.view() == id;
        }
        bool operator()(const ClientPtr& client, std::string_view id) const noexcept {
            return client->id.view() == id;
        }
    };

    /// Calls `take` with each of the clients once.
    template <class Take>
    void for_each(const Target& target, const Take& take);
    /// The counter for channels of this name.
    [[nodiscard]] std::size_t& counter(std::string_view channel) noexcept;
    /// Corrects the counters after one change. `before`: the number of channels with members.
    void count_channel(ChannelId channel, std::size_t before);

    ChannelNames names_;
    ChannelIndex<Client, &Client::directory_channels> channels_;
    /// Owns the clients. By their ids, which they have themselves.
    boost::unordered_flat_set<ClientPtr, IdHash, IdEqual> clients_;
    ClientsByKey clients_by_key_;
    /// Clients by the channel of the user that they were admitted as, which they may have left.
    boost::unordered_flat_map<ChannelId, std::size_t> users_;
    std::array<std::size_t, 3> paths_{};
    /// Channels with a member, by kind.
    Counts channel_counts_;
    /// Numbers the walks of `for_each`, to mark clients that one has met.
    std::uint64_t selections_ = 0;
};

}  // namespace ssecast::net
