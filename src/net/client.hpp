#pragma once

#include "core/channel_index.hpp"
#include "core/client_queue.hpp"
#include "core/event_id.hpp"
#include "core/replay_plan.hpp"
#include "core/stats.hpp"
#include "net/notices.hpp"
#include "net/sink.hpp"

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ssecast::net {

class Worker;

enum class ClientPath : std::uint8_t { pending, direct, stream };

/// A copy of what can be told of a client, for the JavaScript thread.
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
    /// What failed, when it was closed for a failure of this process's; otherwise empty.
    std::string fault;
};

/// Hears, once, that a client is gone. Called on the client's worker thread; must not wait.
using ClosedHandler = std::function<void(ClientInfo&&, DisconnectReason)>;

/// A client that has come back with a cursor and is not told yet what it has missed.
struct Resuming {
    Connected connected;
    /// The cursor as the client sent it.
    std::string cursor;
    /// The newest event when it was admitted: what came later is live for it.
    EventId through;
    /// What it missed, as far as that is counted: before this place of the history.
    std::size_t counted = 0;
    std::uint64_t place = 0;
};

/// One open response. Its parts belong to different threads, and each part says to which.
struct Client : boost::intrusive_ref_counter<Client, boost::thread_safe_counter> {
    // Constant from admission on. Any thread.
    /// What names this client and no other, ever: an id that a caller gave may be given again.
    ClientKey key = 0;
    std::string id;
    /// JSON text, or empty.
    std::string metadata;
    std::uint64_t connected_at_ms = 0;
    /// The same on the steady clock, in nanoseconds.
    std::int64_t connected_at_ns = 0;
    /// Milliseconds since the epoch; 0 is never.
    std::uint64_t expires_at_ms = 0;
    /// The same on the steady clock, as far away as it was at admission: a wall clock that is set
    /// back gives a client no more time. Nanoseconds; 0 is never.
    std::int64_t expires_at_ns = 0;
    /// When the connection is too old, on the steady clock. Nanoseconds; 0 is never.
    std::int64_t ages_at_ns = 0;
    /// See Admission::tag.
    std::uint32_t tag = 0;
    Worker* worker = nullptr;
    /// The channels `user:<id>` and `session:<id>`; 0 without one.
    ChannelId user_channel = 0;
    ChannelId session_channel = 0;
    std::shared_ptr<const ClosedHandler> closed;

    /// Guarded by the broadcaster's mutex.
    Memberships directory_channels;
    /// Counts the changes of these channels.
    std::uint32_t channels_version = 0;
    /// The worker is to take these channels anew, because the changes were too many to tell one by
    /// one.
    bool rejoining = false;
    /// The last selection of clients that this one was in.
    std::uint64_t selection = 0;
    ClientPath path = ClientPath::pending;
    /// Counted, addressed and found; false from the moment it is asked to close.
    bool listed = false;
    /// What there was to tell when it was taken off the list.
    std::unique_ptr<ClientInfo> farewell;

    // The worker's own: worker thread only.
    Memberships channels;
    ClientQueue queue;
    std::unique_ptr<Sink> sink;
    /// Everything up to here was queued, or was not for this client.
    EventId cursor;
    /// Null when it was told.
    std::unique_ptr<Resuming> resuming;
    /// What it reads of the history while it is parked.
    std::unique_ptr<ReplayPlan> plan;
    /// Milliseconds of the worker's clock.
    std::uint32_t last_write_ms = 0;
    std::uint32_t slot = 0;
    /// Nothing is queued until the history has been read from the cursor on.
    bool parked = false;
    /// What waits came from the history, and says nothing about how fast events are delivered.
    bool replaying = false;
    /// It was sent its last block; the stream ends when that is out.
    bool leaving = false;
    /// It got everything, the end of the stream included.
    bool flushed = false;
    /// Among the clients to write at the end of this pass.
    bool touched = false;
    /// The sink said `blocked` and has not called since.
    bool blocked = false;
    bool open = false;
    /// What failed when its worker did something for it.
    std::string fault;

    /// The client's right to read has ended at these times of the two clocks.
    [[nodiscard]] bool expired_at(std::uint64_t wall_ms, std::int64_t steady_ns) const noexcept {
        return expires_at_ms != 0 && (wall_ms >= expires_at_ms || steady_ns >= expires_at_ns);
    }
    /// It had ended when the event was published. What was published before the client was admitted
    /// is its right, whatever the wall clock said then.
    [[nodiscard]] bool expired_for(const Frame& event) const noexcept {
        return event.published_ns > connected_at_ns &&
               expired_at(event.published_ms, event.published_ns);
    }

    /// Closed at the end of this pass.
    bool doomed = false;
    /// Its stream was ended in good order before it had a connection: when that comes, so does the
    /// end.
    bool owes_end = false;
};

using ClientPtr = boost::intrusive_ptr<Client>;

}  // namespace ssecast::net
