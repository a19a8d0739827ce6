#pragma once

#include "core/error.hpp"
#include "net/broadcaster.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ssecast::test {

/// A request that is not admitted yet, and whether something that it rests on was revoked since.
struct BegunAdmission {
    BegunAdmission(net::Admission begun, net::Broadcaster& engine) : admission(std::move(begun)) {
        admission.ticket = engine.ticket();
    }

    void revoke(const net::TargetNames& target) {
        revoked |= target.kind == Target::Kind::all;
        for (const std::string& key : target.keys) {
            revoked |=
                target.kind == Target::Kind::channels ? rests_on(key) : admission.client_id == key;
        }
    }
    void revoke_membership(std::string_view client_id, std::string_view channel) {
        revoked |= admission.client_id == client_id && rests_on(channel);
    }

    net::Admission admission;
    bool revoked = false;

private:
    [[nodiscard]] bool rests_on(std::string_view channel) const {
        const auto& channels = admission.channels;
        return (!admission.user_id.empty() && channel == "user:" + admission.user_id) ||
               (!admission.session_id.empty() && channel == "session:" + admission.session_id) ||
               std::find(channels.begin(), channels.end(), channel) != channels.end();
    }
};

}  // namespace ssecast::test
