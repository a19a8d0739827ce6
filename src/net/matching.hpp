#pragma once

#include "core/channel_index.hpp"
#include "core/frame.hpp"

#include <algorithm>

namespace ssecast::net {

/// Whether a frame of the history is for a client with this key and these channels.
[[nodiscard]] inline bool matches(const Frame& frame, ClientKey key,
                                  const Memberships& memberships) noexcept {
    const auto& keys = frame.target.keys;
    switch (frame.target.kind) {
        case Target::Kind::all:
            return true;
        case Target::Kind::clients:
            return std::find(keys.begin(), keys.end(), key) != keys.end();
        case Target::Kind::channels:
            return std::any_of(memberships.begin(), memberships.end(), [&](const Membership& m) {
                return m.since < frame.id() &&
                       std::find(keys.begin(), keys.end(), m.channel) != keys.end();
            });
    }
    return false;
}

}  // namespace ssecast::net
