#pragma once

#include "core/error.hpp"
#include "core/event_id.hpp"
#include "core/frame_encoder.hpp"
#include "core/frame_meter.hpp"
#include "core/issued_ids.hpp"
#include "core/options.hpp"
#include "core/rate_limiter.hpp"
#include "core/replay_log.hpp"
#include "core/revocations.hpp"
#include "core/stats.hpp"
#include "net/client.hpp"
#include "net/directory.hpp"
#include "net/history_page.hpp"
#include "net/history_store.hpp"
#include "net/inspection.hpp"
#include "net/live_options.hpp"
#include "net/worker_pool.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast::net {

/// The longest id that a caller may give a client, in bytes of UTF-8.
inline constexpr std::size_t kMaxClientId = 256;

/// Who asks to be admitted.
struct Admission {
    /// Nothing: the broadcaster gives one.
    std::optional<std::string> client_id;
    std::string user_id;
    std::string session_id;
    std::vector<std::string> channels;
    /// JSON text, or empty.
    std::string metadata;
    /// Milliseconds since the epoch; 0 is never.
    std::uint64_t expires_at_ms = 0;
    /// The cursor as the client sent it, if it sent one.
    std::optional<std::string> last_event_id;
    /// When it began; 0: now.
    Ticket ticket = 0;
    /// Its response waits behind another one on the same connection.
    bool queued = false;
    /// The caller's own, comes back with the client's end; 0 is none.
    std::uint32_t tag = 0;
    std::shared_ptr<const ClosedHandler> closed;
};

/// Who was admitted.
struct Admitted {
    ClientKey key = 0;
    std::string id;
};

/// A target as a caller names it.
struct TargetNames {
    Target::Kind kind = Target::Kind::all;
    std::vector<std::string> keys;
};

/// What `publish` tells.
struct Published {
    FramePtr frame;
    std::size_t clients = 0;
};

/// What `drain` came to; types/stats.ts says what each means.
struct DrainReport {
    std::size_t clients = 0;
    std::size_t flushed = 0;
    std::size_t unflushed = 0;
    std::size_t left = 0;
    std::optional<SavedHistory> history;
};
using Drained = std::function<void(const DrainReport&)>;

/// A drain under way, or done.
struct Draining {
    DrainReport report;
    std::vector<Drained> waiting;
    bool done = false;
};

/// What `restore_history` came to.
struct RestoredHistory {
    std::size_t events = 0;
    /// Why the file could not be used; empty when it could.
    std::string warning;
};

/// What `stats` tells; types/stats.ts says what each means.
struct BroadcasterStats {
    std::string name;
    std::size_t workers = 0;
    std::uint64_t created_at_ms = 0;
    std::size_t clients = 0;
    Directory::Counts counts;
    std::uint64_t connections = 0;
    std::array<std::uint64_t, kRefusalReasons> refusals{};
    std::uint64_t published = 0;
    std::uint64_t rate_limited = 0;
    std::uint64_t rate_limit_overflows = 0;
    std::uint64_t revocation_overflows = 0;
    std::uint64_t deliveries = 0;
    std::uint64_t bytes = 0;
    std::uint64_t writes = 0;
    std::uint64_t heartbeats = 0;
    std::uint64_t queued_bytes = 0;
    std::uint64_t held_bytes = 0;
    std::uint64_t parked = 0;
    std::uint64_t parkings = 0;
    std::uint64_t dropped = 0;
    std::uint64_t replaced = 0;
    std::uint64_t replayed = 0;
    std::uint64_t gaps = 0;
    std::uint64_t inbox_overflows = 0;
    std::array<std::uint64_t, kDisconnectReasons> disconnects{};
    /// By the bounds of LatencyHistogram, and those above them.
    std::array<std::uint64_t, LatencyHistogram::kBuckets + 1> latency{};
    std::uint64_t latency_sum_us = 0;
    std::size_t history_events = 0;
    std::size_t history_bytes = 0;
    std::string history_oldest;
    std::string history_newest;
};

/// What reading the history has cost under the mutex, in the steps of ReplayPlan.
struct HistoryWork {
    std::uint64_t total = 0;
    /// In one hold of the mutex.
    std::uint64_t most = 0;
};

/// The process-wide object behind a name: clients, channels, history and the workers that write.
///
/// Every public function may be called on any thread but a worker's, except the last ones, which
/// are for workers. One mutex orders everything: ids, the history and what workers are told, so all
/// clients see one order. It is held for microseconds and never while waiting: what would take
/// longer is done in pieces, between which publishers come first. docs/architecture.md says what
/// each operation costs.
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
    // A connection goes by its client's key: the id may be another client's by now.
    /// Gives an admitted client its connection. False when the client is gone or has one.
    bool attach(ClientKey client, ClientPath path, MakeSink make);
    bool pull(ClientKey client);
    /// The peer has closed the connection. False when the client is gone.
    bool leave(ClientKey client);

    /// Throws Error of encode_event, invalid_channel, closed, and RateLimited. Workers hear of it
    /// at the next `flush`.
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
    /// Closes the clients whose bytes went through an environment that ends; `closed` names it.
    void abandon(const std::shared_ptr<const ClosedHandler>& closed);
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

    /// Reads the history file, unless the first event or client has done so, and tells once what
    /// that came to. Reads the disk.
    std::optional<RestoredHistory> restore_history();
    /// Admits nobody any more and lets every client go with all that waits for it. Calls `drained`
    /// once, on a worker's thread, or here when there is no client. Throws Error closed.
    void drain(std::uint32_t deadline_ms, Drained drained);

    /// Closes every client, ends the workers, waits for them, and writes the history file.
    void close();

    /// Workers only. What the parked client reads next. Nothing, and not complete, when finding it
    /// takes another call.
    [[nodiscard]] HistoryPage read_history(Client& client);
    /// Workers only. What the resuming client has missed, when that is known after this call.
    [[nodiscard]] Missed count_missed(Client& client);
    /// Workers only. The client's channels, which are told one by one again from now on.
    [[nodiscard]] std::vector<ChannelId> rejoin(Client& client);
    /// Workers only. Counts a frame of the worker's own as memory.
    [[nodiscard]] FramePtr weighed(FramePtr frame) noexcept {
        frame->weigh(meter_);
        return frame;
    }
    /// Workers only. The newest id, when the worker has taken everything up to it from its inbox.
    [[nodiscard]] std::optional<EventId> newest_if_told(Inbox& inbox);
    /// Workers only. The client's worker let go of it.
    void gone(Client& client, DisconnectReason reason) noexcept;
    [[nodiscard]] HistoryWork history_work();
    [[nodiscard]] static std::uint64_t wall_ms() noexcept;
    [[nodiscard]] static std::int64_t steady_ns() noexcept;

private:
    struct Resume {
        EventId cursor;
        bool resumed = false;
        bool gap = false;
        /// Something came after the cursor, which may be for the client.
        bool missed = false;
    };

    /// For publishers, which come before what locks by `lock_behind`.
    [[nodiscard]] std::unique_lock<std::mutex> lock_first();
    /// For work that is done piece by piece.
    [[nodiscard]] std::unique_lock<std::mutex> lock_behind();

    void require_open() const;
    void apply_options();
    void require_room(const Admission& admission);
    [[nodiscard]] Admitted add_client(Admission admission,
                                      const std::vector<std::string>& channels);
    void require_unrevoked(const Admission& admission, std::span<const std::string> channels);
    void require_unrevoked(const Client& client, std::string_view channel, Ticket ticket);
    void require_known(Ticket ticket);
    [[noreturn]] void refuse_revoked();
    void revoke(const TargetNames& names, Ticket by);
    [[noreturn]] void refuse(RefusalReason reason, ErrorCode code, const std::string& sentence);
    [[nodiscard]] std::int64_t limit_age(std::int64_t now_ns);
    /// The time by which the history ages.
    [[nodiscard]] std::uint64_t history_ms() const noexcept;
    void note_newest() noexcept;
    void count_drained(const Client& client, DisconnectReason reason);
    void finish_drain() noexcept;
    [[nodiscard]] HistoryFile copy_history(std::unique_lock<std::mutex>& lock);
    void copy_channels(HistoryFile& file, std::unique_lock<std::mutex>& lock);
    [[nodiscard]] ReplayPlan& plan_of(Client& client, std::uint64_t place);
    void count_work(std::size_t steps) noexcept;
    void tell_change(Client& client, Command change);
    bool close_one(Client& client, DisconnectReason reason);
    /// Calls `each` with the clients, in pieces; without the mutex.
    template <class Each>
    void for_each_of(const std::vector<ClientPtr>& clients, const Each& each);
    /// What fails is told in the report: this runs where nobody could catch it.
    std::optional<SavedHistory> save_history() noexcept;
    std::optional<SavedHistory> write_history(std::unique_lock<std::mutex>& lock);
    void discard_saved_history();
    void restore_if_pending() noexcept;
    void restore(HistoryFile file);
    void check_rate(const TargetNames& names);
    void acquire_names(const std::vector<std::string>& names, Target& target);
    [[nodiscard]] std::string new_client_id();
    /// Where a cursor stands; nothing for one that neither this history nor one that it goes on
    /// from has given.
    [[nodiscard]] std::optional<EventId> place_of(std::string_view cursor) const;
    [[nodiscard]] Resume resume(const Client& client, const std::optional<std::string>& cursor);
    [[nodiscard]] std::uint32_t spread_retry();
    [[nodiscard]] Target resolve(const TargetNames& names);

    const std::string name_;
    const std::uint64_t created_at_ms_;
    LiveOptions live_options_;
    /// Whether publishing has to look at `rate_limiter_`; asked without the mutex.
    std::atomic<bool> limits_rates_{false};
    /// The milliseconds of the newest id; asked without the mutex.
    std::atomic<std::uint64_t> newest_ms_{0};

    /// Publishers that wait for the mutex.
    std::atomic<std::uint32_t> publishers_{0};
    FrameMeter meter_;

    mutable std::mutex mutex_;
    // All below: guarded by mutex_.
    Options options_;
    bool closed_ = false;
    EventIdClock ids_;
    IssuedIds issued_;
    Directory directory_;
    ReplayLog log_;
    RateLimiter rate_limiter_;
    Revocations revocations_;
    std::uint64_t revocation_overflows_ = 0;
    std::random_device random_;
    std::uint64_t connections_ = 0;
    std::array<std::uint64_t, kRefusalReasons> refusals_{};
    /// Clients that were admitted and are not gone: those asked to close included.
    std::size_t open_clients_ = 0;
    std::optional<Draining> draining_;
    /// There is a history file to read before anything happens.
    bool history_pending_ = false;
    std::optional<RestoredHistory> restored_;
    /// Something was published since the history file was written.
    bool history_changed_ = false;
    /// The history file is there and true.
    bool history_saved_ = false;
    std::uint64_t published_ = 0;
    HistoryWork history_work_;
    std::array<std::uint64_t, kDisconnectReasons> disconnects_{};

    // Last, so that it goes first: workers call back until they have ended.
    WorkerPool pool_;
};

}  // namespace ssecast::net
