#include "core/frame_encoder.hpp"
#include "net/broadcaster.hpp"
#include "net/worker.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

namespace ssecast::net {

void Worker::handle(Drain& command) {
    drain_ = command;
    // Who has nothing waiting leaves in this pass, the others when they have been written.
    for (const ClientPtr& client : clients_) touch(*client);
    write_touched();
    if (command.deadline_ms == 0) {
        close_undrained();
        return;
    }
    try {
        drain_timer_.expires_after(std::chrono::milliseconds(command.deadline_ms));
        drain_timer_.async_wait([this](const boost::system::error_code& error) {
            if (!error) close_undrained();
        });
    } catch (const std::exception&) {
        // A drain without a deadline might never end.
        close_undrained();
    }
}

// Everything is out. A block tells when to come back, and when that is out, too, the stream ends.
void Worker::say_goodbye(Client& client) {
    if (!client.leaving) {
        push_goodbye(client, drain_->least_retry_ms, drain_->most_retry_ms);
        write(client);
        return;
    }
    if (!client.sink->finish()) {
        client.blocked = true;
        client.sink->await_writable();
        return;
    }
    client.flushed = true;
    doom(client, DisconnectReason::shutdown);
}

// Not by `enqueue`, which would add to the list of clients that is being walked.
void Worker::push_goodbye(Client& client, std::uint32_t least_retry_ms,
                          std::uint32_t most_retry_ms) {
    client.leaving = true;
    std::uniform_int_distribution<std::uint32_t> retry(least_retry_ms, most_retry_ms);
    const EventId cursor = std::max(client.cursor, last_event_);
    const FramePtr frame = broadcaster_.weighed(encode_goodbye(cursor, retry(random_)));
    stats_.queued_bytes.add(frame->size());
    counting_lists(client, [&] { client.queue.push(frame); });
}

void Worker::close_undrained() {
    while (!clients_.empty()) close(*clients_.back(), DisconnectReason::shutdown);
}

}  // namespace ssecast::net
