// Counts and descriptions of a broadcaster and its clients. Changes nothing but what is too old.
#include "net/broadcaster.hpp"
#include "net/broadcaster_pieces.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace ssecast::net {

std::vector<ClientInfo> Broadcaster::clients(const TargetNames& names) {
    auto lock = mutex_.lock_behind();
    std::vector<ClientPtr> selected = directory_.select(resolve(names));
    lock.unlock();
    // Keys only grow: the oldest connection comes first. Sorted without the mutex.
    std::sort(selected.begin(), selected.end(),
              [](const ClientPtr& a, const ClientPtr& b) { return a->key < b->key; });
    std::vector<ClientInfo> infos;
    for_each_of(selected, [&](const Client& client) {
        // It may have been closed since it was selected.
        if (client.listed) infos.push_back(directory_.describe(client));
    });
    return infos;
}

std::size_t Broadcaster::count(const TargetNames& names) {
    // In one piece: the usual targets are counted without a walk.
    const Lock lock(mutex_);
    return directory_.count(resolve(names));
}

void Broadcaster::inspect(std::function<void(std::vector<ClientDetails>&&)> done) {
    Lock lock(mutex_);
    // Workers start with the first client.
    if (pool_.workers().empty()) {
        lock.unlock();
        done({});
        return;
    }
    // What a worker alone knows comes first, and each worker adds it in its own time. The
    // directory's part is added by the last worker's thread.
    auto describe = [this, done = std::move(done)](std::vector<ClientActivity>&& activities) {
        std::sort(activities.begin(), activities.end(),
                  [](const auto& a, const auto& b) { return a.key < b.key; });
        std::vector<ClientDetails> details;
        for (std::size_t i = 0; i < activities.size();) {
            const auto guard = mutex_.lock_behind();
            for (std::size_t steps = 0; i < activities.size() && steps < kPieceOfClients; ++i) {
                // Gone since its worker answered.
                const ClientPtr client = directory_.find(activities[i].key);
                if (!client) continue;
                steps += 1 + client->directory_channels.size();
                details.push_back({directory_.describe(*client), activities[i]});
            }
        }
        done(std::move(details));
    };
    const auto inspection =
        std::make_shared<Inspection>(pool_.workers().size(), std::move(describe));
    for (const auto& worker : pool_.workers()) {
        worker->inbox().push(Inspect{inspection});
        worker->wake();
    }
}

EventId Broadcaster::position() {
    const Lock lock(mutex_);
    persistence_.restore_if_pending();
    return history_.ids.last();
}

// Asked before and after data is read from a database (`snapshot`): if the history still holds all
// that was published meanwhile, the data and the events after the cursor fit together.
bool Broadcaster::covers(std::string_view cursor, std::string_view channel) {
    ChannelNames::check(channel);
    const Lock lock(mutex_);
    persistence_.restore_if_pending();
    const auto from = history_.place_of(cursor);
    if (!from) return false;
    history_.log.trim(options_.history, history_.now_ms());
    // A reader that was there from the beginning: it misses whatever the channel has forgotten.
    Memberships channels;
    if (const auto number = directory_.names().find(channel)) channels.push_back({*number, {}, 0});
    history_.log.trim(channels, options_.channel_history, history_.now_ms());
    return *from >= forgotten_for(channels);
}

BroadcasterStats Broadcaster::stats() {
    const Lock lock(mutex_);
    history_.log.trim(options_.history, history_.now_ms());
    BroadcasterStats stats;
    stats.name = name_;
    stats.workers = pool_.workers().size();
    stats.created_at_ms = created_at_ms_;
    stats.clients = directory_.size();
    stats.counts = directory_.counts();
    stats.connections = totals_.connections;
    stats.refusals = totals_.refusals;
    stats.published = totals_.published;
    stats.rate_limited = rate_limiter_.refusals();
    stats.rate_limit_overflows = rate_limiter_.overflows();
    stats.revocation_overflows = totals_.revocation_overflows;
    // Each counter is read at a moment of its own while workers go on: sums of them may differ by
    // the events under way.
    for (const auto& worker : pool_.workers()) {
        const WorkerStats& counted = worker->stats();
        stats.deliveries += counted.deliveries.get();
        stats.bytes += counted.bytes.get();
        stats.writes += counted.writes.get();
        stats.heartbeats += counted.heartbeats.get();
        stats.queued_bytes += counted.queued_bytes.get();
        stats.held_bytes += counted.list_bytes.get() + worker->inbox().list_bytes();
        stats.parked += counted.parked.get();
        stats.parkings += counted.parkings.get();
        stats.dropped += counted.dropped.get();
        stats.replaced += counted.replaced.get();
        stats.replayed += counted.replayed.get();
        stats.gaps += counted.gaps.get();
        stats.inbox_overflows += counted.inbox_overflows.get();
        for (std::size_t i = 0; i < stats.latency.size(); ++i) {
            stats.latency[i] += counted.latency.bucket(i);
        }
        stats.latency_sum_us += counted.latency.sum_us();
    }
    // Each frame once, however many queues hold it; and the tables that find events.
    stats.held_bytes += meter_.bytes() + history_.log.index_bytes();
    stats.disconnects = totals_.disconnects;
    stats.history_events = history_.log.count();
    stats.history_bytes = history_.log.bytes();
    if (history_.log.count() != 0) stats.history_oldest = history_.log.at(0)->wire_id();
    stats.history_newest = to_string(history_.ids.last());
    return stats;
}

}  // namespace ssecast::net
