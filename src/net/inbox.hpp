#pragma once

#include "core/frame.hpp"
#include "net/client.hpp"
#include "net/sink.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <variant>
#include <vector>

namespace ssecast::net {

class Inspection;

/// What other threads tell a worker. Everything arrives in the order of the broadcaster's mutex.
struct AddClient {
    ClientPtr client;
    /// Null for a client that is told when what it missed is counted.
    FramePtr connected;
    /// Null unless something is known to be missed.
    FramePtr gap;
    std::vector<ChannelId> channels;
};
struct AttachSink {
    ClientPtr client;
    /// Makes the sink on the worker's thread, where its descriptor is registered.
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
/// The client's channels are those of the directory: what changed was too much to tell one by one.
struct Rejoin {
    ClientPtr client;
};
struct CloseClient {
    ClientPtr client;
    DisconnectReason reason = DisconnectReason::server;
};

/// Every client is to get what waits for it and a last block, and who has not by then is closed.
struct Drain {
    std::uint32_t deadline_ms = 0;
    /// Each is told to come back after a time of its own between the two.
    std::uint32_t least_retry_ms = 0;
    std::uint32_t most_retry_ms = 0;
};
struct Inspect {
    std::shared_ptr<Inspection> inspection;
};

using Command = std::variant<FramePtr, AddClient, AttachSink, Pull, Join, Leave, Rejoin,
                             CloseClient, Drain, Inspect>;

/// A worker's inbox. Bounded: when the events in it exceed their bound, further ones are left to
/// the history and the worker is told to send its clients there. When the changes of channels
/// exceed theirs, the worker is told which clients to ask the directory for, each once. Other
/// commands about clients are bounded by what causes them (clients, one pull for each chunk).
class Inbox {
public:
    /// Bytes of events that may wait here; a worker that is this far behind is served better by
    /// the history.
    static constexpr std::size_t kMaxBytes = 8U * 1024 * 1024;
    /// Commands that may wait before changes of channels are no longer told one by one.
    static constexpr std::size_t kMaxChanges = 16'384;
    /// So many changes of channels wait for the next event, and more wake the worker.
    static constexpr std::size_t kWakingChanges = 512;

    /// Any thread.
    void push(Command command) {
        const std::lock_guard lock(mutex_);
        commands_.push_back(std::move(command));
    }

    enum class Room : std::uint8_t { enough, wake, none };
    /// Any thread. A change of a client's channels, which is left out when there is no room.
    [[nodiscard]] Room push_change(Command command) {
        const std::lock_guard lock(mutex_);
        if (commands_.size() >= kMaxChanges) return Room::none;
        commands_.push_back(std::move(command));
        return commands_.size() < kWakingChanges ? Room::enough : Room::wake;
    }

    /// Any thread. What the commands take of memory, beyond what they refer to.
    [[nodiscard]] std::size_t list_bytes() {
        const std::lock_guard lock(mutex_);
        return (commands_.capacity() + taken_) * sizeof(Command);
    }

    /// Any thread. Leaves the frame out and remembers that it did, when the inbox is full.
    void push_event(FramePtr frame) {
        const std::lock_guard lock(mutex_);
        // Asked before the frame is counted: one event larger than the bound still has a way.
        if (overflowed_ || bytes_ >= kMaxBytes) {
            overflowed_ = true;
            return;
        }
        bytes_ += frame->size();
        commands_.emplace_back(std::move(frame));
    }

    /// Any thread. True for the caller who has to wake the worker: there is work, and nobody has
    /// woken the worker for it yet.
    [[nodiscard]] bool claim_wake() {
        const std::lock_guard lock(mutex_);
        if (awake_ || (commands_.empty() && !overflowed_)) return false;
        awake_ = true;
        return true;
    }

    /// Any thread. Nothing waits; under the broadcaster's mutex that stays true.
    [[nodiscard]] bool empty() {
        const std::lock_guard lock(mutex_);
        return commands_.empty() && !overflowed_;
    }

    /// Any thread. Nothing waits, and the worker has handled everything.
    [[nodiscard]] bool idle() {
        const std::lock_guard lock(mutex_);
        return !awake_ && commands_.empty() && !overflowed_;
    }

    struct Batch {
        std::vector<Command> commands;
        /// Events were left out; they come after those in `commands`.
        bool overflowed = false;
    };

    /// Worker thread. Takes everything; false and asleep when there is nothing.
    [[nodiscard]] bool take(Batch& batch) {
        const std::lock_guard lock(mutex_);
        batch.commands.clear();
        // A burst's room is given back.
        if (batch.commands.capacity() > kKeptCommands) std::vector<Command>{}.swap(batch.commands);
        taken_ = batch.commands.capacity();
        if (commands_.empty() && !overflowed_) {
            awake_ = false;
            return false;
        }
        taken_ = commands_.capacity();
        batch.commands.swap(commands_);
        batch.overflowed = std::exchange(overflowed_, false);
        bytes_ = 0;
        return true;
    }

private:
    static constexpr std::size_t kKeptCommands = 4'096;

    std::mutex mutex_;
    std::vector<Command> commands_;
    /// Room for commands that the worker has taken.
    std::size_t taken_ = 0;
    std::size_t bytes_ = 0;
    bool overflowed_ = false;
    bool awake_ = false;
};

}  // namespace ssecast::net
