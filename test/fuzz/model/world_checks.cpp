// What has to hold in between and at the end.
#include "model/world.hpp"
#include "require.hpp"
#include "trace.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace ssecast::test {

namespace {

/// connected, and notices of gaps.
constexpr std::size_t kNotices = 1'024;

}  // namespace

void World::look_around() {
    circumstances_.forgets |= history_.has_forgotten();
    circumstances_.parks = engine_.counted().parkings.get() != parkings_before_;
}

void World::gone(const net::ClientInfo& info, DisconnectReason reason) {
    const auto found = std::find_if(clients_.begin(), clients_.end(),
                                    [&](const auto& each) { return each->key() == info.key; });
    require(found != clients_.end() && !(*found)->gone, "a client is told to be gone once");
    require((*found)->id() == info.id, "a client keeps its id");
    ModelClient& client = **found;
    trace("%s is gone: %d\n", info.id.c_str(), static_cast<int>(reason));
    const bool slow = reason == DisconnectReason::slow && circumstances_.disconnects;
    require(slow || client.may_end(reason), "a client is closed for the reason there is");
    std::set<std::string> channels;
    for (const auto& [name, since] : client.channels) channels.insert(name);
    require(std::set(info.channels.begin(), info.channels.end()) == channels &&
                info.channels.size() == channels.size(),
            "what is told of a client at the end is its channels");
    require(info.user_id == client.user && info.session_id == client.session &&
                info.path == client.path,
            "what is told of a client at the end is who it was");
    client.gone = true;
    client.listed = false;
    client.sink = nullptr;
    if (!client.connection) return;
    look_around();
    client.read(circumstances_);
    if (client.connection->finished)
        require(!client.inside_frame(), "an end follows a whole frame");
    // Asked to go, it gets what was published before, as far as its connection takes it.
    const bool reads =
        client.connection->takes_everything() && !client.may_end(DisconnectReason::client);
    if (reads && reason == DisconnectReason::server && !circumstances_.disconnects) {
        const bool parked = circumstances_.parks || client.resumes();
        require(client.connection->finished || parked, "a stream ends in good order");
        if (client.connection->finished && !parked) client.require_complete(circumstances_);
    }
}

void World::check() {
    trace("check\n");
    engine_->flush();
    engine_.settle();
    look_around();
    for (const auto& client : clients_) {
        require(client->listed == !client->gone, "a closed client is gone");
        client->read(circumstances_);
        if (client->gone || !client->connection) continue;
        require(client->sink->queued_bytes() <= largest_queue_ + 2 * largest_event_ + kNotices,
                "what waits for a client is bounded");
        if (client->connection->takes_everything()) client->require_complete(circumstances_);
    }
    check_counts();
    check_inspection();
}

void World::check_counts() {
    const net::BroadcasterStats stats = engine_->stats();
    std::set<std::string> users;
    std::set<std::string> sessions;
    std::set<std::string> channels;
    std::size_t pending = 0;
    for (const auto& client : clients_) {
        if (!client->listed) continue;
        pending += client->path == net::ClientPath::pending ? 1U : 0U;
        for (const auto& [name, since] : client->channels) {
            auto& names = name.starts_with("user:")      ? users
                          : name.starts_with("session:") ? sessions
                                                         : channels;
            names.insert(name);
        }
    }
    require(stats.clients == count_listed() && engine_->count({}) == count_listed(),
            "clients are counted");
    require(stats.counts.pending == pending, "paths are counted");
    require(stats.counts.pending + stats.counts.direct + stats.counts.stream == stats.clients,
            "every client has a path");
    require(stats.counts.users == users.size() && stats.counts.sessions == sessions.size() &&
                stats.counts.channels == channels.size(),
            "channels are counted");
    require(stats.history_events <= history_.count_limit() &&
                stats.history_bytes <= history_.bytes_limit(),
            "the history is bounded");
    require(!exact_ || (stats.history_events == history_.count() &&
                        stats.history_bytes == history_.bytes()),
            "the history holds what it can");
    require(engine_->position() == newest_, "the newest id is known");
}

void World::check_inspection() {
    std::size_t answers = 0;
    engine_->inspect([&](std::vector<net::ClientDetails>&& details) {
        ++answers;
        require(details.size() == count_listed(), "an inspection finds every client");
        for (const net::ClientDetails& each : details) {
            const auto found =
                std::find_if(clients_.begin(), clients_.end(),
                             [&](const auto& client) { return client->key() == each.info.key; });
            require(found != clients_.end(), "an inspection finds nobody else");
            if ((*found)->sink == nullptr) continue;
            require((*found)->sink->queued_bytes() == each.activity.queued_bytes,
                    "an inspection tells what waits");
        }
    });
    engine_.settle();
    require(answers == 1, "an inspection is answered once");
}

void World::pull_until_dry(ModelClient& client) {
    constexpr int kEndless = 10'000;
    for (int pulls = 0; !client.gone && !client.connection->asked; ++pulls) {
        require(pulls < kEndless, "a stream comes to rest");
        engine_->pull(client.key());
        engine_.settle();
    }
}

void World::let_everybody_read() {
    engine_->flush();
    engine_.settle();
    for (const auto& client : clients_) {
        if (client->gone || !client->connection) continue;
        client->connection->room = Connection::kEverything;
        if (client->connection->pulled) {
            pull_until_dry(*client);
        } else {
            client->sink->tell_writable();
        }
    }
    check();
    for (const auto& client : clients_) {
        if (!client->gone && client->connection && client->connection->pulled) {
            client->require_complete(circumstances_);
        }
    }
}

void World::check_totals() {
    const net::BroadcasterStats stats = engine_->stats();
    std::size_t events = 0;
    std::size_t torn = 0;
    std::size_t bytes = 0;
    for (const auto& client : clients_) {
        require(client->gone, "every client is gone");
        events += client->events_read();
        torn += client->inside_frame() ? 1U : 0U;
        bytes += client->connection ? client->connection->bytes : 0;
    }
    require(stats.connections - before_.connections == admitted_, "connections are counted");
    std::uint64_t refusals = 0;
    std::uint64_t ends = 0;
    for (std::size_t i = 0; i < stats.refusals.size(); ++i) {
        refusals += stats.refusals[i] - before_.refusals[i];
    }
    for (std::size_t i = 0; i < stats.disconnects.size(); ++i) {
        ends += stats.disconnects[i] - before_.disconnects[i];
    }
    require(refusals == refused_, "refusals are counted");
    require(ends == admitted_, "ends are counted");
    require(stats.published - before_.published == published_, "events are counted");
    // The workers count these, and are gone with the broadcaster.
    if (stats.workers == 0) return;
    const std::uint64_t deliveries = stats.deliveries - before_.deliveries;
    require(deliveries <= events && deliveries + torn >= events, "deliveries are counted");
    require(stats.bytes - before_.bytes == bytes, "bytes are counted");
    require(stats.queued_bytes == 0 && stats.parked == 0, "nothing waits for nobody");
    require(stats.counts.users + stats.counts.sessions + stats.counts.channels == 0,
            "no channel is left");
}

void World::end_by_disconnecting() {
    for (const auto& client : clients_) {
        client->listed = false;
        client->allow_end(DisconnectReason::server);
    }
    engine_->disconnect({}, DisconnectReason::server);
    check();
    check_totals();
}

void World::end_by_closing() {
    for (const auto& client : clients_) {
        client->listed = false;
        client->allow_end(DisconnectReason::shutdown);
    }
    engine_.release();
    engine_->close();
    check_totals();
}

void World::end_by_draining(std::uint32_t deadline_ms) {
    engine_->flush();
    const std::size_t clients = count_listed();
    for (const auto& client : clients_) client->allow_end(DisconnectReason::shutdown);
    std::optional<net::DrainReport> report;
    engine_->drain(deadline_ms, [&](const net::DrainReport& drained) {
        require(!report, "a drain is reported once");
        report = drained;
    });
    engine_.settle();
    look_around();
    for (const auto& client : clients_) {
        client->read(circumstances_);
        const bool reads = client->connection && client->connection->takes_everything();
        const bool closed = client->gone && client->may_end(DisconnectReason::shutdown);
        require(deadline_ms == 0 || !reads || closed, "who reads is let go");
        const bool drained = closed && !client->may_end(DisconnectReason::server);
        if (reads && drained && client->connection->finished) {
            client->require_complete(circumstances_);
        }
    }
    end_by_closing();
    require(report.has_value() && report->clients == clients, "a drain is reported");
    require(report->flushed + report->unflushed + report->left >= clients, "all are accounted for");
}

}  // namespace ssecast::test
