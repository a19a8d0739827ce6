// Admissions and joins that lose their right while they are under way; see Revocations.
#include "net/broadcaster.hpp"

#include <algorithm>

namespace ssecast::net {

namespace {

using Kind = Target::Kind;

}  // namespace

Ticket Broadcaster::ticket() {
    const Lock lock(mutex_);
    return revocations_.ticket();
}

void Broadcaster::revoke(const TargetNames& names, Ticket by) {
    if (names.kind == Kind::all) revocations_.add_all(by);
    // By names, not numbers: an admission under way may bring a channel that has no member, and so
    // no number, yet.
    for (const std::string& key : names.keys) revocations_.add(names.kind, key, by);
}

void Broadcaster::refuse_revoked() {
    refuse(
        RefusalReason::revoked, ErrorCode::revoked,
        "Expected an admission whose rights stay until it ends, but the application disconnected "
        "this client from broadcaster '" +
            name_ + "' meanwhile; let the client ask again");
}

// Refuses on doubt. 8,192 revocations during one admission are rare; an admission that slipped
// through would read what was revoked.
void Broadcaster::require_known(Ticket ticket) {
    if (!revocations_.stale(ticket)) return;
    ++totals_.revocation_overflows;
    refuse(RefusalReason::revoked, ErrorCode::revoked,
           "Expected an admission that began after the oldest of the " +
               std::to_string(Revocations::kMost) + " revocations that broadcaster '" + name_ +
               "' remembers, but this one took longer; let the client ask again");
}

// For a client that is about to be admitted: all that it rests on.
void Broadcaster::require_unrevoked(const Admission& admission,
                                    std::span<const std::string> channels) {
    const Ticket ticket = admission.ticket;
    require_known(ticket);
    if (!revocations_.any_since(ticket)) return;
    const bool revoked =
        revocations_.all_since(ticket) ||
        (admission.client_id && revocations_.since(ticket, Kind::clients, *admission.client_id)) ||
        std::any_of(channels.begin(), channels.end(), [&](const std::string& channel) {
            return revocations_.since(ticket, Kind::channels, channel) ||
                   (admission.client_id &&
                    revocations_.membership_since(ticket, *admission.client_id, channel));
        });
    if (revoked) refuse_revoked();
}

// For a client that is about to join one more channel. Its other channels may have been revoked:
// losing those does not concern this join.
void Broadcaster::require_unrevoked(const Client& client, std::string_view channel, Ticket ticket) {
    require_known(ticket);
    if (!revocations_.any_since(ticket)) return;
    const auto owner_since = [&](ChannelId owner) {
        return owner != 0 &&
               revocations_.since(ticket, Kind::channels, directory_.names().name(owner));
    };
    if (revocations_.all_since(ticket) ||
        revocations_.since(ticket, Kind::clients, client.id.view()) ||
        revocations_.since(ticket, Kind::channels, channel) ||
        revocations_.membership_since(ticket, client.id.view(), channel) ||
        owner_since(client.user_channel) || owner_since(client.session_channel)) {
        refuse_revoked();
    }
}

}  // namespace ssecast::net
