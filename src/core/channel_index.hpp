#pragma once

#include "core/event_id.hpp"
#include "core/member_list.hpp"
#include "core/slot_table.hpp"
#include "core/target.hpp"

#include <boost/container/small_vector.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <type_traits>
#include <utility>

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

/// The same as a worker has it, which asks nobody since when.
struct Place {
    ChannelId channel = 0;
    std::uint32_t position = 0;
};
using Places = boost::container::small_vector<Place, 2>;

/// Compares one by one: lists are short, and a table for each client would take more memory than
/// the search takes time. A channel of a thousand costs a microsecond.
template <class List>
[[nodiscard]] typename List::value_type* find_membership(List& memberships, ChannelId channel) {
    for (auto& membership : memberships) {
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
template <class Client, auto kList>
class ChannelIndex {
public:
    /// `Membership` or `Place`.
    using Entry =
        typename std::remove_reference_t<decltype(std::declval<Client&>().*kList)>::value_type;

    /// False when the client is in the channel already.
    bool join(Client& client, ChannelId channel, EventId since) {
        if (find_membership(client.*kList, channel) != nullptr) return false;
        join_new(client, channel, since);
        return true;
    }

    /// The same for a channel that the client is known not to be in. Not searching the client's
    /// list keeps an admission with n channels from costing n * n. Strong guarantee.
    void join_new(Client& client, ChannelId channel, EventId since) {
        auto& memberships = client.*kList;
        MemberList<Client>& members = channels_.make(channel);
        // Room in both lists first: without memory none of them may hold an entry that the other
        // one lacks.
        try {
            make_room(memberships);
            members.make_room();
        } catch (const std::exception&) {
            if (members.size() == 0) channels_.erase(channel);
            throw;
        }
        Entry entry;
        entry.channel = channel;
        entry.position = static_cast<std::uint32_t>(members.size());
        if constexpr (requires { entry.since; }) entry.since = since;
        members.push_back(client, static_cast<std::uint32_t>(memberships.size()));
        memberships.push_back(entry);
    }

    /// False when the client is not in the channel. Needs no memory, as a client's end must not.
    bool leave(Client& client, ChannelId channel) noexcept {
        auto& memberships = client.*kList;
        Entry* const membership = find_membership(memberships, channel);
        if (membership == nullptr) return false;
        remove_member(channel, membership->position);
        if (membership != &memberships.back()) {
            // The last entry moves into the gap, and its channel learns the new index.
            *membership = memberships.back();
            channels_.find(membership->channel)
                ->set_place(membership->position,
                            static_cast<std::uint32_t>(membership - memberships.data()));
        }
        memberships.pop_back();
        return true;
    }

    /// Leaves the channel that the client's list ends with: the cheapest one to leave. For callers
    /// that leave all channels, and do something for each.
    void leave_last(Client& client) noexcept {
        const Entry& membership = (client.*kList).back();
        remove_member(membership.channel, membership.position);
        (client.*kList).pop_back();
    }

    void leave_all(Client& client) noexcept {
        for (const Entry& membership : client.*kList) {
            remove_member(membership.channel, membership.position);
        }
        (client.*kList).clear();
    }

    /// Valid until the next change of the index.
    [[nodiscard]] std::span<Client* const> members(ChannelId channel) const noexcept {
        const MemberList<Client>* const members = channels_.find(channel);
        if (members == nullptr) return {};
        return members->clients();
    }

    /// Channels that have a member.
    [[nodiscard]] std::size_t size() const noexcept { return channels_.size(); }

private:
    /// For one more. A list grows by half, so that a join costs a constant time on average.
    template <class List>
    static void make_room(List& list) {
        const std::size_t size = list.size();
        if (size == list.capacity()) list.reserve(size + size / 2 + 1);
    }

    void remove_member(ChannelId channel, std::uint32_t position) noexcept {
        MemberList<Client>& members = *channels_.find(channel);
        members.remove(position);
        if (members.size() == 0) {
            channels_.erase(channel);
        } else if (position != members.size()) {
            // Another member is there now, and its own list learns of it.
            Client& moved = *members.clients()[position];
            (moved.*kList)[members.place(position)].position = position;
        }
    }

    SlotTable<MemberList<Client>> channels_;
};

}  // namespace ssecast
