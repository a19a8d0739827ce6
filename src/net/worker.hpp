#pragma once

#include "core/channel_index.hpp"
#include "core/stats.hpp"
#include "net/client.hpp"
#include "net/clients_by_key.hpp"
#include "net/inbox.hpp"
#include "net/live_options.hpp"
#include "net/socket_events.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace ssecast::net {

class Broadcaster;

/// One thread with its io_context and its clients. Only who holds `pass_` touches a client's queue,
/// channels and connection: this thread, or a publisher that handles a few events itself
/// (`lone_pass`). "Worker thread" in comments means the holder.
///
/// It works in passes. A pass handles a batch of commands, which touch clients, and then writes
/// each touched client once: many events leave in one system call. No client is closed while a pass
/// walks over the list of clients, because that moves others in it.
///
/// worker.cpp: the thread and its inbox. worker_delivery.cpp: from a frame to the connection.
/// worker_upkeep.cpp: heartbeats and deadlines. worker_drain.cpp: the end of all clients.
class Worker {
public:
    Worker(Broadcaster& broadcaster, const LiveOptions& options);
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    /// Lets the worker finish its inbox and waits for its thread. Clients that are still there lose
    /// their connection. Not on the worker's own thread.
    ~Worker();

    /// Any thread.
    [[nodiscard]] Inbox& inbox() noexcept { return inbox_; }
    [[nodiscard]] const WorkerStats& stats() const noexcept { return stats_; }

    /// Any thread. Wakes the worker if it is asleep and has something to do. Costs a system call,
    /// of a microsecond or more, only then.
    void wake();

    /// Any thread, under the broadcaster's mutex. True for a caller that has to call `lone_pass`
    /// soon, without that mutex: until then the worker stays asleep, and is not destroyed.
    [[nodiscard]] bool claim_lone_pass(std::size_t deliveries) {
        return inbox_.claim_lone_pass(deliveries);
    }
    /// Handles what waits, in the place of the worker's thread: as much as was claimed; if more has
    /// come since, it wakes the thread. To wake it costs more than to send a few events.
    void lone_pass(std::size_t deliveries) noexcept;

    /// Who holds it is the worker, and may touch its clients.
    [[nodiscard]] std::unique_lock<std::mutex> pass() { return std::unique_lock(pass_); }

    /// For sinks. Worker thread only.
    [[nodiscard]] boost::asio::io_context& context() noexcept { return context_; }
    /// For sinks on the direct path; made for the first of them. Worker thread only. Throws
    /// boost::system::system_error when the system has no descriptor for it.
    [[nodiscard]] SocketEvents& sockets() {
        if (!sockets_) {
            sockets_ = make_socket_events(context_, pass_,
                                          [this](ClientKey client, SocketEvents::Ready ready) {
                                              socket_ready(client, ready);
                                          });
        }
        return *sockets_;
    }
    /// The sink takes bytes again: writes what waits.
    void writable(Client& client);
    /// Closes a client: its connection is gone, or has to go. Not within a pass: see `doom`. Does
    /// nothing for a client that is closed.
    void close(Client& client, DisconnectReason reason) noexcept;
    /// Runs `body` for a client. An exception costs this client its connection and harms no other
    /// one.
    template <class Body>
    void protect(Client& client, const Body& body) noexcept {
        try {
            body();
        } catch (const std::exception& error) {
            fail(client, error.what());
        }
    }
    /// The same for a callback of the reactor, which is a pass of its own.
    template <class Body>
    void handle_for(Client& client, const Body& body) noexcept {
        protect(client, body);
        close_doomed();
    }

private:
    /// Commands in a pass: enough for many events to share a system call, and bounded, so that
    /// callbacks of connections get their turn.
    static constexpr std::size_t kBatch = 256;

    // worker.cpp
    void run();
    void end_when_idle();
    void go_on();
    void drain_inbox();
    [[nodiscard]] bool batch_is_handled() const noexcept {
        return batch_position_ == batch_.commands.size() && !batch_.overflowed;
    }
    // Both only when the last batch is handled.
    [[nodiscard]] bool take_batch();
    [[nodiscard]] Inbox::Taken take_lone_batch(std::size_t deliveries);
    void handle_batch();
    void handle_safely(Command& command);
    /// Posts a piece of the worker's work.
    template <class Work>
    void post(const Work& work) {
        boost::asio::post(context_, [this, work] {
            const std::lock_guard pass(pass_);
            work();
        });
    }
    void socket_ready(ClientKey key, SocketEvents::Ready ready) noexcept;
    void fail(Client& client, const char* what) noexcept;
    void make_room_for_clients();
    void handle(FramePtr& frame);
    void handle(AddClient& command);
    void handle(AttachSink& command);
    void handle(Pull& command);
    void handle(Join& command);
    void handle(Leave& command);
    void handle(Rejoin& command);
    void handle(CloseClient& command);
    void handle(RestartLog& command);
    void handle(Drain& command);
    void handle(Inspect& command);
    void remove(Client& client) noexcept;
    /// The only writer of Client::phase, so that `parked` counts the clients in that phase.
    void set_phase(Client& client, Phase phase) noexcept {
        if (client.phase == Phase::parked) stats_.parked.subtract();
        if (phase == Phase::parked) stats_.parked.add();
        client.phase = phase;
    }
    [[nodiscard]] static std::size_t list_bytes(const Client& client) noexcept {
        return client.queue.list_bytes() + (client.plan ? client.plan->bytes() : 0);
    }
    /// Counts the memory that `change` adds to the client's lists, or takes from them.
    template <class Change>
    void counting_lists(Client& client, const Change& change) {
        const std::size_t before = list_bytes(client);
        change();
        const std::size_t now = list_bytes(client);
        // Counters wrap around, so adding a negative difference subtracts.
        if (now != before) stats_.list_bytes.add(now - before);
    }

    // worker_delivery.cpp
    void offer(Client& client, const FramePtr& frame) noexcept;
    void queue_or_leave(Client& client, const FramePtr& frame);
    void enqueue(Client& client, const FramePtr& frame);
    /// Applies the policy for slow clients. False when the frame must not be queued: the client is
    /// parked or doomed now.
    bool make_room(Client& client, const Frame& frame);
    void drop_oldest(Client& client, std::size_t bytes);
    void park(Client& client);
    void park_everybody();
    void touch(Client& client) noexcept;
    void write_touched();
    void write(Client& client);
    /// False when something still waits: the connection takes no more, or has failed.
    bool write_queue(Client& client);
    void count_deliveries(Client& client, Framing framing, std::size_t bytes);
    void begin_pass() noexcept;
    void read_clock() noexcept;
    void schedule_catch_up(Client& client);
    void catch_up_all();
    void catch_up(Client& client);
    void announce(Client& client);
    void doom(Client& client, DisconnectReason reason) noexcept;
    void close_doomed() noexcept;
    void end_stream(Client& client);

    // worker_drain.cpp
    void say_goodbye(Client& client);
    void push_goodbye(Client& client, std::uint32_t least_retry_ms, std::uint32_t most_retry_ms);
    void close_undrained();

    // worker_upkeep.cpp
    void schedule_upkeep();
    void upkeep();
    void look_after(Client& client, std::uint64_t wall_ms, std::int64_t steady_ns);
    void expire(Client& client);
    [[nodiscard]] std::uint32_t now_ms() const noexcept;

    Broadcaster& broadcaster_;
    const LiveOptions& options_;
    const std::int64_t started_ns_;
    Inbox inbox_;
    /// Whoever holds it is the worker: its thread, for each callback of the reactor, or a publisher
    /// in `lone_pass`. Taken before the broadcaster's mutex.
    std::mutex pass_;
    /// Commands that were taken from the inbox, and the first one that is not handled yet.
    Inbox::Batch batch_;
    std::size_t batch_position_ = 0;

    // Members are destroyed in reverse: the destructor joins the thread, then sinks leave the
    // context.
    boost::asio::io_context context_{1};
    boost::asio::steady_timer upkeep_timer_{context_};
    bool upkeep_scheduled_ = false;
    /// The destructor waits for the thread.
    bool ending_ = false;
    std::uint32_t upkeep_turn_ = 0;

    /// Before the clients, whose sinks refer to it. Null until the first client on the direct path.
    std::unique_ptr<SocketEvents> sockets_;
    /// In no order: a client that goes is replaced by the last one.
    std::vector<ClientPtr> clients_;
    ClientsByKey clients_by_key_;
    ChannelIndex<Client, &Client::channels> channels_;
    /// The newest event that was handled. It is the cursor of every live client, without a write to
    /// each of them for each event.
    EventId last_event_;
    /// Shared by the clients that need one in the same turn of the upkeep.
    FramePtr heartbeat_;

    /// The clock at the beginning of this pass: reading it for each client would show in the cost
    /// of a delivery.
    std::uint32_t pass_ms_ = 0;
    /// The clock for latencies, read for every few writes.
    std::int64_t clock_ns_ = 0;
    std::uint32_t writes_since_reading_ = 0;
    // A member, because clearing it for each client would cost more than queueing the frame.
    std::array<Slice, kMaxSlices> slices_;

    /// Clients to write at the end of this pass, each once.
    std::vector<ClientPtr> touched_;
    /// Parked clients that are to read a page of the history, in the next turn and in this one.
    std::vector<ClientPtr> behind_;
    std::vector<ClientPtr> behind_now_;
    bool catch_up_scheduled_ = false;
    /// Clients to close at the end of this pass.
    std::vector<ClientPtr> doomed_;

    /// Set while clients leave in good order.
    std::optional<Drain> drain_;
    boost::asio::steady_timer drain_timer_{context_};
    std::minstd_rand random_{std::random_device{}()};

    WorkerStats stats_;
    // Last: the thread uses all of the above from its start.
    std::thread thread_;
};

}  // namespace ssecast::net
