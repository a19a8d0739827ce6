// Heartbeats and deadlines: one timer a worker, because a timer for each client would cost memory
// and a place in the heap of timers with each write.
#include "core/frame_encoder.hpp"
#include "net/broadcaster.hpp"
#include "net/worker.hpp"

#include <algorithm>
#include <chrono>

namespace ssecast::net {

namespace {

// The upkeep looks at all clients once a rotation, at a slice of them in each turn of the timer. So
// their heartbeats do not leave together, and deadlines are met within a second.
constexpr std::uint32_t kMaxRotationMs = 1'000;
constexpr std::uint32_t kMinRotationMs = 20;
constexpr std::uint32_t kTurnMs = 125;

// From the admission to the connection. Next needs milliseconds; a response that the application
// never sends has none.
constexpr std::uint32_t kAdmissionTimeoutMs = 10'000;

// A client that is closed because of its age has no reason to wait, but not all may come back at
// once.
constexpr std::uint32_t kMaxRetryForAgeMs = 1'000;

struct Rotation {
    std::uint32_t milliseconds;
    std::uint32_t turns;
};

// A quarter of the interval, so that a heartbeat is due at most that much early.
Rotation rotation(std::uint32_t heartbeat_interval_ms) {
    const std::uint32_t wanted =
        heartbeat_interval_ms == 0 ? kMaxRotationMs : heartbeat_interval_ms / 4;
    const std::uint32_t milliseconds = std::clamp(wanted, kMinRotationMs, kMaxRotationMs);
    return {milliseconds, std::max(1U, milliseconds / kTurnMs)};
}

}  // namespace

// Wraps around after 49 days; differences stay right.
std::uint32_t Worker::now_ms() const noexcept {
    return static_cast<std::uint32_t>((net::steady_ns() - started_ns_) / 1'000'000);
}

void Worker::schedule_upkeep() {
    if (upkeep_scheduled_) return;
    // Asked each time: `configure` may change the interval.
    const Rotation rotation = net::rotation(options_.heartbeat_interval_ms);
    upkeep_timer_.expires_after(std::chrono::milliseconds(rotation.milliseconds / rotation.turns));
    upkeep_timer_.async_wait([this](const boost::system::error_code& error) {
        const std::lock_guard pass(pass_);
        if (!error) upkeep();
    });
    // Last: without memory for the wait, the next client schedules it.
    upkeep_scheduled_ = true;
}

void Worker::upkeep() {
    upkeep_scheduled_ = false;
    // A worker without clients sleeps until the next one comes.
    if (clients_.empty()) return;
    const std::uint32_t turns = rotation(options_.heartbeat_interval_ms).turns;
    const std::size_t turn = ++upkeep_turn_ % turns;
    const std::size_t count = clients_.size();
    const std::uint64_t wall_ms = net::wall_ms();
    const std::int64_t steady_ns = net::steady_ns();
    if (batch_is_handled()) {
        // Events without a client reach no worker. Clients have them all the same, so their cursors
        // move on: a cursor that stayed would be forgotten, and the client would get a gap without
        // having missed anything.
        if (const auto newest = broadcaster_.newest_if_told(inbox_)) last_event_ = *newest;
    }
    for (std::size_t i = count * turn / turns; i < count * (turn + 1) / turns; ++i) {
        Client& client = *clients_[i];
        protect(client, [&] { look_after(client, wall_ms, steady_ns); });
    }
    heartbeat_.reset();
    write_touched();
    // If `wake` failed for want of memory, commands wait without one.
    wake();
    schedule_upkeep();
}

// The first event that a client may no longer read ends its stream. Otherwise a heartbeat would
// move its cursor past that event, and the client would never get it with its next token.
void Worker::expire(Client& client) {
    // Events from before are still its right.
    write(client);
    if (client.phase == Phase::doomed) return;
    end_stream(client);
    doom(client, DisconnectReason::expired);
}

void Worker::look_after(Client& client, std::uint64_t wall_ms, std::int64_t steady_ns) {
    if (client.phase == Phase::doomed) return;
    const std::uint32_t silent = now_ms() - client.last_write_ms;
    if (client.expired_at(wall_ms, steady_ns)) {
        expire(client);
        return;
    }
    if (client.ages_at_ns != 0 && steady_ns >= client.ages_at_ns) {
        if (client.sink && client.queue.empty() && client.phase == Phase::live) {
            push_goodbye(client, 0, kMaxRetryForAgeMs);
            write(client);
            // A drain may have ended the stream already: it waited for just this block.
            if (client.phase == Phase::doomed) return;
        }
        end_stream(client);
        doom(client, DisconnectReason::age);
        return;
    }
    // Waits for its connection.
    if (!client.sink) {
        if (silent > kAdmissionTimeoutMs) doom(client, DisconnectReason::abandoned);
        return;
    }
    if (!client.queue.empty()) {
        // Something waits, and the connection has taken no byte of it for so long.
        const std::uint32_t timeout = options_.connection_timeout_ms;
        if (timeout != 0 && silent > timeout) doom(client, DisconnectReason::timeout);
        return;
    }
    const std::uint32_t interval = options_.heartbeat_interval_ms;
    if (interval == 0 || client.phase == Phase::parked) return;
    // A client that gets events needs no heartbeat. Due now, or before the next look at this
    // client.
    if (silent + rotation(interval).milliseconds <= interval) return;
    // Events that the worker has handled and that were for others move its cursor, too.
    const EventId cursor = std::max(client.cursor, last_event_);
    if (!heartbeat_ || heartbeat_->id() != cursor) {
        heartbeat_ = broadcaster_.weighed(encode_heartbeat(cursor));
    }
    stats_.heartbeats.add();
    enqueue(client, heartbeat_);
}

}  // namespace ssecast::net
