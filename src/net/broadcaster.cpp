#include "net/broadcaster.hpp"

#include "core/error.hpp"
#include "net/matching.hpp"

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
      ids_(created_at_ms_),
      log_(ids_.last(),
           [this](const Frame& frame) {
               if (frame.target.kind != Target::Kind::channels) return;
               for (const ChannelId channel : frame.target.keys)
                   directory_.names().release(channel);
           }),
      pool_(*this, live_options_) {
    live_options_.set(options);
}

Broadcaster::~Broadcaster() { close(); }

std::uint64_t Broadcaster::wall_ms() noexcept {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
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
    options_ = merge_options(options_, json);
    live_options_.set(options_);
    log_.trim(options_.history, wall_ms());
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

Published Broadcaster::publish(const TargetNames& names, const EventFields& fields) {
    FramePtr frame = encode_event(fields);
    if (names.kind == Target::Kind::channels) {
        for (const std::string& key : names.keys) ChannelNames::check(key);
    }
    const std::lock_guard lock(mutex_);
    require_open();
    frame->target.kind = names.kind;
    if (names.kind == Target::Kind::channels) {
        // Also channels without a member: one may come back for the event.
        for (const std::string& key : names.keys) {
            frame->target.keys.push_back(directory_.names().acquire(key));
        }
    } else {
        frame->target = resolve(names);
    }
    frame->stamp(ids_.next(wall_ms()));
    ++published_;
    const std::size_t clients = directory_.count(frame->target);
    if (clients != 0) {
        for (const auto& worker : pool_.workers()) worker->inbox().push_event(frame);
    }
    const bool for_nobody = names.kind == Target::Kind::clients && frame->target.keys.empty();
    if (!for_nobody) log_.append(frame, options_.history);
    return {std::move(frame), clients};
}

void Broadcaster::flush() {
    const std::lock_guard lock(mutex_);
    for (const auto& worker : pool_.workers()) worker->wake();
}

bool Broadcaster::attach(std::string_view client_id, ClientPath path, MakeSink make) {
    const std::lock_guard lock(mutex_);
    const ClientPtr client = directory_.find(client_id);
    if (!client || client->path != ClientPath::pending) return false;
    directory_.set_path(*client, path);
    client->worker->inbox().push(AttachSink{client, std::move(make)});
    client->worker->wake();
    return true;
}

bool Broadcaster::pull(std::string_view client_id) {
    const std::lock_guard lock(mutex_);
    const ClientPtr client = directory_.find(client_id);
    if (!client) return false;
    client->worker->inbox().push(Pull{client});
    client->worker->wake();
    return true;
}

bool Broadcaster::subscribe(std::string_view client_id, std::string_view channel) {
    ChannelNames::check(channel);
    const std::lock_guard lock(mutex_);
    const ClientPtr client = directory_.find(client_id);
    if (!client || !directory_.join(*client, channel)) return false;
    const ChannelId number = client->directory_channels.back().channel;
    client->worker->inbox().push(Join{client, number, ids_.last()});
    return true;
}

bool Broadcaster::unsubscribe(std::string_view client_id, std::string_view channel) {
    const std::lock_guard lock(mutex_);
    const ClientPtr client = directory_.find(client_id);
    const auto number = directory_.names().find(channel);
    if (!client || !number || !directory_.leave(*client, *number)) return false;
    client->worker->inbox().push(Leave{client, *number});
    return true;
}

std::vector<ClientInfo> Broadcaster::clients(const TargetNames& names) {
    const std::lock_guard lock(mutex_);
    std::vector<ClientInfo> infos;
    for (const ClientPtr& client : directory_.select(resolve(names))) {
        infos.push_back(directory_.describe(*client));
    }
    return infos;
}

std::size_t Broadcaster::count(const TargetNames& names) {
    const std::lock_guard lock(mutex_);
    return directory_.count(resolve(names));
}

std::size_t Broadcaster::disconnect(const TargetNames& names, DisconnectReason reason) {
    const std::lock_guard lock(mutex_);
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
}

HistoryPage Broadcaster::read_history(const Client& client) {
    const std::lock_guard lock(mutex_);
    HistoryPage page;
    page.cursor = client.cursor;
    if (!log_.covers(page.cursor)) {
        page.forgotten_through = log_.forgotten_through();
        page.cursor = log_.forgotten_through();
    }
    const std::size_t most = std::min<std::size_t>(kPageBytes, options_.queue_bytes);
    std::size_t bytes = 0;
    const std::size_t first = log_.first_after(page.cursor);
    const std::size_t end = std::min(log_.size(), first + kPageScan);
    std::size_t index = first;
    for (; index < end && bytes < most && page.frames.size() < kPageFrames; ++index) {
        const FramePtr& frame = log_.at(index);
        page.cursor = frame->id();
        if (!matches(*frame, client.key, client.channels)) continue;
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
    const std::unique_ptr<ClientInfo> farewell = std::move(client.farewell);
    lock.unlock();
    if (client.closed && farewell) (*client.closed)(std::move(*farewell), reason);
}

BroadcasterStats Broadcaster::stats() {
    const std::lock_guard lock(mutex_);
    log_.trim(options_.history, wall_ms());
    BroadcasterStats stats;
    stats.name = name_;
    stats.workers = pool_.workers().size();
    stats.created_at_ms = created_at_ms_;
    stats.clients = directory_.size();
    stats.counts = directory_.counts();
    stats.connections = connections_;
    stats.refused = refused_;
    stats.published = published_;
    for (const auto& worker : pool_.workers()) {
        const WorkerStats& counted = worker->stats();
        stats.deliveries += counted.deliveries.get();
        stats.bytes += counted.bytes.get();
        stats.writes += counted.writes.get();
        stats.heartbeats += counted.heartbeats.get();
        stats.queued_bytes += counted.queued_bytes.get();
        stats.parked += counted.parked.get();
        stats.parkings += counted.parkings.get();
        stats.replayed += counted.replayed.get();
        stats.gaps += counted.gaps.get();
        stats.inbox_overflows += counted.inbox_overflows.get();
    }
    stats.disconnects = disconnects_;
    stats.history_events = log_.size();
    stats.history_bytes = log_.bytes();
    if (log_.size() != 0) stats.history_oldest = log_.at(0)->wire_id();
    stats.history_newest = to_string(ids_.last());
    return stats;
}

}  // namespace ssecast::net
