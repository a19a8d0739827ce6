#include "net/broadcaster.hpp"
#include "net/notices.hpp"
#include "net/worker.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace ssecast::net {

void Worker::offer(Client& client, const FramePtr& frame) noexcept {
    protect(client, [&] { queue_or_leave(client, frame); });
}

void Worker::queue_or_leave(Client& client, const FramePtr& frame) {
    // A parked client reads the history instead, and what it has read from there may arrive here
    // once more: ids only grow, so the cursor tells.
    if (client.phase != Phase::live || frame->id() <= client.cursor) return;
    if (client.expired_for(*frame)) {
        expire(client);
        return;
    }
    const auto has_room = [&] {
        const std::size_t bound = options_.queue_bytes.load(std::memory_order_relaxed);
        return client.queue.empty() || client.queue.bytes() + frame->size() <= bound;
    };
    if (!has_room()) {
        // A burst may fill the queue of a client that nobody has tried to write yet.
        write(client);
        if (client.phase != Phase::live || (!has_room() && !make_room(client, *frame))) return;
    }
    client.cursor = frame->id();
    enqueue(client, frame);
}

void Worker::enqueue(Client& client, const FramePtr& frame) {
    stats_.queued_bytes.add(frame->size());
    // Asked first: counting for each client would show in the cost of a delivery.
    if (client.queue.is_full()) {
        counting_lists(client, [&] { client.queue.push(frame); });
    } else {
        client.queue.push(frame);
    }
    touch(client);
}

bool Worker::make_room(Client& client, const Frame& frame) {
    const SlowClientPolicy policy = options_.slow_client.load(std::memory_order_relaxed);
    if (policy == SlowClientPolicy::disconnect) {
        doom(client, DisconnectReason::slow);
        return false;
    }
    if (policy == SlowClientPolicy::park) {
        park(client);
        return false;
    }
    // A quarter more than this event needs, so that not every event searches the queue.
    const std::size_t bound = options_.queue_bytes.load(std::memory_order_relaxed);
    const std::size_t wanted = bound - bound / 4;
    const std::size_t target = wanted - std::min(wanted, frame.size());
    counting_lists(client, [&] {
        if (policy == SlowClientPolicy::latest) {
            const std::size_t before = client.queue.bytes();
            stats_.replaced.add(client.queue.keep_latest());
            stats_.queued_bytes.subtract(before - client.queue.bytes());
        }
        if (client.queue.bytes() > target) drop_oldest(client, target);
    });
    return true;
}

void Worker::drop_oldest(Client& client, std::size_t bytes) {
    const std::size_t before = client.queue.bytes();
    const auto dropped = client.queue.drop_oldest(bytes);
    stats_.queued_bytes.subtract(before - client.queue.bytes());
    if (!dropped) return;
    stats_.dropped.add(dropped->count);
    stats_.gaps.add();
    const FramePtr notice =
        broadcaster_.weighed(gap_notice(to_string(dropped->after), dropped->through));
    stats_.queued_bytes.add(notice->size());
    client.queue.announce(notice);
}

void Worker::park(Client& client) {
    set_phase(client, Phase::parked);
    // What was handled and not queued was for others: forgetting it is no gap for this client.
    client.cursor = std::max(client.cursor, last_event_);
    stats_.parkings.add();
    touch(client);
}

void Worker::park_everybody() {
    stats_.inbox_overflows.add();
    for (const ClientPtr& client : clients_) {
        if (client->phase == Phase::live) park(*client);
    }
}

void Worker::touch(Client& client) noexcept {
    if (client.touched) return;
    client.touched = true;
    touched_.emplace_back(&client);
}

void Worker::write_touched() {
    begin_pass();
    for (const ClientPtr& client : touched_) {
        client->touched = false;
        if (client->is_open()) protect(*client, [&] { write(*client); });
    }
    touched_.clear();
    close_doomed();
}

void Worker::write(Client& client) {
    if (!client.sink || client.blocked || client.phase == Phase::doomed || !write_queue(client))
        return;
    client.replaying = false;
    if (client.phase == Phase::parked) {
        schedule_catch_up(client);
    } else if (drain_) {
        say_goodbye(client);
    }
}

bool Worker::write_queue(Client& client) {
    while (!client.queue.empty()) {
        const Framing framing = client.sink->framing();
        const std::size_t count = client.queue.gather(framing, slices_);
        const WriteResult result = client.sink->write({slices_.data(), count});
        if (result.bytes != 0) {
            const std::size_t before = client.queue.bytes();
            count_deliveries(client, framing, result.bytes);
            stats_.queued_bytes.subtract(before - client.queue.bytes());
            stats_.bytes.add(result.bytes);
            stats_.writes.add();
            client.last_write_ms = pass_ms_;
        }
        if (result.status == WriteResult::Status::failed) {
            doom(client, DisconnectReason::client);
            return false;
        }
        if (result.status == WriteResult::Status::blocked) {
            client.blocked = true;
            // The time that a client has to accept a byte begins when it is offered one.
            if (result.bytes == 0) client.last_write_ms = now_ms();
            client.sink->await_writable();
            return false;
        }
    }
    return true;
}

void Worker::count_deliveries(Client& client, Framing framing, std::size_t bytes) {
    // One reading of the clock for some writes: one for each would show in their cost.
    constexpr std::uint32_t kWritesAReading = 8;
    if (++writes_since_reading_ == kWritesAReading) read_clock();
    std::uint64_t deliveries = 0;
    const auto consume = [&] {
        client.queue.consume(framing, bytes, [&](const Frame& frame) {
            ++deliveries;
            if (client.replaying || frame.published_ns == 0) return;
            stats_.latency.add(clock_ns_ - frame.published_ns);
        });
    };
    if (client.queue.has_list()) {
        counting_lists(client, consume);
    } else {
        consume();
    }
    stats_.deliveries.add(deliveries);
}

void Worker::read_clock() noexcept {
    writes_since_reading_ = 0;
    clock_ns_ = steady_ns();
}

void Worker::begin_pass() noexcept {
    read_clock();
    pass_ms_ = static_cast<std::uint32_t>((clock_ns_ - started_ns_) / 1'000'000);
}

void Worker::writable(Client& client) {
    if (!client.is_open()) return;
    client.blocked = false;
    begin_pass();
    handle_for(client, [&] { write(client); });
}

void Worker::schedule_catch_up(Client& client) {
    behind_.emplace_back(&client);
    if (catch_up_scheduled_) return;
    boost::asio::post(context_, [this] { catch_up_all(); });
    catch_up_scheduled_ = true;
}

void Worker::catch_up_all() {
    catch_up_scheduled_ = false;
    begin_pass();
    behind_now_.swap(behind_);
    for (const ClientPtr& client : behind_now_) {
        if (client->phase == Phase::parked && client->queue.empty()) {
            protect(*client, [&] { catch_up(*client); });
        }
    }
    behind_now_.clear();
    close_doomed();
}

// One page a turn, so that a long replay leaves room for the worker's other clients.
void Worker::catch_up(Client& client) {
    if (client.resuming) {
        announce(client);
        return;
    }
    HistoryPage page;
    counting_lists(client, [&] { page = broadcaster_.read_history(client); });
    if (page.revoked) return;
    if (page.forgotten_through) {
        stats_.gaps.add();
        enqueue(client, broadcaster_.weighed(
                            gap_notice(to_string(client.cursor), *page.forgotten_through)));
    }
    stats_.replayed.add(page.frames.size());
    client.replaying = true;
    for (const FramePtr& frame : page.frames) {
        if (client.expired_for(*frame)) {
            expire(client);
            return;
        }
        enqueue(client, frame);
    }
    client.cursor = page.cursor;
    if (page.complete) {
        set_phase(client, Phase::live);
        counting_lists(client, [&client] { client.plan.reset(); });
    }
    write(client);
}

// What a client missed is counted piece by piece, as it is read, and told before any of it.
void Worker::announce(Client& client) {
    Missed missed;
    counting_lists(client, [&] { missed = broadcaster_.count_missed(client); });
    if (!missed.known) {
        write(client);
        return;
    }
    const std::unique_ptr<Resuming> resuming = std::move(client.resuming);
    Connected& connected = resuming->connected;
    connected.resumed = !missed.gap;
    connected.gap = missed.gap;
    connected.replayed = missed.events;
    client.cursor = missed.cursor;
    enqueue(client, broadcaster_.weighed(connected_notice(connected, client.cursor)));
    if (missed.gap) {
        stats_.gaps.add();
        enqueue(client, broadcaster_.weighed(gap_notice(resuming->cursor, client.cursor)));
    }
    write(client);
}

void Worker::doom(Client& client, DisconnectReason reason) noexcept {
    if (client.phase == Phase::doomed) return;
    set_phase(client, Phase::doomed);
    doomed_.emplace_back(&client, reason);
}

// Clients are closed after the pass, because closing moves others in the lists being walked.
void Worker::close_doomed() noexcept {
    for (const auto& [client, reason] : doomed_) close(*client, reason);
    doomed_.clear();
}

void Worker::end_stream(Client& client) {
    client.owes_end = !client.sink;
    // After a partial write only the end of the connection tells the truth: the client discards
    // the incomplete block and comes back (WHATWG HTML, section 9.2.6).
    if (client.sink && client.queue.empty()) (void)client.sink->finish();
}

}  // namespace ssecast::net
