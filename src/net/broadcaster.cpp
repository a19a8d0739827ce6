#include "net/broadcaster.hpp"

#include "core/error.hpp"
#include "net/matching.hpp"
#include "net/wall_clock.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace ssecast::net {

namespace {

// What a parked client gets a turn, and how much of the history is looked through for it while the
// mutex is held.
constexpr std::size_t kPageBytes = 256 * 1024;
constexpr std::size_t kPageFrames = 256;
constexpr std::size_t kPageScan = 4'096;

}  // namespace

Broadcaster::Broadcaster(std::string name, const Options& options)
    : name_(std::move(name)),
      created_at_ms_(wall_ms()),
      options_(options),
      ids_(draw_identity(), created_at_ms_, steady_ns()),
      log_(ids_.last(),
           [this](const Frame& frame) {
               if (frame.target.kind != Target::Kind::channels) return;
               for (const ChannelId channel : frame.target.keys)
                   directory_.names().release(channel);
           }),
      history_pending_(!options.history_file.empty()),
      pool_(*this, live_options_) {
    apply_options();
}

Broadcaster::~Broadcaster() { close(); }

std::uint64_t Broadcaster::wall_ms() noexcept {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(now).count() + wall_clock_step_ms());
}

std::int64_t Broadcaster::steady_ns() noexcept {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

bool Broadcaster::closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
}

void Broadcaster::require_open() const {
    if (closed_) {
        throw Error(ErrorCode::closed, "Expected an open broadcaster but '" + name_ +
                                           "' was closed; createBroadcaster makes a new one");
    }
}

void Broadcaster::configure(std::string_view json) {
    const std::lock_guard lock(mutex_);
    require_open();
    const std::string before = options_.history_file;
    options_ = merge_options(options_, json);
    if (options_.history_file != before) history_pending_ = true;
    apply_options();
    log_.trim(options_.history, history_ms());
}

std::uint64_t Broadcaster::history_ms() const noexcept { return ids_.time(wall_ms(), steady_ns()); }

void Broadcaster::note_newest() noexcept {
    newest_ms_.store(ids_.last().ms, std::memory_order_relaxed);
}

void Broadcaster::apply_options() {
    live_options_.set(options_);
    rate_limiter_.configure(options_.rate_limits, steady_ns());
    limits_rates_ = rate_limiter_.active();
}

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

void Broadcaster::check_rate(const TargetNames& names) {
    const std::lock_guard lock(mutex_);
    require_open();
    rate_limiter_.check(names.keys, steady_ns());
}

Published Broadcaster::publish(const TargetNames& names, const EventFields& fields) {
    const bool to_channels = names.kind == Target::Kind::channels;
    if (to_channels) {
        for (const std::string& key : names.keys) ChannelNames::check(key);
    }
    const bool limited = to_channels && limits_rates_.load(std::memory_order_relaxed);
    // What is refused is not encoded; and what the encoder refuses takes no token, so they are
    // taken after it.
    if (limited) check_rate(names);
    const std::uint64_t now_ms = wall_ms();
    EventFields told = fields;
    // Clients take the time of an event out of its id, which is ahead when the clock was set back.
    constexpr std::uint64_t kNoticed = 1'000;
    if (!told.timestamp && newest_ms_.load(std::memory_order_relaxed) > now_ms + kNoticed) {
        told.timestamp = static_cast<std::int64_t>(now_ms);
    }
    FramePtr frame = encode_event(told);
    frame->published_ns = steady_ns();
    frame->published_ms = now_ms;
    const std::lock_guard lock(mutex_);
    require_open();
    if (limited) rate_limiter_.take(names.keys, frame->published_ns);
    restore_if_pending();
    frame->target.kind = names.kind;
    if (to_channels) {
        // Also channels without a member: one may come back for the event.
        for (const std::string& key : names.keys) {
            frame->target.keys.push_back(directory_.names().acquire(key));
        }
    } else {
        frame->target = resolve(names);
    }
    frame->stamp(ids_.next(now_ms, frame->published_ns));
    note_newest();
    ++published_;
    const std::size_t clients = directory_.count(frame->target);
    if (clients != 0) {
        for (const auto& worker : pool_.workers()) worker->inbox().push_event(frame);
    }
    const bool for_nobody = names.kind == Target::Kind::clients && frame->target.keys.empty();
    if (!for_nobody) log_.append(frame, options_.history, options_.channel_history);
    history_changed_ = true;
    if (history_saved_) discard_saved_history();
    return {std::move(frame), clients};
}

void Broadcaster::flush() {
    const std::lock_guard lock(mutex_);
    for (const auto& worker : pool_.workers()) worker->wake();
}

bool Broadcaster::attach(ClientKey key, ClientPath path, MakeSink make) {
    const std::lock_guard lock(mutex_);
    const ClientPtr client = directory_.find(key);
    if (!client || client->path != ClientPath::pending) return false;
    directory_.set_path(*client, path);
    client->worker->inbox().push(AttachSink{client, std::move(make)});
    client->worker->wake();
    return true;
}

bool Broadcaster::pull(ClientKey key) {
    const std::lock_guard lock(mutex_);
    const ClientPtr client = directory_.find(key);
    if (!client) return false;
    client->worker->inbox().push(Pull{client});
    client->worker->wake();
    return true;
}

bool Broadcaster::leave(ClientKey key) {
    const std::lock_guard lock(mutex_);
    const ClientPtr client = directory_.find(key);
    if (!client) return false;
    close_all({client}, DisconnectReason::client);
    return true;
}

bool Broadcaster::subscribe(std::string_view client_id, std::string_view channel, Ticket ticket) {
    ChannelNames::check(channel);
    const std::lock_guard lock(mutex_);
    const ClientPtr client = directory_.find(client_id);
    if (client && ticket != 0) require_unrevoked(*client, channel, ticket);
    if (!client || !directory_.join(*client, channel, ids_.last())) return false;
    const ChannelId number = client->directory_channels.back().channel;
    client->worker->inbox().push(Join{client, number});
    return true;
}

bool Broadcaster::unsubscribe(std::string_view client_id, std::string_view channel, bool revokes,
                              Ticket by) {
    const std::lock_guard lock(mutex_);
    if (revokes) revocations_.add_membership(client_id, channel, by);
    const ClientPtr client = directory_.find(client_id);
    const auto number = directory_.names().find(channel);
    if (!client || !number || !directory_.leave(*client, *number)) return false;
    client->worker->inbox().push(Leave{client, *number});
    return true;
}

std::size_t Broadcaster::disconnect(const TargetNames& names, DisconnectReason reason, Ticket by) {
    const std::lock_guard lock(mutex_);
    revoke(names, by);
    const std::vector<ClientPtr> selected = directory_.select(resolve(names));
    close_all(selected, reason);
    return selected.size();
}

void Broadcaster::close_all(const std::vector<ClientPtr>& clients, DisconnectReason reason) {
    for (const ClientPtr& client : clients) {
        directory_.remove(*client);
        client->worker->inbox().push(CloseClient{client, reason});
    }
    for (const auto& worker : pool_.workers()) worker->wake();
}

void Broadcaster::abandon(const std::shared_ptr<const ClosedHandler>& closed) {
    const std::lock_guard lock(mutex_);
    std::vector<ClientPtr> clients = directory_.select({});
    std::erase_if(clients, [&](const ClientPtr& client) {
        return client->closed != closed || client->path == ClientPath::direct;
    });
    close_all(clients, DisconnectReason::shutdown);
}

void Broadcaster::close() {
    {
        const std::lock_guard lock(mutex_);
        if (closed_) return;
        closed_ = true;
    }
    disconnect({}, DisconnectReason::shutdown);
    std::unique_lock lock(mutex_);
    auto workers = pool_.release();
    lock.unlock();
    workers.clear();
    save_history();
}

std::optional<EventId> Broadcaster::place_of(std::string_view cursor) const {
    const std::optional<EventId> place = log_.locate(cursor);
    return place && issued_.has(*place, ids_) ? place : std::nullopt;
}

HistoryPage Broadcaster::read_history(const Client& client) {
    const std::lock_guard lock(mutex_);
    HistoryPage page;
    page.cursor = client.cursor;
    // Its worker hears of that later; what is published from now on is not for it.
    page.revoked = !client.listed;
    if (page.revoked) return page;
    // The worker hears of a join or a leave in the order of its inbox, which this page is ahead of.
    const Memberships& channels = client.directory_channels;
    log_.trim(channels, options_.channel_history, history_ms());
    if (const EventId forgotten = log_.forgotten_through(channels); page.cursor < forgotten) {
        page.forgotten_through = forgotten;
        page.cursor = forgotten;
    }
    const std::size_t most = std::min<std::size_t>(kPageBytes, options_.queue_bytes);
    std::size_t bytes = 0;
    const std::size_t first = log_.first_after(page.cursor);
    const std::size_t end = std::min(log_.size(), first + kPageScan);
    std::size_t index = first;
    for (; index < end && bytes < most && page.frames.size() < kPageFrames; ++index) {
        const FramePtr& frame = log_.at(index);
        page.cursor = log_.id_at(index);
        if (!frame || !matches(*frame, client.key, channels)) continue;
        bytes += frame->size();
        page.frames.push_back(frame);
    }
    page.complete = index == log_.size();
    if (page.complete) page.cursor = ids_.last();
    return page;
}

std::optional<EventId> Broadcaster::newest_if_told(Inbox& inbox) {
    const std::lock_guard lock(mutex_);
    if (!inbox.empty()) return std::nullopt;
    return ids_.last();
}

void Broadcaster::gone(Client& client, DisconnectReason reason) {
    std::unique_lock lock(mutex_);
    directory_.remove(client);
    ++disconnects_[static_cast<std::size_t>(reason)];
    --open_clients_;
    if (draining_ && !draining_->done) count_drained(client, reason);
    const bool drained = draining_ && !draining_->done && open_clients_ == 0;
    const std::unique_ptr<ClientInfo> farewell = std::move(client.farewell);
    lock.unlock();
    if (client.closed && farewell) (*client.closed)(std::move(*farewell), reason);
    if (drained) finish_drain();
}

}  // namespace ssecast::net
