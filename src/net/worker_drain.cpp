#include "core/frame_encoder.hpp"
#include "net/broadcaster.hpp"
#include "net/worker.hpp"

#include <algorithm>
#include <chrono>

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
    drain_timer_.expires_after(std::chrono::milliseconds(command.deadline_ms));
    drain_timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) close_undrained();
    });
}

// Everything is out. A block tells when to come back, and when that is out, too, the stream ends.
void Worker::say_goodbye(Client& client) {
    if (!client.leaving) {
        push_goodbye(client, drain_->least_retry_ms, drain_->most_retry_ms);
        write(client);
        return;
    }
    client.sink->finish();
    client.flushed = true;
    doom(client, DisconnectReason::shutdown);
}

// Not by `enqueue`, which would add to the list of clients that is being walked.
void Worker::push_goodbye(Client& client, std::uint32_t least_retry_ms,
                          std::uint32_t most_retry_ms) {
    client.leaving = true;
    std::uniform_int_distribution<std::uint32_t> retry(least_retry_ms, most_retry_ms);
    const EventId cursor = std::max(client.cursor, last_event_);
    const FramePtr frame = encode_goodbye(cursor, retry(random_));
    stats_.queued_bytes.add(frame->size());
    client.queue.push(frame);
}

void Worker::close_undrained() {
    const std::vector<ClientPtr> left = clients_;
    for (const ClientPtr& client : left) close(*client, DisconnectReason::shutdown);
}

}  // namespace ssecast::net
