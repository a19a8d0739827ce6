#pragma once

#include "core/error.hpp"
#include "core/event_id.hpp"
#include "core/frame_encoder.hpp"
#include "core/frame_meter.hpp"
#include "core/options.hpp"
#include "core/random_bits.hpp"
#include "core/rate_limiter.hpp"
#include "core/revocations.hpp"
#include "core/stats.hpp"
#include "net/admission.hpp"
#include "net/archive.hpp"
#include "net/broadcaster_stats.hpp"
#include "net/client.hpp"
#include "net/directory.hpp"
#include "net/drain_progress.hpp"
#include "net/feed.hpp"
#include "net/history.hpp"
#include "net/history_page.hpp"
#include "net/inspection.hpp"
#include "net/live_options.hpp"
#include "net/log_state.hpp"
#include "net/persistent_history.hpp"
#include "net/publisher_mutex.hpp"
#include "net/target_names.hpp"
#include "net/worker_pool.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast::net {

/// The result of `publish`.
struct Published {
    FramePtr frame;
    /// Clients that the target meant at that moment.
    std::size_t clients = 0;
};

/// What reading the history has cost under the mutex, in the steps of ReplayPlan. Tests hold the
/// promise of docs/architecture.md against it.
struct HistoryWork {
    std::uint64_t total = 0;
    /// In one hold of the mutex.
    std::uint64_t most = 0;
};

/// The process-wide object behind a name: clients, channels, history and the workers that write.
///
/// Every public function may be called on any thread but a worker's, except the last ones, which
/// are for workers. One mutex orders everything: ids, the history and the commands to workers, so
/// all clients see one order, and counts are exact at once. A thread holds it for microseconds and
/// never while it waits: longer work is done in pieces, between which publishers come first.
/// docs/architecture.md lists what each operation costs.
///
/// broadcaster.cpp: publishing, connections and channels. broadcaster_admission.cpp: from a request
/// to a client. broadcaster_replay.cpp: what a client reads of the history.
/// broadcaster_revocation.cpp: admissions that lose their right under way.
/// broadcaster_backplane.cpp: events that come from a log that processes share.
/// broadcaster_observation.cpp: counts and descriptions. broadcaster_drain.cpp: the end.
class Broadcaster {
public:
    Broadcaster(std::string name, const Options& options);
    Broadcaster(const Broadcaster&) = delete;
    Broadcaster& operator=(const Broadcaster&) = delete;
    ~Broadcaster();

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] bool closed() const;
    /// Throws Error invalid_option.
    void configure(std::string_view json);

    /// For an admission that begins now: what is revoked before it ends counts.
    [[nodiscard]] Ticket ticket();
    /// Throws Error max_connections, max_connections_per_user, expired, revoked, invalid_channel,
    /// invalid_client_id, duplicate_client, draining, closed.
    [[nodiscard]] Admitted admit(Admission admission);
    using MakeSink = std::function<std::unique_ptr<Sink>(Worker&, Client&)>;
    // These three take a client's key. Its id may belong to another client by the time that the
    // call comes, and a connection must never reach that one.
    /// Gives an admitted client its connection. False when the client is gone or has one.
    bool attach(ClientKey client, ClientPath path, MakeSink make);
    /// The client's stream asks for a chunk (stream path). False when the client is gone.
    bool pull(ClientKey client);
    /// The streams of several clients ask for one each, at once. Those that are gone are left out.
    void pull(std::span<const ClientKey> clients);
    /// The peer has closed the connection. False when the client is gone.
    bool leave(ClientKey client);

    /// Throws Error of encode_event, invalid_channel, closed, and RateLimited. Sleeping workers
    /// start to deliver at the next `flush`: a wake costs more than the rest of a publish, so a
    /// caller that publishes many events wakes them once.
    Published publish(const TargetNames& target, const EventFields& fields);
    void flush();

    /// False for an unknown client, and when nothing changed. Throws Error invalid_channel,
    /// revoked.
    bool subscribe(std::string_view client_id, std::string_view channel, Ticket ticket = 0);
    /// @param revokes whether a join that is in flight must not undo it; `by`: see Revocations
    bool unsubscribe(std::string_view client_id, std::string_view channel, bool revokes = true,
                     Ticket by = 0);

    [[nodiscard]] std::vector<ClientInfo> clients(const TargetNames& target);
    [[nodiscard]] std::size_t count(const TargetNames& target);
    std::size_t disconnect(const TargetNames& target, DisconnectReason reason, Ticket by = 0);
    /// Closes the clients of the stream path that an environment admitted which ends now: their
    /// bytes go through it. `closed` identifies the environment.
    void abandon(const ClosedHandlerPtr& closed);
    [[nodiscard]] BroadcasterStats stats();
    /// Calls `done` once, on a worker's thread, or here when there is none.
    void inspect(std::function<void(std::vector<ClientDetails>&&)> done);

    /// The newest id that was given.
    [[nodiscard]] EventId position();
    /// Whether the history holds all that a reader of `channel` would get after `cursor`.
    /// Throws Error invalid_channel.
    [[nodiscard]] bool covers(std::string_view cursor, std::string_view channel);
    [[nodiscard]] std::uint32_t connection_timeout_ms() const noexcept {
        return live_options_.connection_timeout_ms;
    }

    /// Reads the history file, unless the first event or client has done so. Returns the result
    /// once. Reads the disk.
    std::optional<RestoredHistory> restore_history();
    /// Refuses new clients, and ends every stream when its client has got all that waits for it.
    /// Calls `drained` once, on a worker's thread, or here when there is no client. Throws Error
    /// closed.
    void drain(std::uint32_t deadline_ms, Drained drained);

    // A backplane: lib/native/contract.cts.

    /// What `publish` would do, but for sending: returns the text for the log. Throws as `publish`.
    [[nodiscard]] std::string encode(const TargetNames& target, const EventFields& fields);
    /// The first environment that asks has the claim until it gives it back.
    [[nodiscard]] bool claim_feed(const void* environment);
    void release_feed(const void* environment);
    /// Throws Error closed.
    [[nodiscard]] Feed& feed();
    [[nodiscard]] LogState log_state();
    /// Throws Error invalid_channel.
    [[nodiscard]] CursorPlace place_of(const Admission& admission);

    // For the thread of the feed.

    /// Ids from now on are those of this log, and come after `position`. The history forgets what
    /// it has, and every client gets a gap.
    void begin_log(HistoryIdentity epoch, EventId position);
    /// Publishes an event that has its id. Throws the errors of encode_event and invalid_channel.
    void deliver(EventId id, const LogEntry& entry);
    [[nodiscard]] ArchivePtr begin_archive(EventId after, EventId through);
    /// Throws like `deliver`.
    void add_to(Archive& archive, EventId id, const LogEntry& entry);
    /// Clients that come from now on may read it, unless it is over.
    void install(ArchivePtr archive);

    /// Closes every client, ends the workers, waits for them, and writes the history file.
    void close();

    /// Workers only. What the parked client reads next. Nothing, and not complete, when finding it
    /// takes another call.
    [[nodiscard]] HistoryPage read_history(Client& client);
    /// Workers only. What the resuming client has missed, when that is known after this call.
    [[nodiscard]] Missed count_missed(Client& client);
    /// Workers only. The client's channels. Changes after this call come as commands again.
    [[nodiscard]] std::vector<ChannelId> rejoin(Client& client);
    /// Workers only. Counts the memory of a frame that the worker made itself.
    [[nodiscard]] FramePtr weighed(FramePtr frame) noexcept {
        frame->weigh(meter_);
        return frame;
    }
    /// Workers only. The newest id, if the worker has taken every event up to it from its inbox.
    [[nodiscard]] std::optional<EventId> newest_if_told(Inbox& inbox);
    /// Workers only. The client's worker has let go of it. Calls the client's `closed` handler and,
    /// after the last client of a drain, writes the history file, both without the mutex.
    void gone(Client& client, DisconnectReason reason) noexcept;
    [[nodiscard]] HistoryWork history_work();

private:
    /// Where a new client stands in the history.
    struct Resume {
        EventId cursor;
        bool resumed = false;
        bool gap = false;
        /// Events came after the cursor, some of which may be for the client.
        bool missed = false;
        /// The client reads the archive first.
        bool archived = false;
    };
    struct Added {
        Admitted admitted;
        Worker* worker = nullptr;
    };
    using Lock = PublisherMutex::Lock;

    // broadcaster.cpp. All but `for_each_of` are called under the mutex.
    void require_open() const;
    void refuse_beside_log() const;
    void apply_options();
    void check_rate(const TargetNames& names);
    void acquire_names(const std::vector<std::string>& names, Target& target);
    void release_names(const Frame& frame);
    [[nodiscard]] Target resolve(const TargetNames& names);
    void tell_change(Client& client, Command change);
    bool close_one(Client& client, DisconnectReason reason);
    /// Unlocks. Has the worker handle what waits for it, or does so in its place, if it sleeps and
    /// that is little.
    static void handle_soon(Lock& lock, Worker& worker);
    /// Calls `each` with the clients, in pieces. Takes the mutex for each piece.
    template <class Each>
    void for_each_of(const std::vector<ClientPtr>& clients, const Each& each);

    // broadcaster_admission.cpp, under the mutex.
    void require_room(const Admission& admission);
    [[nodiscard]] Added add_client(Admission admission, const std::vector<std::string>& channels);
    [[noreturn]] void refuse(RefusalReason reason, ErrorCode code, const std::string& sentence);
    [[nodiscard]] std::int64_t limit_age(std::int64_t now_ns);
    [[nodiscard]] std::string new_client_id();
    [[nodiscard]] Resume resume(const Client& client, const std::optional<std::string>& cursor);
    [[nodiscard]] std::uint32_t spread_retry();

    // broadcaster_revocation.cpp, under the mutex.
    void require_unrevoked(const Admission& admission, std::span<const std::string> channels);
    void require_unrevoked(const Client& client, std::string_view channel, Ticket ticket);
    void require_known(Ticket ticket);
    [[noreturn]] void refuse_revoked();
    void revoke(const TargetNames& names, Ticket by);

    // broadcaster_replay.cpp, under the mutex.
    [[nodiscard]] bool must_wait(const Client& client) const;
    void use_archive(Client& client, EventId cursor, EventId forgotten);
    static void leave_archive(Client& client);
    [[nodiscard]] const ReplayLog& oldest_log_of(const Client& client) const noexcept;
    [[nodiscard]] ReplayPlan& plan_of(Client& client, const ReplayLog& log, std::uint64_t place);
    void count_work(std::size_t steps) noexcept;

    // broadcaster_backplane.cpp, under the mutex.
    [[nodiscard]] bool address(Frame& frame, const TargetNames& names);
    [[nodiscard]] bool serves(EventId cursor, EventId forgotten) const noexcept;
    [[nodiscard]] std::optional<EventId> place_ahead(const std::string& cursor) const;
    [[nodiscard]] EventId forgotten_for(const Memberships& channels) const noexcept;
    void retire(ArchivePtr& archive);
    void end_archives();
    void bound_retired(Lock& lock);
    void look_after_archives();

    // broadcaster_drain.cpp. Takes the mutex, and waits for the disk without it.
    void finish_drain() noexcept;

    const std::string name_;
    const std::uint64_t created_at_ms_;
    LiveOptions live_options_;
    FrameMeter meter_;

    mutable PublisherMutex mutex_;
    // All below: guarded by mutex_.
    Options options_;
    bool closed_ = false;
    Directory directory_;
    History history_;
    PersistentHistory persistence_;
    RateLimiter rate_limiter_;
    Revocations revocations_;
    RandomBits random_;
    BroadcasterTotals totals_;
    HistoryWork history_work_;
    DrainProgress drain_;
    /// Distinguishes this broadcaster from those of other processes that read the same log.
    const HistoryIdentity instance_ = draw_identity();
    /// The environment that feeds the log of a backplane.
    const void* feeder_ = nullptr;
    bool following_ = false;
    /// The log begins anew, and the history still forgets the one before. No client reads it
    /// meanwhile: it would come to the next log without a gap.
    bool is_restarting_ = false;
    /// The ids of the log that begins are behind those before.
    bool is_back_ = false;
    ArchivePtr archive_;
    /// Replaced archives that clients still read, or whose names are still to be given back.
    std::vector<ArchivePtr> retired_;
    /// Clients that were admitted and are not gone, those that were asked to close included. A
    /// drain ends when there is none.
    std::size_t open_clients_ = 0;

    // Last, so that they are destroyed first: workers and the feed call back until they have ended.
    WorkerPool pool_;
    Feed feed_{*this};
};

}  // namespace ssecast::net
