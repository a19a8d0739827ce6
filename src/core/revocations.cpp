#include "core/revocations.hpp"

#include <atomic>
#include <utility>

namespace ssecast {

namespace {

/// One sequence for the process: a ticket from a broadcaster that was closed is older than all
/// tickets of the next one with that name.
Ticket next_moment() {
    static std::atomic<Ticket> last{0};
    return ++last;
}

// One table holds three kinds of names, which a first letter tells apart.
std::string name_of(Target::Kind kind, std::string_view key) {
    std::string name(1, kind == Target::Kind::clients ? 'i' : 'c');
    return name.append(key);
}

/// NUL separates the two: an id of a client has no control characters.
std::string name_of_membership(std::string_view client_id, std::string_view channel) {
    std::string name(1, 'm');
    name.append(client_id).push_back('\0');
    return name.append(channel);
}

}  // namespace

Revocations::Revocations() : forgotten_(next_moment()) {}

Ticket Revocations::ticket() { return next_moment(); }

void Revocations::Moment::set(Ticket now, Ticket holder) noexcept {
    // The newest moment of another holder is the one before this, or one that was kept then.
    if (holder != by) by_others = at;
    at = now;
    by = holder;
}

void Revocations::add_all(Ticket by) {
    last_ = next_moment();
    all_.set(last_, by);
}

void Revocations::add(Target::Kind kind, std::string_view key, Ticket by) {
    note(name_of(kind, key), by);
}

void Revocations::add_membership(std::string_view client_id, std::string_view channel, Ticket by) {
    note(name_of_membership(client_id, channel), by);
}

void Revocations::note(std::string name, Ticket by) {
    // No client and no channel has such a name, so nothing could be revoked by it.
    if (name.size() > kLongest) return;
    last_ = next_moment();
    const auto entry = moments_.try_emplace(std::move(name)).first;
    entry->second.set(last_, by);
    order_.push_back({last_, &*entry});
    if (order_.size() <= kMost) return;
    const auto [at, oldest] = order_.front();
    order_.pop_front();
    // A name that was revoked again since has a later place in the order.
    if (oldest->second.at != at) return;
    forgotten_ = at;
    moments_.erase(oldest->first);
}

bool Revocations::stale(Ticket ticket) const noexcept { return ticket < forgotten_; }

bool Revocations::since(Ticket ticket, Target::Kind kind, std::string_view key) const {
    return noted_since(ticket, name_of(kind, key));
}

bool Revocations::membership_since(Ticket ticket, std::string_view client_id,
                                   std::string_view channel) const {
    return noted_since(ticket, name_of_membership(client_id, channel));
}

bool Revocations::noted_since(Ticket ticket, const std::string& name) const {
    const auto found = moments_.find(name);
    return found != moments_.end() && found->second.since(ticket);
}

}  // namespace ssecast
