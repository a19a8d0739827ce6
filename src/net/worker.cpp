#include "net/worker.hpp"

#include "net/broadcaster.hpp"
#include "net/inspection.hpp"
#include "net/worker_thread.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <new>

namespace ssecast::net {

Worker::Worker(Broadcaster& broadcaster, const LiveOptions& options)
    : broadcaster_(broadcaster),
      options_(options),
      started_ns_(steady_ns()),
      thread_([this] { run(); }) {}

Worker::~Worker() {
    boost::asio::post(context_, [this] { end_when_idle(); });
    thread_.join();
    // A lone pass that was the last one may not have let go yet.
    const std::lock_guard pass(pass_);
    // While the context is there, to which the sinks refer. No ClosedHandler is called any more.
    clients_.clear();
}

void Worker::run() {
    prepare_worker_thread();
    const auto guard = boost::asio::make_work_guard(context_);
    for (bool interrupted = false;;) {
        try {
            if (interrupted) go_on();
            interrupted = false;
            context_.run();
            return;
        } catch (const std::exception&) {
            // `protect` catches what concerns one client. This was the worker's own work, which
            // needs memory for its next step. The worker tries again when there may be some: ending
            // the thread would strand its clients.
            interrupted = true;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }
}

/// The worker's work is chains of handlers, each of which posts the next one. The exception has
/// ended one of them, and which is unknown. So each chain begins anew; a second one of the same
/// kind finds nothing to do and ends.
void Worker::go_on() {
    const std::lock_guard pass(pass_);
    post([this] { drain_inbox(); });
    if (std::exchange(catch_up_scheduled_, false) || !behind_.empty()) {
        catch_up_scheduled_ = true;
        post([this] { catch_up_all(); });
    }
    upkeep_scheduled_ = false;
    schedule_upkeep();
    if (sockets_) sockets_->go_on();
    if (ending_) boost::asio::post(context_, [this] { end_when_idle(); });
}

// Waits for commands that other threads pushed before the end: a CloseClient sends a client's last
// events.
void Worker::end_when_idle() {
    ending_ = true;
    wake();
    if (inbox_.idle()) {
        context_.stop();
    } else {
        boost::asio::post(context_, [this] { end_when_idle(); });
    }
}

void Worker::wake() {
    if (!inbox_.claim_wake()) return;
    try {
        post([this] { drain_inbox(); });
    } catch (const std::bad_alloc&) {
        // The next caller wakes it, or the worker's own upkeep does.
        inbox_.give_up_wake();
    }
}

void Worker::drain_inbox() {
    if (batch_is_handled() && !take_batch()) return;
    handle_batch();
    post([this] { drain_inbox(); });
}

bool Worker::take_batch() {
    batch_position_ = 0;
    return inbox_.take(batch_);
}

Inbox::Taken Worker::take_lone_batch(std::size_t deliveries) {
    batch_position_ = 0;
    return inbox_.take_lone(batch_, deliveries);
}

// A part of what was taken from the inbox.
void Worker::handle_batch() {
    const std::size_t end = std::min(batch_.commands.size(), batch_position_ + kBatch);
    while (batch_position_ < end) handle_safely(batch_.commands[batch_position_++]);
    if (batch_position_ == batch_.commands.size() && batch_.overflowed) {
        stats_.inbox_overflows.add();
        park_everybody();
        batch_.overflowed = false;
    }
    write_touched();
    if (batch_is_handled()) {
        // The commands hold references to frames, whose memory must not wait until the thread
        // wakes.
        batch_.commands.clear();
        batch_position_ = 0;
    }
}

void Worker::lone_pass(std::size_t deliveries) noexcept {
    // The thread may be in a callback of the reactor, which can take longer than a wake.
    if (const std::unique_lock pass(pass_, std::try_to_lock); pass.owns_lock()) {
        try {
            // The second round is for what came meanwhile. As a rule it finds nothing, which puts
            // the worker to sleep.
            for (int round = 0; round < 2 && batch_is_handled(); ++round) {
                const Inbox::Taken taken = take_lone_batch(deliveries);
                if (taken == Inbox::Taken::nothing) return;
                if (taken == Inbox::Taken::too_much) break;
                handle_batch();
            }
        } catch (const std::exception&) {
            // The worker goes on where this has ended.
        }
    }
    // The worker counts as awake, so no one else wakes it.
    for (;;) {
        try {
            post([this] { drain_inbox(); });
            return;
        } catch (const std::bad_alloc&) {
            // As `run` does it: commands that nobody handles would strand the clients.
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }
}

// A client that is closed is not found, whatever the system still tells of its socket.
void Worker::socket_ready(ClientKey key, SocketEvents::Ready ready) noexcept {
    const ClientPtr client(clients_by_key_.find(key));
    if (!client) return;
    if (ready.lost) {
        fail(*client, "its connection cannot be watched");
        close_doomed();
    } else if (const auto gone = ready.readable ? client->sink->discard_input() : std::nullopt) {
        close(*client, *gone);
    } else if (ready.writable) {
        writable(*client);
    }
}

// A command about a client fails with the client; any other exception goes to `run`.
void Worker::handle_safely(Command& command) {
    std::visit(
        [this](auto& each) {
            if constexpr (requires { each.client; }) {
                protect(*each.client, [&] { handle(each); });
            } else {
                handle(each);
            }
        },
        command);
}

void Worker::fail(Client& client, const char* what) noexcept {
    // It is closed, about to be, or never arrived.
    if (client.phase != Phase::live && client.phase != Phase::parked) return;
    try {
        client.fault = std::make_unique<std::string>(what);
    } catch (const std::bad_alloc&) {
        // It is closed and counted without the text.
        client.fault.reset();
    }
    doom(client, DisconnectReason::error);
}

/// Reserves room for all clients in each list of clients. Touching, dooming and closing a client
/// then never need memory: a process that is short of memory can still close clients and free some.
void Worker::make_room_for_clients() {
    if (clients_.size() == clients_.capacity()) clients_.reserve(2 * clients_.size() + 16);
    // Clients that were closed in this pass are still in the lists.
    touched_.reserve(clients_.capacity() + kBatch);
    doomed_.reserve(clients_.capacity() + kBatch);
}

void Worker::handle(FramePtr& frame) {
    // Only queues, here: the clients are written at the end of the pass, when more events may wait.
    switch (frame->target.kind) {
        case Target::Kind::all:
            for (std::size_t i = 0; i < clients_.size(); ++i) {
                // Queueing is short: one client ahead would still be on its way.
                constexpr std::size_t kAhead = 4;
                if (i + kAhead < clients_.size()) clients_[i + kAhead]->prefetch();
                offer(*clients_[i], frame);
            }
            break;
        case Target::Kind::channels:
            // A client in several of the channels is met several times; its cursor stops the
            // second.
            for (const ChannelId channel : frame->target.keys) {
                for (Client* const client : channels_.members(channel)) offer(*client, frame);
            }
            break;
        case Target::Kind::clients:
            for (const ClientKey key : frame->target.keys) {
                if (Client* const client = clients_by_key_.find(key)) offer(*client, frame);
            }
            break;
    }
    last_event_ = frame->id();
}

void Worker::handle(AddClient& command) {
    Client& client = *command.client;
    try {
        make_room_for_clients();
        clients_by_key_.add(client);
    } catch (const std::bad_alloc&) {
        // The broadcaster counts it as open since its admission.
        broadcaster_.gone(client, DisconnectReason::error);
        return;
    }
    client.slot = static_cast<std::uint32_t>(clients_.size());
    // What a resuming client missed comes first: events wait in the history until it has read them.
    set_phase(client, client.resuming ? Phase::parked : Phase::live);
    client.last_write_ms = now_ms();
    clients_.push_back(command.client);
    for (const ChannelId channel : command.channels) channels_.join_new(client, channel, {});
    if (command.connected) enqueue(client, command.connected);
    if (command.gap) {
        stats_.gaps.add();
        enqueue(client, command.gap);
    }
    schedule_upkeep();
}

void Worker::handle(AttachSink& command) {
    Client& client = *command.client;
    if (!client.is_open()) {
        // Its queue is gone. If its stream was to end in good order, the connection gets that end.
        if (client.owes_end) (void)command.make(*this, client)->finish();
        return;
    }
    // If the reactor does not take the descriptor, this throws, and the client is closed: the peer
    // sees its connection end and comes back.
    client.sink = command.make(*this, client);
    if (client.owes_end) {
        begin_pass();
        if (write_queue(client)) end_stream(client);
        return;
    }
    client.last_write_ms = now_ms();
    touch(client);
}

void Worker::handle(Pull& command) {
    Client& client = *command.client;
    if (!client.is_open() || !client.sink) return;
    // The stream's reader has room for one chunk; a blocked sink takes bytes again.
    client.sink->pull();
    client.blocked = false;
    touch(client);
}

void Worker::handle(Join& command) {
    if (command.client->is_open()) channels_.join(*command.client, command.channel, {});
}

void Worker::handle(Leave& command) {
    if (command.client->is_open()) channels_.leave(*command.client, command.channel);
}

void Worker::handle(Rejoin& command) {
    Client& client = *command.client;
    const std::vector<ChannelId> channels = broadcaster_.rejoin(client);
    if (!client.is_open()) return;
    stats_.inbox_overflows.add();
    channels_.leave_all(client);
    for (const ChannelId channel : channels) channels_.join_new(client, channel, {});
    // Events between the changes that had no command are in the history: the client reads on from
    // there, with the channels that it has now.
    if (client.phase == Phase::live) park(client);
}

void Worker::handle(CloseClient& command) {
    Client& client = *command.client;
    if (!client.is_open()) return;
    // It counts as parked here, too: events that were left out may be for it.
    if (batch_.overflowed && client.phase == Phase::live) park(client);
    // Events from before the disconnect still go out, as far as the connection takes them at once.
    begin_pass();
    client.blocked = false;
    write(client);
    // `write` may have doomed it: the connection failed, or a drain has ended the stream already.
    if (client.phase != Phase::doomed) end_stream(client);
    close(client, command.reason);
}

void Worker::handle(RestartLog& command) {
    if (command.is_back) last_event_ = {};
    for (const ClientPtr& client : clients_) {
        if (client->phase == Phase::live) park(*client);
        if (!command.is_back) continue;
        client->cursor = {};
        if (client->resuming) client->resuming->through = {};
    }
    inbox_.restarted();
}

void Worker::handle(Inspect& command) {
    std::vector<ClientActivity> activities;
    try {
        activities.reserve(clients_.size());
    } catch (const std::bad_alloc&) {
        // An answer without this worker's clients: without any, the caller would wait for ever.
        command.inspection->answer({});
        return;
    }
    for (const ClientPtr& client : clients_) {
        activities.push_back(
            {client->key,
             client->phase == Phase::live ? std::max(client->cursor, last_event_) : client->cursor,
             client->queue.bytes(), client->queue.size(), client->phase == Phase::parked,
             now_ms() - client->last_write_ms});
    }
    command.inspection->answer(activities);
}

// The order matters: `gone` may call the application and, in a drain, write the history file.
void Worker::close(Client& client, DisconnectReason reason) noexcept {
    if (!client.is_open()) return;
    // The lists hold the last references to it.
    const ClientPtr keep(&client);
    remove(client);
    broadcaster_.gone(client, reason);
}

// Needs no memory. The client itself may live on: commands in the inbox and handlers refer to it.
void Worker::remove(Client& client) noexcept {
    set_phase(client, Phase::closed);
    client.sink.reset();
    stats_.queued_bytes.subtract(client.queue.bytes());
    counting_lists(client, [&client] {
        client.queue = {};
        client.plan.reset();
    });
    client.resuming.reset();
    channels_.leave_all(client);
    clients_by_key_.remove(client);
    const std::uint32_t slot = client.slot;
    if (slot + 1 != clients_.size()) {
        std::swap(clients_[slot], clients_.back());
        clients_[slot]->slot = slot;
    }
    clients_.pop_back();
}

}  // namespace ssecast::net
