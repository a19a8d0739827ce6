#pragma once

#include "core/event_id.hpp"
#include "core/target.hpp"

#include <boost/container/small_vector.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
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
/// Joining and leaving cost no search in the channel, however many members it has. Not
/// synchronised.
template <class Client, Memberships Client::*kList>
class ChannelIndex {
public:
    using Members = boost::container::small_vector<Client*, 1>;

    /// False when the client is in the channel already.
    bool join(Client& client, ChannelId channel, EventId since) {
        Memberships& memberships = client.*kList;
        if (find_membership(memberships, channel) != nullptr) return false;
        // Whichever of the two lists has no room: the other is not to know of it either.
        Members& members = channels_[channel];
        const std::size_t before = memberships.size();
        try {
            memberships.push_back({channel, since, static_cast<std::uint32_t>(members.size())});
            members.push_back(&client);
        } catch (const std::exception&) {
            if (memberships.size() != before) memberships.pop_back();
            if (members.empty()) channels_.erase(channel);
            throw;
        }
        return true;
    }

    /// False when the client is not in the channel.
    bool leave(Client& client, ChannelId channel) noexcept {
        Memberships& memberships = client.*kList;
        Membership* const membership = find_membership(memberships, channel);
        if (membership == nullptr) return false;
        remove_member(channel, membership->position);
        *membership = memberships.back();
        memberships.pop_back();
        return true;
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
        return {found->second.data(), found->second.size()};
    }

    template <class Visit>
    void for_each_channel(const Visit& visit) const {
        for (const auto& [channel, members] : channels_) visit(channel);
    }

    /// Channels that have a member.
    [[nodiscard]] std::size_t size() const noexcept { return channels_.size(); }

private:
    void remove_member(ChannelId channel, std::uint32_t position) noexcept {
        const auto found = channels_.find(channel);
        Members& members = found->second;
        if (position + 1 != members.size()) {
            members[position] = members.back();
            find_membership(members[position]->*kList, channel)->position = position;
        }
        members.pop_back();
        if (members.empty()) channels_.erase(found);
    }

    std::unordered_map<ChannelId, Members> channels_;
};

}  // namespace ssecast
