// From a request that was authorised to a client of a worker.
#include "core/error.hpp"
#include "net/broadcaster.hpp"
#include "net/clocks.hpp"
#include "net/notices.hpp"

#include <algorithm>
#include <atomic>
#include <string>
#include <unordered_set>

namespace ssecast::net {

namespace {

// Clients that lost the same server must not all come back at the same moment: each gets a retry
// interval of its own, up to a fifth longer.
constexpr std::uint32_t kRetrySpread = 5;

// 22 of these 64 letters hold 128 random bits and need no escaping in a URL (RFC 4648, section 5).
constexpr std::string_view kLetters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Never used twice in the process. A late call for a client of a broadcaster that was closed must
/// find no client in the next one with that name.
ClientKey next_client_key() {
    static std::atomic<ClientKey> last{0};
    return ++last;
}

void check_client_id(std::string_view id) {
    if (id.empty() || id.size() > kMaxClientId) {
        throw Error(ErrorCode::invalid_client_id,
                    "Expected clientId to be 1 to " + std::to_string(kMaxClientId) +
                        " bytes but received " + std::to_string(id.size()) +
                        "; leave it out to get one");
    }
    const bool control = std::any_of(id.begin(), id.end(), [](char character) {
        return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
    });
    // V8 turns a lone surrogate into U+FFFD when it copies the string out, and different ids would
    // become one.
    if (control || id.find("\xEF\xBF\xBD") != std::string_view::npos) {
        throw Error(ErrorCode::invalid_client_id,
                    "Expected clientId in Unicode without control characters but received one "
                    "with such a character, a lone surrogate or U+FFFD");
    }
}

/// So many milliseconds from now, on the steady clock. A century at most, which fits into the
/// number.
std::int64_t deadline(std::int64_t now_ns, std::uint64_t in_ms) {
    constexpr std::uint64_t kMost = 100ULL * 365 * 24 * 3'600'000;
    return now_ns + static_cast<std::int64_t>(std::min(in_ms, kMost)) * 1'000'000;
}

}  // namespace

// The order matters to `add_client`.
std::vector<std::string> all_channels(const Admission& admission) {
    std::vector<std::string> channels;
    if (!admission.user_id.empty()) {
        channels.push_back(std::string(kUserPrefix) + admission.user_id);
    }
    if (!admission.session_id.empty()) {
        channels.push_back(std::string(kSessionPrefix) + admission.session_id);
    }
    // Room first: the set refers to the strings, which must not move.
    channels.reserve(channels.size() + admission.channels.size());
    std::unordered_set<std::string_view> seen(channels.begin(), channels.end());
    for (const std::string& channel : admission.channels) {
        if (seen.insert(channel).second) channels.push_back(channel);
    }
    for (const std::string& channel : channels) ChannelNames::check(channel);
    return channels;
}

// From the system's random numbers: an id is what a client without a user proves itself by when it
// changes its channels, so it must not be guessed.
std::string Broadcaster::new_client_id() {
    // Each number of 32 bits gives five letters of 6.
    std::string id;
    while (id.size() < 22) {
        const std::uint32_t bits = random_();
        for (unsigned shift = 0; shift < 30 && id.size() < 22; shift += 6) {
            id.push_back(kLetters[(bits >> shift) % kLetters.size()]);
        }
    }
    return id;
}

void Broadcaster::refuse(RefusalReason reason, ErrorCode code, const std::string& sentence) {
    ++totals_.refusals[static_cast<std::size_t>(reason)];
    throw Error(code, sentence);
}

// The order decides which reason is reported and counted when several apply.
void Broadcaster::require_room(const Admission& admission) {
    if (admission.queued) {
        refuse(
            RefusalReason::queued, ErrorCode::queued,
            "Expected a response that owns its connection, but it waits behind another one there "
            "(pipelining); let the client use a connection of its own");
    }
    if (drain_.has_begun()) {
        refuse(RefusalReason::draining, ErrorCode::draining,
               "Expected a broadcaster that admits clients but '" + name_ +
                   "' is draining, because its process is about to end; let the client retry "
                   "later");
    }
    if (admission.expires_at_ms != 0 && admission.expires_at_ms <= wall_ms()) {
        refuse(RefusalReason::expired, ErrorCode::expired,
               "Expected expiresAt to lie ahead but it has passed; ask for a new token");
    }
    if (directory_.size() >= options_.max_connections) {
        refuse(RefusalReason::capacity, ErrorCode::max_connections,
               "Expected at most " + std::to_string(options_.max_connections) +
                   " clients on broadcaster '" + name_ +
                   "' and one more came; raise maxConnections or let it retry later");
    }
    const std::uint32_t most = options_.max_connections_per_user;
    if (most != 0 && !admission.user_id.empty() &&
        directory_.count_of_user(admission.user_id) >= most) {
        refuse(RefusalReason::user, ErrorCode::max_connections_per_user,
               "Expected at most " + std::to_string(most) +
                   " clients of one user on broadcaster '" + name_ +
                   "' and one more came; raise maxConnectionsPerUser or let it retry later");
    }
}

/// When a connection that begins now is too old; 0 is never. Each ends up to a tenth earlier, so
/// that clients that came together do not come back together.
std::int64_t Broadcaster::limit_age(std::int64_t now_ns) {
    const std::uint32_t age = options_.max_connection_age_ms;
    if (age == 0) return 0;
    constexpr std::uint32_t kSpread = 10;
    return deadline(now_ns, age - (age < kSpread ? 0 : random_() % (age / kSpread)));
}

Admitted Broadcaster::admit(Admission admission) {
    // All checks that need no state come before the mutex.
    if (admission.client_id) check_client_id(*admission.client_id);
    const std::vector<std::string> channels = all_channels(admission);
    Lock lock(mutex_);
    require_open();
    persistence_.restore_if_pending();
    if (admission.ticket != 0) require_unrevoked(admission, channels);
    require_room(admission);
    if (admission.client_id && directory_.find(*admission.client_id)) {
        throw Error(ErrorCode::duplicate_client,
                    "Expected a clientId that no client of broadcaster '" + name_ +
                        "' has but received '" + *admission.client_id +
                        "', which is taken; disconnect that client first, or leave clientId out");
    }
    Added added;
    try {
        added = add_client(std::move(admission), channels);
    } catch (const std::exception&) {
        ++totals_.refusals[static_cast<std::size_t>(RefusalReason::system)];
        throw;
    }
    // Starts the upkeep of a worker without clients: a client without a connection has a deadline,
    // too.
    handle_soon(lock, *added.worker);
    return std::move(added.admitted);
}

// All or nothing: if the system refuses memory or a thread, no trace of the client stays.
Broadcaster::Added Broadcaster::add_client(Admission admission,
                                           const std::vector<std::string>& channels) {
    // The first client starts the workers.
    pool_.start(options_.workers);
    history_.log.trim(options_.history, history_.now_ms());

    const ClientPtr client(new Client(next_client_key(), admission.client_id
                                                             ? std::move(*admission.client_id)
                                                             : new_client_id()));
    if (!admission.metadata.empty()) {
        client->metadata = std::make_unique<const std::string>(std::move(admission.metadata));
    }
    client->connected_at_ms = wall_ms();
    // Read after the wall clock: read before it, the deadline on the steady clock would come first.
    const std::int64_t now_ns = steady_ns();
    client->connected_at_ns = now_ns;
    client->expires_at_ms = admission.expires_at_ms;
    if (admission.expires_at_ms != 0) {
        const std::uint64_t now_ms = std::min(client->connected_at_ms, admission.expires_at_ms);
        client->expires_at_ns = deadline(now_ns, admission.expires_at_ms - now_ms);
    }
    client->ages_at_ns = limit_age(now_ns);
    client->tag = admission.tag;
    client->admitted_after = history_.ids.last();
    client->worker = &pool_.next();
    client->closed = std::move(admission.closed);
    // Removes the client if anything below throws.
    struct Undo {
        Directory& directory;
        Client* client;
        bool owned = false;
        ~Undo() {
            if (client == nullptr) return;
            // `remove` gives back the references that `keep_owner` takes.
            if (!owned) client->user_channel = client->session_channel = 0;
            directory.remove(*client);
        }
    } undo{directory_, client.get()};
    directory_.add(client);
    for (const std::string& channel : channels) directory_.join_new(*client, channel);
    auto own = client->directory_channels.begin();
    if (!admission.user_id.empty()) client->user_channel = (own++)->channel;
    if (!admission.session_id.empty()) client->session_channel = own->channel;
    directory_.keep_owner(*client);
    undo.owned = true;

    const Resume resume = this->resume(*client, admission.last_event_id);
    client->cursor = resume.cursor;
    // The worker gets the command in the order of the mutex. So every event from here on reaches
    // the client, and every event before is in the history, after the client's cursor. Between the
    // two is neither a hole nor an overlap.
    AddClient command;
    command.client = client;
    command.channels.reserve(client->directory_channels.size());
    for (const Membership& membership : client->directory_channels) {
        command.channels.push_back(membership.channel);
    }
    const Connected connected{.client_id = client->id.view(),
                              .resumed = resume.resumed,
                              .gap = resume.gap,
                              .heartbeat_interval = options_.heartbeat_interval_ms,
                              .retry = spread_retry()};
    if (resume.missed) {
        // The worker counts how much it missed: it can do that in pieces, and `admit` must return
        // at once.
        client->resuming = std::make_unique<Resuming>(
            Resuming{connected, std::move(*admission.last_event_id), history_.ids.last()});
        if (resume.archived) client->archive = archive_;
    } else {
        command.connected = weighed(connected_notice(connected, resume.cursor));
        if (resume.gap) {
            command.gap = weighed(gap_notice(*admission.last_event_id, resume.cursor));
        }
    }
    Added added{{client->key, std::string(client->id.view())}, client->worker};
    // One command for all of it: two could fail between them.
    client->worker->inbox().push_small(std::move(command));
    undo.client = nullptr;
    ++totals_.connections;
    ++open_clients_;
    return added;
}

std::uint32_t Broadcaster::spread_retry() {
    const std::uint32_t retry = options_.retry_interval_ms;
    const std::uint32_t spread = retry / kRetrySpread;
    return retry + (spread == 0 ? 0 : random_() % spread);
}

Broadcaster::Resume Broadcaster::resume(const Client& client,
                                        const std::optional<std::string>& cursor) {
    // A client without a cursor is new: it begins with the next event.
    const EventId newest = history_.ids.last();
    if (!cursor || cursor->empty()) return {newest};
    // It skips events up to its cursor, as every client does.
    if (const auto ahead = place_ahead(*cursor)) return {.cursor = *ahead, .resumed = true};
    const std::optional<EventId> from = history_.place_of(*cursor);
    history_.log.trim(client.directory_channels, options_.channel_history, history_.now_ms());
    // A cursor that the history cannot serve in full is served nothing: a part of what was missed
    // would look like the whole.
    const EventId forgotten = forgotten_for(client.directory_channels);
    if (!from || *from < forgotten) {
        if (from && serves(*from, forgotten)) {
            return {.cursor = *from, .resumed = true, .missed = true, .archived = true};
        }
        return {.cursor = newest, .gap = true};
    }
    const bool missed = history_.log.number_after(*from) != history_.log.end_number();
    return {.cursor = missed ? *from : newest, .resumed = true, .missed = missed};
}

}  // namespace ssecast::net
