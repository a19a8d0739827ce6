#pragma once

#include "core/event_id.hpp"
#include "core/target.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ssecast::test {

/// Channels of a client, with the newest id there was when it joined.
using ModelMemberships = std::map<std::string, EventId>;

/// An event as it was published.
struct ModelEvent {
    EventId id;
    /// By the wall clock, which may have been set since.
    std::uint64_t published_ms = 0;
    std::string wire_id;
    bool own_id = false;
    /// It went into the history: it was for a client that was there, or for a channel.
    bool kept = true;
    std::string name;
    std::string data;
    std::string key;
    Target::Kind kind = Target::Kind::all;
    /// Names of channels, or ids of clients.
    std::vector<std::string> to;

    /// Whether a client that is in these channels is meant.
    [[nodiscard]] bool reaches(const ModelMemberships& channels) const {
        if (kind != Target::Kind::channels) return kind == Target::Kind::all;
        return std::any_of(to.begin(), to.end(), [&](const std::string& name_of_channel) {
            const auto found = channels.find(name_of_channel);
            return found != channels.end() && found->second < id;
        });
    }
};

}  // namespace ssecast::test
