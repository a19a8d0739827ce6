#pragma once

#include "core/event_id.hpp"
#include "core/log_entry.hpp"
#include "net/target_names.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace ssecast::net {

class Broadcaster;
struct Archive;

/// Entries of a log as they were read: their places, and their texts in one string.
struct LogEntries {
    struct Place {
        /// As text: it is parsed by the thread of the feed.
        std::string_view position() const noexcept { return {text, size}; }
        char text[kMaxEventIdLength];
        std::uint8_t size = 0;
        /// Where the entry ends in `bytes`; it begins where the one before ends.
        std::size_t end = 0;
    };
    std::vector<Place> places;
    std::string bytes;

    void add(std::string_view position, std::string_view entry);
    /// Calls `take` with the position and the text of each.
    template <class Take>
    void for_each(const Take& take) const {
        std::size_t begin = 0;
        for (const Place& place : places) {
            take(place.position(), std::string_view(bytes).substr(begin, place.end - begin));
            begin = place.end;
        }
    }
};

/// The result of `state`.
struct FeedState {
    std::size_t waiting_bytes = 0;
    std::size_t waiting = 0;
    std::uint64_t taken = 0;
    std::uint64_t skipped = 0;
    /// Calls of `archive` that are done.
    std::uint64_t archives = 0;
    std::string last_skipped;
};

/// Publishes what is read from the log of a backplane, on a thread of its own: parsing thousands of
/// entries must not hold up JavaScript. Its owner bounds what waits: `push` says how much that is,
/// and JavaScript reads on when it is little enough.
class Feed {
public:
    explicit Feed(Broadcaster& broadcaster) : broadcaster_(broadcaster) {}
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;
    /// Takes nothing more, and waits for the thread. Not under the broadcaster's mutex.
    ~Feed() { stop(); }
    void stop();

    // Any thread. The order of the calls is the order of what they cause. The first one starts the
    // thread.

    /// See Broadcaster::begin_log.
    void follow(HistoryIdentity epoch, EventId position);
    /// @returns the bytes that wait.
    std::size_t push(LogEntries entries);
    /// Ends the streams of a target. Its clients get what was pushed before.
    /// @returns the bytes that wait.
    std::size_t disconnect(TargetNames target);
    /// See Broadcaster::install.
    void archive(EventId after, EventId through, LogEntries entries);

    [[nodiscard]] FeedState state();

private:
    struct Follow {
        HistoryIdentity epoch = 0;
        EventId position;
    };
    struct Disconnect {
        TargetNames target;
    };
    struct Older {
        EventId after;
        EventId through;
        LogEntries entries;
    };
    using Task = std::variant<Follow, LogEntries, Disconnect, Older>;

    /// @param bytes, count of its entries
    /// @returns the bytes that wait.
    std::size_t push_task(Task task, std::size_t bytes = 0, std::size_t count = 0);
    void run();
    [[nodiscard]] bool is_stopping();
    void handle(const Follow& follow);
    void handle(const LogEntries& entries);
    void handle(const Disconnect& disconnect);
    void handle(const Older& older);
    void begin_log(EventId position) noexcept;
    void publish(std::string_view position, std::string_view text) noexcept;
    void add_to(Archive& archive, const LogEntries& entries);
    [[nodiscard]] std::optional<EventId> id_of(std::string_view position) const noexcept;
    void skip(std::string_view position, std::string_view why) noexcept;

    Broadcaster& broadcaster_;
    /// Of the entries that the thread handles now. The thread's own.
    HistoryIdentity epoch_ = 0;

    std::mutex mutex_;
    std::condition_variable changed_;
    // Guarded by mutex_.
    std::vector<Task> tasks_;
    FeedState state_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace ssecast::net
