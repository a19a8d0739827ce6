#pragma once

#include "core/frame.hpp"
#include "net/client.hpp"
#include "net/sink.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <utility>
#include <variant>
#include <vector>

namespace ssecast::net {

class Inspection;

// The commands of other threads to a worker. They arrive in the order of the broadcaster's mutex,
// under which they are pushed.

struct AddClient {
    ClientPtr client;
    /// Null for a client that resumes: it gets `connected` when its worker has counted what it
    /// missed.
    FramePtr connected;
    /// Null unless its cursor cannot be served.
    FramePtr gap;
    /// Its channels from the beginning.
    std::vector<ChannelId> channels;
};
struct AttachSink {
    ClientPtr client;
    /// Makes the sink on the worker's thread, whose reactor watches its descriptor. Owns what it
    /// needs for that: the command may be destroyed unhandled.
    std::function<std::unique_ptr<Sink>(Worker&, Client&)> make;
};
struct Pull {
    ClientPtr client;
};
struct Join {
    ClientPtr client;
    ChannelId channel = 0;
};
struct Leave {
    ClientPtr client;
    ChannelId channel = 0;
};
/// The worker takes all of the client's channels from the directory: the changes were too many for
/// one command each.
struct Rejoin {
    ClientPtr client;
};
struct CloseClient {
    ClientPtr client;
    DisconnectReason reason = DisconnectReason::server;
};

/// The log that the broadcaster follows goes on at another place: every client reads on from the
/// history, and finds a gap there.
struct RestartLog {
    /// The ids to come may be smaller than cursors of clients.
    bool is_back = false;
};

/// Every client gets what waits for it and a last block. Clients that have not drained by the
/// deadline are closed.
struct Drain {
    std::uint32_t deadline_ms = 0;
    /// Each client is asked to come back after a time of its own between the two.
    std::uint32_t least_retry_ms = 0;
    std::uint32_t most_retry_ms = 0;
};
struct Inspect {
    std::shared_ptr<Inspection> inspection;
};

using Command = std::variant<FramePtr, AddClient, AttachSink, Pull, Join, Leave, Rejoin,
                             CloseClient, RestartLog, Drain, Inspect>;

/// The commands that wait for a worker, in order.
///
/// Bounded. When events exceed their bound, further ones stay in the history alone, and the worker
/// parks its clients, which read them from there. When changes of channels exceed theirs, the
/// worker gets one Rejoin for each client. Other commands are bounded by what causes them: a client
/// is added, attached and closed once, and pulls once for each chunk.
///
/// A mutex, not a lock-free queue: the worker takes all commands in one hold, by swapping two
/// vectors, so a publisher hardly ever meets it here.
class Inbox {
public:
    /// Bytes of events that may wait here. A worker that is this far behind is served better by the
    /// history, which holds each event once for all workers.
    static constexpr std::size_t kMaxBytes = 8U * 1024 * 1024;
    /// With so many commands waiting, changes of channels are replaced by a Rejoin for each client.
    static constexpr std::size_t kMaxChanges = 16'384;
    /// Changes of channels wait for the next event that wakes the worker; so many wake it
    /// themselves.
    static constexpr std::size_t kWakingChanges = 512;

    /// Any thread.
    void push(Command command) {
        const std::lock_guard lock(mutex_);
        commands_.push_back(std::move(command));
        lone_ = false;
    }
    /// Any thread. A command that costs a client a system call or two.
    void push_small(Command command) {
        const std::lock_guard lock(mutex_);
        commands_.push_back(std::move(command));
        ++deliveries_;
    }
    /// Any thread.
    void push_pull(ClientPtr client) {
        const std::lock_guard lock(mutex_);
        commands_.emplace_back(Pull{std::move(client)});
    }

    /// Any thread. The worker is restarting until it says `restarted`.
    void push_restart(RestartLog command) {
        const std::lock_guard lock(mutex_);
        commands_.emplace_back(command);
        lone_ = false;
        ++restarts_;
    }
    /// Worker thread only. Once for each such command.
    void restarted() {
        const std::lock_guard lock(mutex_);
        --restarts_;
    }
    /// Any thread. Such a command waits, or the worker has not handled it yet.
    [[nodiscard]] bool is_restarting() {
        const std::lock_guard lock(mutex_);
        return restarts_ != 0;
    }

    enum class Room : std::uint8_t { enough, wake, none };
    /// Any thread. A change of a client's channels. Left out when there is no room.
    [[nodiscard]] Room push_change(Command command) {
        const std::lock_guard lock(mutex_);
        if (commands_.size() >= kMaxChanges) return Room::none;
        commands_.push_back(std::move(command));
        lone_ = false;
        return commands_.size() < kWakingChanges ? Room::enough : Room::wake;
    }

    /// Any thread. Memory of the lists of commands, without what the commands refer to.
    [[nodiscard]] std::size_t list_bytes() {
        const std::lock_guard lock(mutex_);
        return (commands_.capacity() + taken_) * sizeof(Command);
    }

    /// Any thread. Leaves the frame out when the inbox is full, and remembers that. Never throws:
    /// the event is in the history already, and must reach other workers. `clients`: at most so
    /// many will get it.
    void push_event(FramePtr frame, std::size_t clients) {
        const std::lock_guard lock(mutex_);
        // Asked before the frame is counted, so that an event larger than the bound gets through.
        if (overflowed_ || bytes_ >= kMaxBytes) {
            overflowed_ = true;
            return;
        }
        const std::size_t size = frame->size();
        try {
            commands_.emplace_back(std::move(frame));
            bytes_ += size;
            deliveries_ += clients;
        } catch (const std::bad_alloc&) {
            // Without memory as when it is full: the worker's clients read the event from the
            // history.
            overflowed_ = true;
        }
    }

    /// Any thread. Undoes `claim_wake` when the worker could not be woken.
    void give_up_wake() noexcept {
        const std::lock_guard lock(mutex_);
        awake_ = false;
    }

    /// Any thread. True for the one caller that has to wake the worker: there is work, and no other
    /// caller has woken the worker for it. Waking costs a system call; a busy worker needs none.
    [[nodiscard]] bool claim_wake() {
        const std::lock_guard lock(mutex_);
        if (awake_ || (commands_.empty() && !overflowed_)) return false;
        awake_ = true;
        return true;
    }

    /// Any thread. True for a caller that may handle what waits in the place of the worker, which
    /// is asleep and stays so: events for `deliveries` clients at most, and little else.
    [[nodiscard]] bool claim_lone_pass(std::size_t deliveries) {
        const std::lock_guard lock(mutex_);
        if (awake_ || commands_.empty() || !is_little(deliveries)) return false;
        awake_ = true;
        return true;
    }

    /// Any thread. Nothing waits; under the broadcaster's mutex that stays true.
    [[nodiscard]] bool empty() {
        const std::lock_guard lock(mutex_);
        return commands_.empty() && !overflowed_;
    }

    /// Any thread. Nothing waits, and the worker has handled all that it took.
    [[nodiscard]] bool idle() {
        const std::lock_guard lock(mutex_);
        return !awake_ && commands_.empty() && !overflowed_;
    }

    struct Batch {
        std::vector<Command> commands;
        /// Events were left out; they come after those in `commands`.
        bool overflowed = false;
    };

    /// Worker thread only. Takes everything. False when there is nothing: from then on the worker
    /// counts as asleep, under the same lock, so that no wake is lost. Otherwise it counts as awake
    /// until it has handled what it took.
    [[nodiscard]] bool take(Batch& batch) {
        const std::lock_guard lock(mutex_);
        return take_locked(batch);
    }

    enum class Taken : std::uint8_t { nothing, everything, too_much };
    /// The same for a caller in the worker's place. More than it claimed may have come meanwhile:
    /// it takes nothing then, and the worker stays awake.
    [[nodiscard]] Taken take_lone(Batch& batch, std::size_t deliveries) {
        const std::lock_guard lock(mutex_);
        if (!is_little(deliveries)) return Taken::too_much;
        return take_locked(batch) ? Taken::everything : Taken::nothing;
    }

private:
    static constexpr std::size_t kLoneBytes = 64U * 1024;
    static constexpr std::size_t kLoneCommands = 256;
    /// Room that stays: 256 KiB or so, for the swap with the worker's batch to need no allocation.
    static constexpr std::size_t kKeptCommands = 4'096;

    [[nodiscard]] bool is_little(std::size_t deliveries) const noexcept {
        return lone_ && !overflowed_ && deliveries_ <= deliveries && bytes_ <= kLoneBytes &&
               commands_.size() <= kLoneCommands;
    }

    [[nodiscard]] bool take_locked(Batch& batch) {
        batch.commands.clear();
        // Gives back the room that a burst needed.
        if (batch.commands.capacity() > kKeptCommands) std::vector<Command>{}.swap(batch.commands);
        taken_ = batch.commands.capacity();
        awake_ = !commands_.empty() || overflowed_;
        if (!awake_) return false;
        taken_ = commands_.capacity();
        batch.commands.swap(commands_);
        batch.overflowed = std::exchange(overflowed_, false);
        bytes_ = 0;
        deliveries_ = 0;
        lone_ = true;
        return true;
    }

    std::mutex mutex_;
    std::vector<Command> commands_;
    /// Room of the list that the worker has taken, which comes back with the next swap.
    std::size_t taken_ = 0;
    /// Of the events among the commands.
    std::size_t bytes_ = 0;
    /// System calls for the commands, at most: an event needs one for each client.
    std::size_t deliveries_ = 0;
    /// The commands are events, pulls and small ones.
    bool lone_ = true;
    /// Events were left out since the worker last took commands.
    bool overflowed_ = false;
    std::size_t restarts_ = 0;
    /// The worker runs, or was woken and will.
    bool awake_ = false;
};

}  // namespace ssecast::net
