// Clients come: at once, after waiting for their authorisation, and in a pipeline.
#include "core/error.hpp"
#include "model/world.hpp"
#include "require.hpp"
#include "trace.hpp"

#include <algorithm>
#include <utility>

namespace ssecast::test {

std::optional<std::string> World::any_cursor(FuzzedDataProvider& input) {
    switch (input.ConsumeIntegralInRange(0, extended_ ? 11 : 9)) {
        case 0:
        case 1:
            return std::nullopt;
        case 2:
            return input.PickValueInArray({"", "1-0", "garbage", "-1-1", "18446744073709551616-0",
                                           "99999999999999-0", "a", "b", "7-7", "\xff\xfe"});
        case 3:
            return input.ConsumeRandomLengthString(50);
        case 4:
            return std::string(100'000, '1');
        case 5:
            return to_string(newest_);
        case 6:
        case 7: {
            // What an honest client sends: one that is there, or one that is gone.
            ModelClient* const client = any_client(input);
            if (client == nullptr) return std::nullopt;
            look_around();
            client->read(circumstances_);
            return client->parser().last_event_id();
        }
        case 10:
        case 11:
            return cursor_of_another(input);
        default:
            if (events_.empty()) return to_string(first_);
            return events_[input.ConsumeIntegralInRange<std::size_t>(0, events_.size() - 1)]
                .wire_id;
    }
}

void World::require_room(const net::Admission& admission, std::optional<ErrorCode> refused,
                         bool revoked) {
    const auto users = std::count_if(clients_.begin(), clients_.end(), [&](const auto& each) {
        return each->listed && !each->user.empty() && each->user == admission.user_id;
    });
    const bool user_is_full = max_connections_per_user_ != 0 && !admission.user_id.empty() &&
                              static_cast<std::size_t>(users) >= max_connections_per_user_;
    std::optional<ErrorCode> expected;
    if (admission.client_id && listed(*admission.client_id) != nullptr) {
        expected = ErrorCode::duplicate_client;
    }
    if (user_is_full) expected = ErrorCode::max_connections_per_user;
    if (count_listed() >= max_connections_) expected = ErrorCode::max_connections;
    const std::uint64_t now_ms = net::wall_ms();
    if (admission.expires_at_ms != 0 && admission.expires_at_ms <= now_ms) {
        expected = ErrorCode::expired;
    }
    if (revoked) expected = ErrorCode::revoked;
    require(refused == expected, "a connection is refused where a limit says so");
}

net::Admission World::any_admission(FuzzedDataProvider& input) {
    net::Admission admission;
    admission.user_id = input.PickValueInArray({"", "u", "v"});
    admission.session_id = input.PickValueInArray({"", "s"});
    // Not by a choice of its own, which would give old inputs another meaning.
    if (admission.user_id == "v" && !admission.session_id.empty()) admission.client_id = "own";
    for (int i = input.ConsumeIntegralInRange(0, 2); i > 0; --i) {
        admission.channels.emplace_back(input.PickValueInArray({"a", "b", "user:u"}));
    }
    admission.last_event_id = any_cursor(input);
    if (extended_) {
        // Far from now: how long an input takes must not matter.
        const auto minutes = input.PickValueInArray<std::int64_t>({0, 0, 0, 30, 600, -30});
        const auto now_ms = static_cast<std::int64_t>(net::wall_ms());
        if (minutes != 0) {
            admission.expires_at_ms = static_cast<std::uint64_t>(now_ms + minutes * 60'000);
        }
    }
    admission.closed = handler_;
    return admission;
}

void World::admit(FuzzedDataProvider& input) {
    const net::Admission admission = any_admission(input);
    if (admit(admission, false) != nullptr && input.ConsumeBool()) attach(input);
}

void World::begin_admission(FuzzedDataProvider& input) {
    constexpr std::size_t kMost = 4;
    if (begun_.size() < kMost) begun_.emplace_back(any_admission(input), *engine_);
}

void World::end_admission(FuzzedDataProvider& input) {
    if (begun_.empty()) return;
    const BegunAdmission begun = std::move(begun_.front());
    begun_.pop_front();
    if (admit(begun.admission, begun.revoked) != nullptr && input.ConsumeBool()) attach(input);
}

void World::pipelined(FuzzedDataProvider& input) {
    const net::Admission admission = any_admission(input);
    std::vector<ModelClient*> queued;
    for (int requests = input.ConsumeIntegralInRange(1, 3); requests > 0; --requests) {
        ModelClient* const client = admit(admission, false);
        if (client != nullptr) queued.push_back(client);
    }
    if (input.ConsumeBool()) engine_.step();
    for (ModelClient* const client : queued) {
        if (!client->listed) continue;
        client->allow_end(DisconnectReason::client);
        client->listed = false;
        require(engine_->leave(client->key()), "a client that was never attached can leave");
        const bool attached =
            engine_->attach(client->key(), net::ClientPath::direct,
                            [](net::Worker&, net::Client&) -> std::unique_ptr<net::Sink> {
                                require(false, "a client that has left gets no connection");
                                return nullptr;
                            });
        require(!attached, "a client that has left cannot be attached");
    }
}

ModelClient* World::admit(const net::Admission& admission, bool revoked) {
    ModelMemberships channels;
    for (const std::string& channel : admission.channels) channels[channel] = {};
    if (!admission.user_id.empty()) channels["user:" + admission.user_id] = {};
    if (!admission.session_id.empty()) channels["session:" + admission.session_id] = {};
    const Promise promise = this->promise(admission.last_event_id);
    net::Admitted admitted;
    try {
        admitted = engine_->admit(admission);
    } catch (const Error& error) {
        // A mistake of the caller does not count as a refused connection.
        if (error.code() != ErrorCode::duplicate_client) ++refused_;
        require_room(admission, error.code(), revoked);
        return nullptr;
    }
    trace("admit %s, user '%s', session '%s', cursor '%.60s', expected %d, expires %llu\n",
          admitted.id.c_str(), admission.user_id.c_str(), admission.session_id.c_str(),
          admission.last_event_id.value_or("none").c_str(), static_cast<int>(promise.kind),
          static_cast<unsigned long long>(admission.expires_at_ms));
    for (const auto& [name, since] : channels) trace("  in %s\n", name.c_str());
    ++admitted_;
    require_room(admission, std::nullopt, revoked);
    require(!admission.client_id || admitted.id == *admission.client_id, "an own id is as given");
    auto client = std::make_unique<ModelClient>(std::move(admitted), promise, std::move(channels),
                                                admission.expires_at_ms);
    client->user = admission.user_id;
    client->session = admission.session_id;
    for (const ModelEvent& event : events_) {
        if (promise.position < event.id && event.reaches(client->channels)) {
            client->expect_replayed(event);
        }
    }
    return clients_.emplace_back(std::move(client)).get();
}

}  // namespace ssecast::test
