#pragma once

#include "core/event_id.hpp"
#include "core/target.hpp"

#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>

namespace ssecast {

/// A client's place in a channel. Kept small: ten thousand clients have two each.
struct Membership {
    ChannelId channel = 0;
    /// Events up to here were published before the client joined, and are not for it.
    EventId since;
    /// The client's index in the channel's list of members.
    std::uint32_t position = 0;
};

/// Two are the usual number, the user's channel and the session's, and take no allocation.
using Memberships = boost::container::small_vector<Membership, 2>;

/// Compares one by one: lists are short, and a table for each client would take more memory than
/// the search takes time. A channel of a thousand costs a microsecond.
[[nodiscard]] inline Membership* find_membership(Memberships& memberships, ChannelId channel) {
    for (Membership& membership : memberships) {
        if (membership.channel == channel) return &membership;
    }
    return nullptr;
}

/// Which clients are in which channel. `kList` is the client's own list of its channels in this
/// index. A client has two such lists, because two threads look at it: the directory's, under the
/// broadcaster's mutex, and its worker's, without a lock.
///
/// Joining and leaving never search the members of a channel, which may be all clients: the two
/// lists refer to each other by index. Leaving moves the last member into the gap, so members have
/// no order. Not synchronised.
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

    /// The same for a channel that the client is known not to be in. Not searching the client's
    /// list keeps an admission with n channels from costing n * n. Strong guarantee.
    void join_new(Client& client, ChannelId channel, EventId since) {
        Memberships& memberships = client.*kList;
        Channel& joined = channels_[channel];
        // Room in all three lists first: without memory none of them may hold an entry that another
        // one lacks.
        try {
            make_room(memberships);
            make_room(joined.members);
            make_room(joined.places);
        } catch (const std::exception&) {
            if (joined.members.empty()) channels_.erase(channel);
            throw;
        }
        const auto place = static_cast<std::uint32_t>(memberships.size());
        memberships.push_back({channel, since, static_cast<std::uint32_t>(joined.members.size())});
        joined.members.push_back(&client);
        joined.places.push_back(place);
    }

    /// False when the client is not in the channel. Needs no memory, as a client's end must not.
    bool leave(Client& client, ChannelId channel) noexcept {
        Memberships& memberships = client.*kList;
        Membership* const membership = find_membership(memberships, channel);
        if (membership == nullptr) return false;
        remove_member(channel, membership->position);
        if (membership != &memberships.back()) {
            // The last entry moves into the gap, and its channel learns the new index.
            *membership = memberships.back();
            channels_.find(membership->channel)->second.places[membership->position] =
                static_cast<std::uint32_t>(membership - memberships.data());
        }
        memberships.pop_back();
        return true;
    }

    /// Leaves the channel that the client's list ends with: the cheapest one to leave. For callers
    /// that leave all channels, and do something for each.
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

    /// Valid until the next change of the index.
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
        /// For each member, the index of this channel in the member's own list. So when a member
        /// moves because another one leaves, its entry is found without a search.
        boost::container::small_vector<std::uint32_t, 2> places;
    };

    /// For one more. A list grows by half, so that a join costs a constant time on average.
    template <class List>
    static void make_room(List& list) {
        const std::size_t size = list.size();
        if (size == list.capacity()) list.reserve(size + size / 2 + 1);
    }

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

    // Flat: a look-up for each event meets two cache lines, and four or more in a table of nodes.
    boost::unordered_flat_map<ChannelId, Channel> channels_;
};

}  // namespace ssecast
