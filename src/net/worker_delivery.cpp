// From a frame to the connection: queueing, writing, and what happens to clients that fall behind.
#include "core/prefetch.hpp"
#include "net/broadcaster.hpp"
#include "net/notices.hpp"
#include "net/worker.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace ssecast::net {

// For each client and each event, so the cost of every line on this path counts: docs/benchmarks.md
// has the instructions of each function.
void Worker::offer(Client& client, const FramePtr& frame) noexcept {
    protect(client, [&] { queue_or_leave(client, frame); });
}

void Worker::queue_or_leave(Client& client, const FramePtr& frame) {
    // A parked client reads the event from the history instead. A client that has caught up may
    // have read it there already: ids only grow, so its cursor shows that.
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
        // A burst within one pass may fill the queue of a fast client, which is written only at the
        // end of the pass.
        write(client);
        if (client.phase != Phase::live || (!has_room() && !make_room(client, *frame))) return;
    }
    // Queued is as good as had: what the client loses with its queue, it asks for with its own
    // cursor.
    client.cursor = frame->id();
    enqueue(client, frame);
}

void Worker::enqueue(Client& client, const FramePtr& frame) {
    stats_.queued_bytes.add(frame->size());
    // Measured only when the list grows: measuring each time would show in the cost of a delivery.
    if (client.queue.is_full()) {
        counting_lists(client, [&] { client.queue.push(frame); });
    } else {
        client.queue.push(frame);
    }
    touch(client);
}

bool Worker::make_room(Client& client, const Frame& frame) {
    const SlowClientPolicy policy = options_.slow_client.load(std::memory_order_relaxed);
    // Comes back and resumes from the history.
    if (policy == SlowClientPolicy::disconnect) {
        doom(client, DisconnectReason::slow);
        return false;
    }
    if (policy == SlowClientPolicy::park) {
        park(client);
        return false;
    }
    // Frees a quarter more than this event needs. Freeing just enough would search the whole queue
    // of a slow client for each event.
    const std::size_t bound = options_.queue_bytes.load(std::memory_order_relaxed);
    const std::size_t wanted = bound - bound / 4;
    const std::size_t target = wanted - std::min(wanted, frame.size());
    counting_lists(client, [&] {
        // Replacing an event by a newer one of its key is no gap: the client gets the newest state.
        if (policy == SlowClientPolicy::latest) {
            const std::size_t before = client.queue.bytes();
            stats_.replaced.add(client.queue.keep_latest());
            stats_.queued_bytes.subtract(before - client.queue.bytes());
        }
        if (client.queue.bytes() > target) drop_oldest(client, target);
    });
    return true;
}

// The notice takes the place of the dropped events, so the client learns of the gap in order.
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

// A parked client costs a comparison for each event, and no memory. What waits in its queue
// goes out first; then it reads pages of the history, at its own pace, until it has caught up.
void Worker::park(Client& client) {
    set_phase(client, Phase::parked);
    // Events that were handled and not queued were for others. The history may forget them without
    // a gap for this client.
    client.cursor = std::max(client.cursor, last_event_);
    stats_.parkings.add();
    touch(client);
}

// The inbox left events out, and for whom they were is unknown here. Each client reads on from the
// history.
void Worker::park_everybody() {
    for (const ClientPtr& client : clients_) {
        if (client->phase == Phase::live) park(*client);
    }
}

// Needs no memory: see make_room_for_clients.
void Worker::touch(Client& client) noexcept {
    if (client.touched) return;
    client.touched = true;
    touched_.emplace_back(&client);
}

void Worker::write_touched() {
    begin_pass();
    for (std::size_t i = 0; i < touched_.size(); ++i) {
        // A client is not in the cache when its turn comes: the kernel has sent to others. Its sink
        // is known when it has come itself.
        if (i + 2 < touched_.size()) touched_[i + 2]->prefetch();
        if (i + 1 < touched_.size()) prefetch(touched_[i + 1]->sink.get());
        const ClientPtr& client = touched_[i];
        client->touched = false;
        // It may have been closed since it was touched.
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

// Until the queue is empty or the connection takes no more. A client that reads as fast as this
// writes gets all of its queue, which is bounded, so it cannot hold the worker for long.
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
            // The time within which a client has to accept a byte begins when it is offered one.
            if (result.bytes == 0) client.last_write_ms = now_ms();
            client.sink->await_writable(client.key);
            return false;
        }
    }
    return true;
}

void Worker::count_deliveries(Client& client, Framing framing, std::size_t bytes) {
    // Reading the clock for each write would show in its cost. So latencies are wrong by the time
    // of eight writes at most, which is microseconds.
    constexpr std::uint32_t kWritesAReading = 8;
    if (++writes_since_reading_ == kWritesAReading) read_clock();
    std::uint64_t deliveries = 0;
    const auto consume = [&] {
        client.queue.consume(framing, bytes, [&](const Frame& frame) {
            ++deliveries;
            // A replayed event waited in the history, and one of an earlier process has no time
            // here.
            if (client.replaying || frame.published_ns == 0) return;
            stats_.latency.add(clock_ns_ - frame.published_ns);
        });
    };
    // A queue of one frame has no list, and consuming it frees none.
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

// The flag is set last: if posting fails, the next call posts.
void Worker::schedule_catch_up(Client& client) {
    behind_.emplace_back(&client);
    if (catch_up_scheduled_) return;
    post([this] { catch_up_all(); });
    catch_up_scheduled_ = true;
}

void Worker::catch_up_all() {
    catch_up_scheduled_ = false;
    begin_pass();
    // Clients that need another page go into `behind_`, for the next turn.
    behind_now_.swap(behind_);
    for (const ClientPtr& client : behind_now_) {
        if (client->phase == Phase::parked && client->queue.empty()) {
            protect(*client, [&] { catch_up(*client); });
        }
    }
    behind_now_.clear();
    close_doomed();
}

// One page a turn, so that a long replay does not keep events from the worker's other clients.
void Worker::catch_up(Client& client) {
    if (client.resuming) {
        announce(client);
        return;
    }
    HistoryPage page;
    counting_lists(client, [&] { page = broadcaster_.read_history(client); });
    // Its CloseClient is in the inbox.
    if (page.revoked) return;
    if (page.forgotten_through) {
        stats_.gaps.add();
        enqueue(client, broadcaster_.weighed(
                            gap_notice(to_string(client.cursor), *page.forgotten_through)));
    }
    stats_.replayed.add(page.frames.size());
    client.replaying = true;
    // The queue is empty here, and a page is bounded like a queue: no policy for slow clients
    // applies.
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

// The first event of a client that resumes says how much it missed. That is counted in pieces, and
// nothing is replayed before.
void Worker::announce(Client& client) {
    Missed missed;
    counting_lists(client, [&] { missed = broadcaster_.count_missed(client); });
    // Not counted yet: `write` finds an empty queue and schedules the next turn.
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

// Within a pass, in place of `close`. The first reason counts.
void Worker::doom(Client& client, DisconnectReason reason) noexcept {
    if (client.phase == Phase::doomed) return;
    set_phase(client, Phase::doomed);
    client.doom_reason = reason;
    doomed_.emplace_back(&client);
}

// At the end of each pass and of each callback: closing a client moves others in the lists that a
// pass walks over.
void Worker::close_doomed() noexcept {
    for (const ClientPtr& client : doomed_) close(*client, client->doom_reason);
    doomed_.clear();
}

void Worker::end_stream(Client& client) {
    // Without a connection the end has to wait for one: handle(AttachSink&).
    client.owes_end = !client.sink;
    // After a partial write the connection just breaks. An orderly end would say that the stream is
    // complete; a client that loses it discards the incomplete block and resumes (WHATWG HTML,
    // section 9.2.6).
    if (client.sink && client.queue.empty()) (void)client.sink->finish();
}

}  // namespace ssecast::net
