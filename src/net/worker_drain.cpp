// The end of all clients of a worker, in good order: each gets all its events, a time to come back,
// and the end of its stream.
#include "core/frame_encoder.hpp"
#include "net/broadcaster.hpp"
#include "net/worker.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

namespace ssecast::net {

void Worker::handle(Drain& command) {
    drain_ = command;
    // Events that were left out of the inbox came before the drain. Their clients read them from
    // the history, and are let go then.
    if (batch_.overflowed) park_everybody();
    // Clients with nothing waiting leave in this pass, the others when their queues are written.
    // `write` asks for `drain_` from here on.
    for (const ClientPtr& client : clients_) touch(*client);
    write_touched();
    if (command.deadline_ms == 0) {
        close_undrained();
        return;
    }
    try {
        drain_timer_.expires_after(std::chrono::milliseconds(command.deadline_ms));
        drain_timer_.async_wait([this](const boost::system::error_code& error) {
            const std::lock_guard pass(pass_);
            if (!error) close_undrained();
        });
    } catch (const std::exception&) {
        // Without a timer the drain might never end. Closing clients now loses no event: they
        // resume.
        close_undrained();
    }
}

// Comes twice for a client: when its queue is written, a last block says when to come back; and
// when that is written, the stream ends.
void Worker::say_goodbye(Client& client) {
    if (!client.leaving) {
        push_goodbye(client, drain_->least_retry_ms, drain_->most_retry_ms);
        write(client);
        return;
    }
    if (!client.sink->finish()) {
        // The final chunk did not fit. The next call comes from `writable`.
        client.blocked = true;
        client.sink->await_writable(client.key);
        return;
    }
    client.flushed = true;
    doom(client, DisconnectReason::shutdown);
}

// Not by `enqueue`: it touches the client, and the pass may be walking over the list of touched
// clients.
void Worker::push_goodbye(Client& client, std::uint32_t least_retry_ms,
                          std::uint32_t most_retry_ms) {
    client.leaving = true;
    std::uniform_int_distribution<std::uint32_t> retry(least_retry_ms, most_retry_ms);
    const EventId cursor = std::max(client.cursor, last_event_);
    const FramePtr frame = broadcaster_.weighed(encode_goodbye(cursor, retry(random_)));
    stats_.queued_bytes.add(frame->size());
    counting_lists(client, [&] { client.queue.push(frame); });
}

// Without an orderly end: it would tell these clients that they have everything. Closes directly,
// because this is a callback of its own.
void Worker::close_undrained() {
    while (!clients_.empty()) close(*clients_.back(), DisconnectReason::shutdown);
}

}  // namespace ssecast::net
