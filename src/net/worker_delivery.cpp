#include "net/broadcaster.hpp"
#include "net/notices.hpp"
#include "net/worker.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace ssecast::net {

void Worker::offer(Client& client, const FramePtr& frame) {
    // A parked client reads the history instead, and what it has read from there may arrive here
    // once more: ids only grow, so the cursor tells.
    if (client.parked || client.doomed || frame->id() <= client.cursor) return;
    const auto has_room = [&] {
        const std::size_t bound = options_.queue_bytes.load(std::memory_order_relaxed);
        return client.queue.empty() || client.queue.bytes() + frame->size() <= bound;
    };
    if (!has_room()) {
        // A burst may fill the queue of a client that nobody has tried to write yet.
        write(client);
        if (!has_room()) {
            fall_behind(client);
            return;
        }
    }
    client.cursor = frame->id();
    enqueue(client, frame);
}

void Worker::enqueue(Client& client, const FramePtr& frame) {
    stats_.queued_bytes.add(frame->size());
    client.queue.push(frame);
    touch(client);
}

void Worker::fall_behind(Client& client) {
    if (options_.slow_client.load(std::memory_order_relaxed) == SlowClientPolicy::disconnect) {
        doom(client, DisconnectReason::slow);
        return;
    }
    park(client);
}

void Worker::park(Client& client) {
    client.parked = true;
    // What was handled and not queued was for others: forgetting it is no gap for this client.
    client.cursor = std::max(client.cursor, last_event_);
    stats_.parked.add();
    stats_.parkings.add();
    touch(client);
}

void Worker::park_everybody() {
    stats_.inbox_overflows.add();
    for (const ClientPtr& client : clients_) {
        if (!client->parked) park(*client);
    }
}

void Worker::touch(Client& client) {
    if (client.touched) return;
    client.touched = true;
    touched_.emplace_back(&client);
}

void Worker::write_touched() {
    pass_ms_ = now_ms();
    for (const ClientPtr& client : touched_) {
        client->touched = false;
        if (client->open) write(*client);
    }
    touched_.clear();
    close_doomed();
}

void Worker::write(Client& client) {
    if (!client.sink || client.blocked) return;
    while (!client.queue.empty()) {
        const Framing framing = client.sink->framing();
        const std::size_t count = client.queue.gather(framing, slices_);
        const WriteResult result = client.sink->write({slices_.data(), count});
        if (result.bytes != 0) {
            const std::size_t before = client.queue.bytes();
            stats_.deliveries.add(client.queue.consume(framing, result.bytes));
            stats_.queued_bytes.subtract(before - client.queue.bytes());
            stats_.bytes.add(result.bytes);
            stats_.writes.add();
            client.last_write_ms = pass_ms_;
        }
        if (result.status == WriteResult::Status::failed) {
            doom(client, DisconnectReason::client);
            return;
        }
        if (result.status == WriteResult::Status::blocked) {
            client.blocked = true;
            // The time that a client has to accept a byte begins when it is offered one.
            if (result.bytes == 0) client.last_write_ms = now_ms();
            client.sink->await_writable();
            return;
        }
    }
    if (client.parked) schedule_catch_up(client);
}

void Worker::writable(Client& client) {
    if (!client.open) return;
    client.blocked = false;
    pass_ms_ = now_ms();
    write(client);
    close_doomed();
}

void Worker::schedule_catch_up(Client& client) {
    behind_.emplace_back(&client);
    if (catch_up_scheduled_) return;
    catch_up_scheduled_ = true;
    boost::asio::post(context_, [this] { catch_up_all(); });
}

void Worker::catch_up_all() {
    catch_up_scheduled_ = false;
    pass_ms_ = now_ms();
    behind_now_.swap(behind_);
    for (const ClientPtr& client : behind_now_) {
        if (client->open && client->parked && client->queue.empty()) catch_up(*client);
    }
    behind_now_.clear();
    close_doomed();
}

// One page a turn, so that a long replay leaves room for the worker's other clients.
void Worker::catch_up(Client& client) {
    HistoryPage page = broadcaster_.read_history(client);
    if (page.forgotten_through) {
        stats_.gaps.add();
        enqueue(client, gap_notice(to_string(client.cursor), *page.forgotten_through));
    }
    stats_.replayed.add(page.frames.size());
    for (const FramePtr& frame : page.frames) enqueue(client, frame);
    client.cursor = page.cursor;
    if (page.complete) {
        client.parked = false;
        stats_.parked.subtract();
    }
    write(client);
}

void Worker::doom(Client& client, DisconnectReason reason) {
    if (client.doomed) return;
    client.doomed = true;
    doomed_.emplace_back(&client, reason);
}

// Clients are closed after the pass, because closing moves others in the lists being walked.
void Worker::close_doomed() {
    for (const auto& [client, reason] : doomed_) close(*client, reason);
    doomed_.clear();
}

void Worker::end_stream(Client& client) {
    // After a partial write only the end of the connection tells the truth: the client discards
    // the incomplete block and comes back (WHATWG HTML, section 9.2.6).
    if (client.sink && client.queue.empty()) client.sink->finish();
}

}  // namespace ssecast::net
