#include "net/broadcaster.hpp"

#include "core/error.hpp"
#include "net/broadcaster_pieces.hpp"
#include "net/clocks.hpp"

#include <boost/container/small_vector.hpp>

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

namespace ssecast::net {

namespace {

// What a caller does itself, in the place of a sleeping worker. It waits for its own system calls
// meanwhile, some microseconds each. For streams of JavaScript there are none.
constexpr std::size_t kSends = 16;
constexpr std::size_t kChunks = 256;

}  // namespace

Broadcaster::Broadcaster(std::string name, const Options& options)
    : name_(std::move(name)),
      created_at_ms_(wall_ms()),
      options_(options),
      history_(
          created_at_ms_, [this](const Frame& frame) { release_names(frame); },
          [this](ChannelId channel) { return directory_.names().bytes(channel); }),
      persistence_(mutex_, options_, history_, directory_.names(), meter_),
      pool_(*this, live_options_) {
    apply_options();
}

Broadcaster::~Broadcaster() { close(); }

// A history gives back the names of channels that its events referred to.
void Broadcaster::release_names(const Frame& frame) {
    if (frame.target.kind != Target::Kind::channels) return;
    for (const ChannelId channel : frame.target.keys) directory_.names().release(channel);
}

bool Broadcaster::closed() const {
    const Lock lock(mutex_);
    return closed_;
}

void Broadcaster::require_open() const {
    if (closed_) {
        throw Error(ErrorCode::closed, "Expected an open broadcaster but '" + name_ +
                                           "' was closed; createBroadcaster makes a new one");
    }
}

void Broadcaster::configure(std::string_view json) {
    Lock lock(mutex_);
    require_open();
    // Next evaluates modules again and again, so this is called often with the same options: it
    // must not begin anything anew.
    const std::string before = options_.history_file;
    options_ = merge_options(options_, json);
    if (options_.history_file != before) persistence_.file_changed();
    apply_options();
    while (!history_.log.trim(options_.history, history_.now_ms())) {
        lock.unlock();
        lock = mutex_.lock_behind();
    }
}

// Workers read the live options without the mutex.
void Broadcaster::apply_options() {
    live_options_.set(options_);
    rate_limiter_.configure(options_.rate_limits, steady_ns());
}

// Names without a client or an event are left out: no client can be meant by them.
Target Broadcaster::resolve(const TargetNames& names) {
    Target target;
    target.kind = names.kind;
    for (const std::string& key : names.keys) {
        if (names.kind == Target::Kind::channels) {
            if (const auto channel = directory_.names().find(key)) target.keys.push_back(*channel);
        } else if (names.kind == Target::Kind::clients) {
            if (const ClientPtr client = directory_.find(key)) target.keys.push_back(client->key);
        }
    }
    return target;
}

// Takes the mutex itself: `publish` asks before it encodes, and encodes without the mutex.
void Broadcaster::check_rate(const TargetNames& names) {
    const Lock lock(mutex_);
    require_open();
    rate_limiter_.check(names.keys, steady_ns());
}

// Also names of channels without a member: a client of the channel may come back and resume, and
// finds the event in the history. All names or none.
void Broadcaster::acquire_names(const std::vector<std::string>& names, Target& target) {
    auto& numbers = target.keys;
    numbers.reserve(names.size());
    try {
        for (const std::string& name : names) numbers.push_back(directory_.names().acquire(name));
    } catch (const std::bad_alloc&) {
        for (const ChannelId number : numbers) directory_.names().release(number);
        throw;
    }
}

// Other processes would not get the event, and its id may be above those of the log, whose events
// would then be taken for events that were delivered.
void Broadcaster::refuse_beside_log() const {
    if (!following_) return;
    throw Error(ErrorCode::invalid_option,
                "Expected every thread to open broadcaster '" + name_ +
                    "' with its backplane, but this one publishes without. The event was not "
                    "sent. Give createBroadcaster or defineLive the same backplane here");
}

Published Broadcaster::publish(const TargetNames& names, const EventFields& fields) {
    const bool to_channels = names.kind == Target::Kind::channels;
    if (to_channels) {
        for (const std::string& key : names.keys) ChannelNames::check(key);
    }
    const bool limited = to_channels && rate_limiter_.active();
    // A refused event is not encoded: a flood must cost little. An event that the encoder refuses
    // takes no token, so tokens are taken after it.
    if (limited) check_rate(names);
    const std::uint64_t now_ms = wall_ms();
    EventFields told = fields;
    // Clients take the time of an event from its id. After the clock was set back, ids are ahead of
    // it, and the event carries its time itself. Approximate on purpose: it is read without the
    // mutex.
    constexpr std::uint64_t kNoticed = 1'000;
    if (!told.timestamp && history_.newest_ms() > now_ms + kNoticed) {
        told.timestamp = static_cast<std::int64_t>(now_ms);
    }
    // Encodes without the mutex: it is most of the work, and publishers of other threads may
    // publish meanwhile. Only the id, which is not known yet, is written under the mutex.
    FramePtr frame = encode_event(told);
    frame->published_ns = steady_ns();
    frame->published_ms = now_ms;
    const auto lock = mutex_.lock_first();
    require_open();
    refuse_beside_log();
    if (limited) rate_limiter_.take(names.keys, frame->published_ns);
    persistence_.restore_if_pending();
    frame->target.kind = names.kind;
    if (to_channels) {
        acquire_names(names.keys, frame->target);
    } else {
        frame->target = resolve(names);
    }
    const std::size_t clients = directory_.count(frame->target);
    frame->stamp(history_.next_id(now_ms, frame->published_ns));
    frame->weigh(meter_);
    // An event for clients that are gone can reach no client, now or later.
    const bool unreachable = names.kind == Target::Kind::clients && frame->target.keys.empty();
    // Before the workers get it: if the history cannot take an event, no client may get it, because
    // a client that resumes would miss it without a gap.
    if (!unreachable) history_.log.append(frame, options_.history, options_.channel_history);
    ++totals_.published;
    // To every worker that runs: which of them have a client for it costs as much to find out.
    if (clients != 0) {
        for (const auto& worker : pool_.workers()) worker->inbox().push_event(frame, clients);
    }
    persistence_.note_event();
    return {std::move(frame), clients};
}

void Broadcaster::flush() {
    boost::container::small_vector<Worker*, 8> lone;
    std::size_t most = kSends;
    {
        const Lock lock(mutex_);
        // Before the first claim: one that nobody keeps would strand its worker.
        lone.reserve(pool_.workers().size());
        if (directory_.counts().direct == 0) most = kChunks;
        for (const auto& worker : pool_.workers()) {
            if (worker->claim_lone_pass(most)) {
                lone.push_back(worker.get());
            } else {
                worker->wake();
            }
        }
    }
    // Without the mutex: a client whose connection has failed is removed from the directory.
    for (Worker* const worker : lone) worker->lone_pass(most);
}

void Broadcaster::handle_soon(Lock& lock, Worker& worker) {
    // A claim keeps the worker, and needs the mutex: `close` takes the workers under it.
    const bool lone = worker.claim_lone_pass(kSends);
    if (!lone) worker.wake();
    lock.unlock();
    if (lone) worker.lone_pass(kSends);
}

// The command comes first: if it cannot be pushed, for want of memory, nothing has changed.
bool Broadcaster::attach(ClientKey key, ClientPath path, MakeSink make) {
    Lock lock(mutex_);
    const ClientPtr client = directory_.find(key);
    if (!client || client->path != ClientPath::pending) return false;
    client->worker->inbox().push_small(AttachSink{client, std::move(make)});
    directory_.set_path(*client, path);
    handle_soon(lock, *client->worker);
    return true;
}

bool Broadcaster::pull(ClientKey key) {
    Lock lock(mutex_);
    const ClientPtr client = directory_.find(key);
    if (!client) return false;
    client->worker->inbox().push_pull(client);
    handle_soon(lock, *client->worker);
    return true;
}

void Broadcaster::pull(std::span<const ClientKey> keys) {
    while (!keys.empty()) {
        const std::size_t piece = std::min(keys.size(), kPieceOfClients);
        {
            const auto lock = mutex_.lock_behind();
            for (const ClientKey key : keys.first(piece)) {
                if (const ClientPtr client = directory_.find(key)) {
                    client->worker->inbox().push_pull(client);
                }
            }
        }
        flush();
        keys = keys.subspan(piece);
    }
}

bool Broadcaster::leave(ClientKey key) {
    const Lock lock(mutex_);
    const ClientPtr client = directory_.find(key);
    if (!client) return false;
    close_one(*client, DisconnectReason::client);
    client->worker->wake();
    return true;
}

bool Broadcaster::subscribe(std::string_view client_id, std::string_view channel, Ticket ticket) {
    ChannelNames::check(channel);
    const Lock lock(mutex_);
    const ClientPtr client = directory_.find(client_id);
    if (client && ticket != 0) require_unrevoked(*client, channel, ticket);
    // From the newest id on: events from before the join are not for the client, even if it is
    // parked and reads the history later.
    if (!client || !directory_.join(*client, channel, history_.ids.last())) return false;
    const ChannelId number = client->directory_channels.back().channel;
    try {
        tell_change(*client, Join{client, number});
    } catch (const std::bad_alloc&) {
        directory_.leave(*client, number);
        throw;
    }
    return true;
}

bool Broadcaster::unsubscribe(std::string_view client_id, std::string_view channel, bool revokes,
                              Ticket by) {
    const Lock lock(mutex_);
    if (revokes) revocations_.add_membership(client_id, channel, by);
    const ClientPtr client = directory_.find(client_id);
    const auto number = directory_.names().find(channel);
    if (!client || !number || find_membership(client->directory_channels, *number) == nullptr) {
        return false;
    }
    // The worker's command first: without memory for it, the client stays in the channel for both.
    tell_change(*client, Leave{client, *number});
    return directory_.leave(*client, *number);
}

// Changes of channels cause no event, so they wait for the next one, unless many have gathered.
// When the inbox has no room for more, the worker gets one command to take all channels from the
// directory.
void Broadcaster::tell_change(Client& client, Command change) {
    if (client.rejoining) return;
    Inbox& inbox = client.worker->inbox();
    const Inbox::Room room = inbox.push_change(std::move(change));
    if (room == Inbox::Room::enough) return;
    if (room == Inbox::Room::none) {
        client.rejoining = true;
        inbox.push(Rejoin{&client});
    }
    client.worker->wake();
}

// From here on changes are commands again: they come behind this answer in the inbox.
std::vector<ChannelId> Broadcaster::rejoin(Client& client) {
    const auto lock = mutex_.lock_behind();
    std::vector<ChannelId> channels;
    channels.reserve(client.directory_channels.size());
    client.rejoining = false;
    for (const Membership& membership : client.directory_channels) {
        channels.push_back(membership.channel);
    }
    return channels;
}

std::size_t Broadcaster::disconnect(const TargetNames& names, DisconnectReason reason, Ticket by) {
    // The revocation and the selection in one hold: a client is either selected here, or is
    // admitted later and finds the revocation.
    auto lock = mutex_.lock_behind();
    revoke(names, by);
    const std::vector<ClientPtr> selected = directory_.select(resolve(names));
    lock.unlock();
    std::size_t closed = 0;
    for_each_of(selected, [&](Client& client) { closed += close_one(client, reason) ? 1U : 0U; });
    return closed;
}

bool Broadcaster::close_one(Client& client, DisconnectReason reason) {
    if (!client.listed) return false;
    // The worker's command first: a client that only the directory has removed would stay
    // connected, and no call could find it.
    client.worker->inbox().push(CloseClient{&client, reason});
    return directory_.remove(client);
}

void Broadcaster::abandon(const ClosedHandlerPtr& closed) {
    auto lock = mutex_.lock_behind();
    const std::vector<ClientPtr> clients = directory_.select({});
    lock.unlock();
    for_each_of(clients, [&](Client& client) {
        if (client.closed != closed || client.path == ClientPath::direct) return;
        close_one(client, DisconnectReason::shutdown);
    });
}

void Broadcaster::close() {
    {
        const Lock lock(mutex_);
        if (closed_) return;
        closed_ = true;
    }
    feed_.stop();
    try {
        disconnect({}, DisconnectReason::shutdown);
    } catch (const std::bad_alloc&) {
        // The clients lose their connections with their workers, without an orderly end.
    }
    Lock lock(mutex_);
    // Joining a thread waits for it, and the worker may be waiting for the mutex.
    auto workers = pool_.release();
    lock.unlock();
    workers.clear();
    (void)persistence_.save();
}

std::optional<EventId> Broadcaster::newest_if_told(Inbox& inbox) {
    const auto lock = mutex_.lock_behind();
    history_.refresh_hold(steady_ns());
    // Workers call this several times a second, so events grow old in a quiet hour, too.
    history_.log.trim(options_.history, history_.now_ms());
    look_after_archives();
    // Pushing takes the mutex as well, so an empty inbox stays empty here. The worker is not told
    // yet that another log begins.
    if (!inbox.empty() || is_restarting_) return std::nullopt;
    return history_.ids.last();
}

void Broadcaster::gone(Client& client, DisconnectReason reason) noexcept {
    Lock lock(mutex_);
    directory_.remove(client);
    client.archive.reset();
    ++totals_.disconnects[static_cast<std::size_t>(reason)];
    --open_clients_;
    if (drain_.is_running()) drain_.count(client.flushed, reason);
    const bool drained = drain_.is_running() && open_clients_ == 0;
    const std::unique_ptr<ClientInfo> farewell = std::move(client.farewell);
    // The handler takes locks of its own.
    lock.unlock();
    if (client.closed && farewell) {
        try {
            if (client.fault) farewell->fault = std::move(*client.fault);
            (*client.closed)(std::move(*farewell), reason);
        } catch (const std::exception&) {
            // Without memory for the message JavaScript learns nothing. The client is gone and
            // counted.
        }
    }
    if (drained) finish_drain();
}

}  // namespace ssecast::net
