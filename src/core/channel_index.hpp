#pragma once

#include "core/event_id.hpp"
#include "core/target.hpp"

#include <boost/container/small_vector.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>

namespace ssecast {

/// A client's place in a channel.
struct Membership {
    ChannelId channel = 0;
    /// Events up to here were published before the client joined and are not for it.
    EventId since;
    /// Where the channel's list of members holds the client.
    std::uint32_t position = 0;
};

using Memberships = boost::container::small_vector<Membership, 2>;

[[nodiscard]] inline Membership* find_membership(Memberships& memberships, ChannelId channel) {
    for (Membership& membership : memberships) {
        if (membership.channel == channel) return &membership;
    }
    return nullptr;
}

/// Which clients are in which channel. `kList` is the client's own list of the channels that it is
/// in by this index; a client that is in two indexes has two lists.
///
/// Joining and leaving cost no search in the channel, however many members it has, and leaving all
/// channels none in other clients' lists. Not synchronised.
template <class Client, Memberships Client::*kList>
class ChannelIndex {
public:
    using Members = boost::container::small_vector<Client*, 1>;

    /// False when the client is in the channel already.
    bool join(Client& client, ChannelId channel, EventId since) {
        if (find_membership(client.*kList, channel) != nullptr) return false;
        join_new(client, channel, since);
        return true;
    }

    /// The same for a channel that the client is known not to be in: the list is not searched.
    void join_new(Client& client, ChannelId channel, EventId since) {
        Memberships& memberships = client.*kList;
        Channel& joined = channels_[channel];
        const auto place = static_cast<std::uint32_t>(memberships.size());
        memberships.push_back({channel, since, static_cast<std::uint32_t>(joined.members.size())});
        joined.members.push_back(&client);
        joined.places.push_back(place);
    }

    /// False when the client is not in the channel.
    bool leave(Client& client, ChannelId channel) noexcept {
        Memberships& memberships = client.*kList;
        Membership* const membership = find_membership(memberships, channel);
        if (membership == nullptr) return false;
        remove_member(channel, membership->position);
        if (membership != &memberships.back()) {
            *membership = memberships.back();
            channels_.find(membership->channel)->second.places[membership->position] =
                static_cast<std::uint32_t>(membership - memberships.data());
        }
        memberships.pop_back();
        return true;
    }

    /// Leaves the channel that the client's list ends with.
    void leave_last(Client& client) noexcept {
        const Membership& membership = (client.*kList).back();
        remove_member(membership.channel, membership.position);
        (client.*kList).pop_back();
    }

    void leave_all(Client& client) noexcept {
        for (const Membership& membership : client.*kList) {
            remove_member(membership.channel, membership.position);
        }
        (client.*kList).clear();
    }

    [[nodiscard]] std::span<Client* const> members(ChannelId channel) const noexcept {
        const auto found = channels_.find(channel);
        if (found == channels_.end()) return {};
        return {found->second.members.data(), found->second.members.size()};
    }

    /// Channels that have a member.
    [[nodiscard]] std::size_t size() const noexcept { return channels_.size(); }

private:
    struct Channel {
        Members members;
        /// Where each member's own list holds this channel, so that a member that moves up when
        /// another leaves is found without a search in its list.
        boost::container::small_vector<std::uint32_t, 2> places;
    };

    void remove_member(ChannelId channel, std::uint32_t position) noexcept {
        const auto found = channels_.find(channel);
        auto& [members, places] = found->second;
        if (position + 1 != members.size()) {
            members[position] = members.back();
            places[position] = places.back();
            (members[position]->*kList)[places[position]].position = position;
        }
        members.pop_back();
        places.pop_back();
        if (members.empty()) channels_.erase(found);
    }

    std::unordered_map<ChannelId, Channel> channels_;
};

}  // namespace ssecast
