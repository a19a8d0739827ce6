#pragma once

#include "net/client.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstddef>
#include <functional>

namespace ssecast::net {

/// Clients by their keys, which the table reads in the clients. Owns none: a client is removed
/// before it is destroyed, unless the table is not used again.
class ClientsByKey {
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(ClientKey key) const noexcept { return std::hash<ClientKey>{}(key); }
        std::size_t operator()(const Client* client) const noexcept { return (*this)(client->key); }
    };
    struct Equal {
        using is_transparent = void;
        bool operator()(const Client* a, const Client* b) const noexcept { return a == b; }
        bool operator()(ClientKey key, const Client* client) const noexcept {
            return client->key == key;
        }
        bool operator()(const Client* client, ClientKey key) const noexcept {
            return client->key == key;
        }
    };

public:
    /// Strong guarantee.
    void add(Client& client) { clients_.insert(&client); }
    /// Does nothing for a client that is not here.
    void remove(const Client& client) noexcept { clients_.erase(client.key); }
    /// Null when there is none.
    [[nodiscard]] Client* find(ClientKey key) const noexcept {
        const auto found = clients_.find(key);
        return found == clients_.end() ? nullptr : *found;
    }

private:
    boost::unordered_flat_set<Client*, Hash, Equal> clients_;
};

}  // namespace ssecast::net
