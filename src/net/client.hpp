#pragma once

#include "core/channel_index.hpp"
#include "core/client_queue.hpp"
#include "core/event_id.hpp"
#include "core/prefetch.hpp"
#include "core/replay_plan.hpp"
#include "core/stats.hpp"
#include "net/archive.hpp"
#include "net/client_id.hpp"
#include "net/notices.hpp"
#include "net/sink.hpp"

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ssecast::net {

class Worker;

/// How a client's bytes travel. `pending`: it has no connection yet.
enum class ClientPath : std::uint8_t { pending, direct, stream };

/// Where a client is in its life, as its worker sees it. Worker::set_phase is the only writer.
///
///     admitted --> live <--> parked
///                    |          |
///                    '----------+--> doomed --> closed
///
/// Live and parked clients also close at once, without being doomed: when the peer goes, at a
/// disconnect, and at the deadline of a drain.
enum class Phase : std::uint8_t {
    /// The command that brings it waits in its worker's inbox.
    admitted,
    /// Events go to its queue as they are published.
    live,
    /// Its queue was full, it resumes from a cursor, or its worker missed commands: nothing is
    /// queued for it but pages of the history, from its cursor on, until it has caught up.
    parked,
    /// It gets nothing more and is closed at the end of this pass. Closing it at once would move
    /// other clients in the lists that the pass walks over.
    doomed,
    /// Its worker holds nothing for it. Handlers and lists may still refer to it.
    closed,
};

/// A copy of what the application may know of a client, for the JavaScript thread.
struct ClientInfo {
    ClientKey key = 0;
    std::string id;
    std::string user_id;
    std::string session_id;
    std::vector<std::string> channels;
    std::string metadata;
    std::uint64_t connected_at_ms = 0;
    std::uint64_t expires_at_ms = 0;
    ClientPath path = ClientPath::pending;
    std::uint32_t tag = 0;
    /// What failed, when this process closed it because of a failure of its own; otherwise empty.
    std::string fault;
};

/// Called once, when a client is gone, on the client's worker thread. Must not wait: the worker's
/// other clients get nothing meanwhile. Many clients share one, and each holds a pointer.
class ClosedHandler : public boost::intrusive_ref_counter<ClosedHandler> {
public:
    using Function = std::function<void(ClientInfo&&, DisconnectReason)>;
    explicit ClosedHandler(Function function) : function_(std::move(function)) {}

    void operator()(ClientInfo&& client, DisconnectReason reason) const {
        function_(std::move(client), reason);
    }

private:
    const Function function_;
};

using ClosedHandlerPtr = boost::intrusive_ptr<const ClosedHandler>;

/// A client that has come back with a cursor, until its worker has counted what it missed.
struct Resuming {
    Connected connected;
    /// The cursor as the client sent it.
    std::string cursor;
    /// The newest event when it was admitted: later events are live ones, and not counted.
    EventId through;
    /// Events that it missed before `place` of its archive or of the history: the count so far. A
    /// log counts its places from 0, so no number says that nothing is counted yet.
    std::size_t counted = 0;
    std::optional<std::uint64_t> place = std::nullopt;
    /// Those of its archive are counted.
    bool past_archive = false;
};

/// One open response. Its parts belong to different threads, as the headings say: no lock protects
/// a client as a whole.
struct Client : boost::intrusive_ref_counter<Client, boost::thread_safe_counter> {
    Client(ClientKey its_key, std::string_view its_id) : key(its_key), id(its_id) {}

    // First what every delivery reads: it lies together, and `prefetch` fetches it. The order
    // leaves almost no padding: a process has one of these for each open tab.

    // The worker's own: worker thread only. More of it at the end.

    /// When the connection last took a byte, in milliseconds of the worker's clock.
    std::uint32_t last_write_ms = 0;
    ClientQueue queue;
    std::unique_ptr<Sink> sink;
    /// Every event up to here was queued, or was not for this client.
    EventId cursor;
    Phase phase = Phase::admitted;
    /// Why it is doomed.
    DisconnectReason doom_reason = DisconnectReason::server;
    /// What waits came from the history: its age says nothing about how fast events are delivered.
    bool replaying = false;
    /// Its last block is queued, or out; then the stream ends. Not a phase: events that are
    /// published during a drain may still park such a client.
    bool leaving = false;
    /// It got everything, the end of the stream included.
    bool flushed = false;
    /// It is in the list of clients to write at the end of this pass.
    bool touched = false;
    /// The sink said `blocked` and has not called since.
    bool blocked = false;
    /// Its stream was ended in good order before it had a connection: when the connection comes, it
    /// is ended, too.
    bool owes_end = false;

    // Constant from admission on. Any thread.

    /// `connected_at_ms` on the steady clock, in nanoseconds.
    std::int64_t connected_at_ns = 0;
    /// Milliseconds since the epoch; 0 is never.
    std::uint64_t expires_at_ms = 0;
    /// The same on the steady clock, as far away as it was at admission: a wall clock that is set
    /// back gives a client no more time. Nanoseconds; 0 is never.
    std::int64_t expires_at_ns = 0;
    /// Identifies this client and no other, ever. An id that a caller chose may be given again.
    const ClientKey key;
    const ClientId id;
    /// JSON text. Null: none.
    std::unique_ptr<const std::string> metadata;
    std::uint64_t connected_at_ms = 0;
    /// When the connection is too old, on the steady clock. Nanoseconds; 0 is never.
    std::int64_t ages_at_ns = 0;
    Worker* worker = nullptr;
    /// The channels `user:<id>` and `session:<id>`; 0 without one.
    ChannelId user_channel = 0;
    ChannelId session_channel = 0;
    ClosedHandlerPtr closed;
    /// See Admission::tag.
    std::uint32_t tag = 0;

    // Guarded by the broadcaster's mutex.

    /// Counts the changes of its channels: a plan of the history is made for one version.
    std::uint32_t channels_version = 0;
    /// The channels that it reads, as counts and admissions see them. The worker's own list follows
    /// through the inbox.
    Memberships directory_channels;
    /// The newest event at its admission.
    EventId admitted_after;
    /// The last selection of clients that contained this one, so that it is selected once only.
    std::uint64_t selection = 0;
    /// What it reads before the history. Null for a client whose cursor the history holds.
    ArchivePtr archive;
    /// Its description, made when the directory removed it, for its ClosedHandler.
    std::unique_ptr<ClientInfo> farewell;
    /// Its worker has a command to take all of its channels from the directory, so single changes
    /// need no commands.
    bool rejoining = false;
    ClientPath path = ClientPath::pending;
    /// The directory counts it and finds it. False from the moment that it is asked to close, while
    /// its worker may still write to it.
    bool listed = false;

    // The worker's own.

    /// Its index in the worker's list of clients.
    std::uint32_t slot = 0;
    Places channels;
    /// Null for a client that has its `connected` event.
    std::unique_ptr<Resuming> resuming;
    /// The places of the history that are for it. Only while it is parked.
    std::unique_ptr<ReplayPlan> plan;
    /// What failed when its worker served it.
    std::unique_ptr<std::string> fault;

    /// Asks the processor to fetch what a delivery reads. For loops over many clients: while the
    /// kernel sends to one, the next one comes.
    void prefetch() const noexcept {
        constexpr std::size_t kCacheLine = 64;
        const char* const begin = reinterpret_cast<const char*>(this);
        const char* const end = reinterpret_cast<const char*>(&expires_at_ns + 1);
        for (const char* line = begin; line < end; line += kCacheLine) ssecast::prefetch(line);
        // A client need not begin where a line does.
        ssecast::prefetch(end - 1);
    }
    /// Its worker serves it.
    [[nodiscard]] bool is_open() const noexcept {
        return phase != Phase::admitted && phase != Phase::closed;
    }
    /// The client's right to read has ended at these times of the two clocks.
    [[nodiscard]] bool expired_at(std::uint64_t wall_ms, std::int64_t steady_ns) const noexcept {
        return expires_at_ms != 0 && (wall_ms >= expires_at_ms || steady_ns >= expires_at_ns);
    }
    /// Its right had ended when the event was published. Events from before its admission are its
    /// right, whatever the wall clock said then.
    [[nodiscard]] bool expired_for(const Frame& event) const noexcept {
        return event.published_ns > connected_at_ns &&
               expired_at(event.published_ms, event.published_ns);
    }
};

using ClientPtr = boost::intrusive_ptr<Client>;

}  // namespace ssecast::net
