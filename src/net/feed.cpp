#include "net/feed.hpp"

#include "core/error.hpp"
#include "core/frame_encoder.hpp"
#include "net/archive.hpp"
#include "net/broadcaster.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <new>
#include <thread>

namespace ssecast::net {

namespace {

std::size_t bytes_of(const LogEntries& entries) {
    return entries.bytes.size() + entries.places.size() * sizeof(LogEntries::Place);
}

}  // namespace

void LogEntries::add(std::string_view position, std::string_view entry) {
    Place place;
    // What is too long is no position, also when it is cut off.
    place.size = static_cast<std::uint8_t>(position.copy(place.text, sizeof place.text));
    bytes.append(entry);
    place.end = bytes.size();
    places.push_back(place);
}

void Feed::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        tasks_.clear();
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
}

std::size_t Feed::push_task(Task task, std::size_t bytes, std::size_t count) {
    std::size_t waiting = 0;
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) return 0;
        // If this throws, the caller pushes the same again: nothing of it may stay.
        if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
        tasks_.push_back(std::move(task));
        state_.waiting_bytes += bytes;
        state_.waiting += count;
        waiting = state_.waiting_bytes;
    }
    // Not under the mutex: the thread would wake only to wait for it.
    changed_.notify_one();
    return waiting;
}

void Feed::follow(HistoryIdentity epoch, EventId position) { push_task(Follow{epoch, position}); }

std::size_t Feed::push(LogEntries entries) {
    const std::size_t bytes = bytes_of(entries);
    const std::size_t count = entries.places.size();
    return push_task(std::move(entries), bytes, count);
}

std::size_t Feed::disconnect(TargetNames target) {
    return push_task(Disconnect{std::move(target)}, 0, 1);
}

void Feed::archive(EventId after, EventId through, LogEntries entries) {
    push_task(Older{after, through, std::move(entries)});
}

FeedState Feed::state() {
    const std::lock_guard lock(mutex_);
    return state_;
}

bool Feed::is_stopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
}

void Feed::run() {
    std::vector<Task> tasks;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
            if (stopping_) return;
            tasks.swap(tasks_);
        }
        for (const Task& task : tasks) {
            try {
                std::visit([this](const auto& each) { handle(each); }, task);
            } catch (const std::exception&) {
                // There is no memory to begin an archive: its clients get a gap.
            }
        }
        tasks.clear();
    }
}

std::optional<EventId> Feed::id_of(std::string_view position) const noexcept {
    std::optional<EventId> id = parse_event_id(position);
    if (!id || id->sequence >= kIdsAMillisecond || id->ms > kMaxEventIdMs) return std::nullopt;
    id->sequence += epoch_ * kIdsAMillisecond;
    return id;
}

void Feed::skip(std::string_view position, std::string_view why) noexcept {
    const std::lock_guard lock(mutex_);
    ++state_.skipped;
    try {
        state_.last_skipped = std::string(position) + ": " + std::string(why);
    } catch (const std::bad_alloc&) {
        // Counted without the reason.
        state_.last_skipped.clear();
    }
}

void Feed::handle(const Follow& follow) {
    epoch_ = follow.epoch;
    begin_log({follow.position.ms, follow.epoch * kIdsAMillisecond + follow.position.sequence});
}

// An event that cannot be published is a gap for every client. Without memory for that, too, this
// waits: nothing may come in between.
void Feed::begin_log(EventId position) noexcept {
    while (!is_stopping()) {
        try {
            broadcaster_.begin_log(epoch_, position);
            return;
        } catch (const std::exception&) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }
}

void Feed::publish(std::string_view position, std::string_view text) noexcept {
    const std::optional<EventId> id = id_of(position);
    if (!id) {
        skip(position, "Expected a position like 1763712000000-0");
        return;
    }
    try {
        LogEntry entry;
        const std::string problem = parse_log_text(text, entry);
        if (!problem.empty()) {
            skip(position, problem);
            return;
        }
        broadcaster_.deliver(*id, entry);
    } catch (const Error& error) {
        // A field that no event may have.
        skip(position, error.what());
    } catch (const std::exception&) {
        // No memory. An entry that is read twice is here already.
        if (*id > broadcaster_.position()) begin_log(*id);
    }
}

void Feed::handle(const LogEntries& entries) {
    entries.for_each(
        [this](std::string_view position, std::string_view text) { publish(position, text); });
    broadcaster_.flush();
    const std::lock_guard lock(mutex_);
    state_.waiting_bytes -= bytes_of(entries);
    state_.waiting -= entries.places.size();
    state_.taken += entries.places.size();
}

// The right of these clients has ended, so this is done before anything else, also when there is no
// memory for it at first.
void Feed::handle(const Disconnect& disconnect) {
    while (!is_stopping()) {
        try {
            (void)broadcaster_.disconnect(disconnect.target, DisconnectReason::server);
            break;
        } catch (const std::bad_alloc&) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }
    const std::lock_guard lock(mutex_);
    --state_.waiting;
}

void Feed::handle(const Older& older) {
    struct Count {
        Feed& feed;
        ~Count() {
            const std::lock_guard lock(feed.mutex_);
            ++feed.state_.archives;
        }
    } const count{*this};
    // It was read before the log began anew.
    if (identity_of(older.after) != epoch_ || identity_of(older.through) != epoch_) return;
    const ArchivePtr archive = broadcaster_.begin_archive(older.after, older.through);
    try {
        add_to(*archive, older.entries);
    } catch (const std::exception&) {
        // No memory: its clients get a gap. The names of its channels are given back in pieces.
        archive->is_over = true;
    }
    broadcaster_.install(archive);
}

void Feed::add_to(Archive& archive, const LogEntries& entries) {
    entries.for_each([&](std::string_view position, std::string_view text) {
        const std::optional<EventId> id = id_of(position);
        LogEntry entry;
        if (!id || !parse_log_text(text, entry).empty()) return;
        try {
            broadcaster_.add_to(archive, *id, entry);
        } catch (const Error&) {
            // It is no event, and was skipped and counted when it was published.
        }
    });
}

}  // namespace ssecast::net
