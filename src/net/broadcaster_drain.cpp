// How a broadcaster ends without losing anything: draining its clients, and the history file.
#include "core/error.hpp"
#include "net/broadcaster.hpp"

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

namespace ssecast::net {

namespace {

/// So many clients a second come back at most, on average.
constexpr std::size_t kReturnsASecond = 2'000;

/// Events, names of their channels, and channels that are copied while the mutex is held.
constexpr std::size_t kCopied = 2'048;

}  // namespace

void Broadcaster::drain(std::uint32_t deadline_ms, Drained drained) {
    std::unique_lock lock(mutex_);
    require_open();
    if (draining_) {
        if (!draining_->done) {
            draining_->waiting.push_back(std::move(drained));
            return;
        }
        const DrainReport report = draining_->report;
        lock.unlock();
        drained(report);
        return;
    }
    draining_.emplace();
    draining_->report.clients = directory_.size();
    draining_->waiting.push_back(std::move(drained));
    if (open_clients_ == 0) {
        lock.unlock();
        finish_drain();
        return;
    }
    const std::uint32_t retry = options_.retry_interval_ms;
    const auto spread = static_cast<std::uint32_t>(
        std::max<std::size_t>(retry, open_clients_ * 1'000 / kReturnsASecond));
    try {
        for (const auto& worker : pool_.workers()) {
            worker->inbox().push(Drain{deadline_ms, retry, retry + spread});
            worker->wake();
        }
    } catch (const std::bad_alloc&) {
        // The clients of those that heard of it come back; a further call drains the others.
        draining_.reset();
        throw;
    }
}

void Broadcaster::count_drained(const Client& client, DisconnectReason reason) {
    DrainReport& report = draining_->report;
    if (client.flushed) {
        ++report.flushed;
    } else if (reason == DisconnectReason::shutdown) {
        ++report.unflushed;
    } else {
        ++report.left;
    }
}

void Broadcaster::finish_drain() noexcept {
    std::optional<SavedHistory> saved = save_history();
    std::unique_lock lock(mutex_);
    if (draining_->done) return;
    draining_->done = true;
    draining_->report.history = std::move(saved);
    const std::vector<Drained> waiting = std::move(draining_->waiting);
    lock.unlock();
    for (const Drained& drained : waiting) {
        try {
            drained(draining_->report);
        } catch (const std::exception&) {
            // No memory for the answer. The others may be shorter of nothing.
        }
    }
}

// In pieces. What is published meanwhile is not in the file, which then tells nothing true and is
// removed by whoever waits for the disk.
HistoryFile Broadcaster::copy_history(std::unique_lock<std::mutex>& lock) {
    HistoryFile file{log_.forgotten_through(),
                     ids_.last(),
                     issued_.ranges(log_.forgotten_through(), ids_),
                     {},
                     {}};
    EventId copied = file.forgotten_through;
    for (;;) {
        std::size_t i = log_.first_after(copied);
        for (std::size_t steps = 0; i < log_.size() && steps < kCopied; ++i, ++steps) {
            copied = log_.id_at(i);
            if (copied > file.newest) return file;
            const FramePtr& frame = log_.at(i);
            // Ids of clients mean nobody in another process.
            if (!frame || frame->target.kind == Target::Kind::clients) continue;
            Envelope& event = file.events.emplace_back();
            event.id = frame->id();
            if (frame->has_own_id()) event.own_id = frame->wire_id();
            event.key = frame->key;
            event.text = frame->text();
            if (frame->target.kind == Target::Kind::all) continue;
            event.channels.emplace();
            for (const ChannelId channel : frame->target.keys) {
                event.channels->emplace_back(directory_.names().name(channel));
            }
            steps += frame->target.keys.size();
        }
        if (i == log_.size()) break;
        lock.unlock();
        lock = lock_behind();
        if (log_.forgotten_through() <= copied) continue;
        // What was not copied yet is forgotten.
        file.events.clear();
        file.forgotten_through = copied = log_.forgotten_through();
    }
    copy_channels(file, lock);
    return file;
}

// After the events: what a channel forgets while they are copied, it tells here.
void Broadcaster::copy_channels(HistoryFile& file, std::unique_lock<std::mutex>& lock) {
    ReplayLog::ChannelPlace place;
    const auto copy = [&](ChannelId channel, EventId through) {
        file.channels.insert_or_assign(std::string(directory_.names().name(channel)), through);
    };
    while (!log_.visit_forgotten(place, kCopied, copy)) {
        lock.unlock();
        lock = lock_behind();
    }
    const EventId forgotten = log_.forgotten_through();
    if (forgotten == file.forgotten_through) return;
    // Where the whole has forgotten as far as a channel, the log no longer knows of that one.
    lock.unlock();
    file.forgotten_through = forgotten;
    std::erase_if(file.events, [=](const Envelope& event) { return event.id <= forgotten; });
    std::erase_if(file.channels, [=](const auto& each) { return each.second <= forgotten; });
    lock = lock_behind();
}

std::optional<SavedHistory> Broadcaster::save_history() noexcept {
    std::unique_lock lock(mutex_);
    // Who did nothing leaves the file to the one that it is for: `next build` evaluates modules,
    // too.
    if (history_pending_ && !history_changed_) return std::nullopt;
    restore_if_pending();
    if (options_.history_file.empty() || !history_changed_) return std::nullopt;
    history_changed_ = false;
    SavedHistory failed;
    try {
        std::optional<SavedHistory> saved = write_history(lock);
        if (saved->error.empty()) return saved;
        failed = std::move(*saved);
    } catch (const std::exception& error) {
        failed.error = what_of(error);
    }
    if (!lock.owns_lock()) lock.lock();
    history_changed_ = true;
    return failed;
}

std::optional<SavedHistory> Broadcaster::write_history(std::unique_lock<std::mutex>& lock) {
    log_.trim(options_.history, history_ms());
    const std::string path = options_.history_file;
    const HistoryFile file = copy_history(lock);
    lock.unlock();
    SavedHistory saved = save_history_file(path, file);
    lock.lock();
    if (saved.error.empty()) {
        history_saved_ = true;
        // Something was published while the disk was waited for.
        if (history_changed_) discard_saved_history();
    }
    return saved;
}

/// An event after the last one in the file: if the process were killed now, the file would hide
/// that it is missing.
void Broadcaster::discard_saved_history() {
    history_saved_ = false;
    remove_history_file(options_.history_file);
}

std::optional<RestoredHistory> Broadcaster::restore_history() {
    const std::lock_guard lock(mutex_);
    restore_if_pending();
    return std::exchange(restored_, std::nullopt);
}

// Before the first event and the first client: ids have to follow those of the earlier process.
void Broadcaster::restore_if_pending() noexcept {
    if (!history_pending_) return;
    history_pending_ = false;
    try {
        LoadedHistory loaded = load_history_file(options_.history_file);
        if (!loaded.warning.empty()) restored_ = RestoredHistory{0, std::move(loaded.warning)};
        if (loaded.file) restore(std::move(*loaded.file));
    } catch (const std::exception& error) {
        restored_ = RestoredHistory{0, what_of(error)};
    }
}

void Broadcaster::restore(HistoryFile file) {
    restored_.emplace();
    if (log_.count() != 0 && log_.at(0)->id() <= file.newest) {
        restored_->warning = "The history file " + options_.history_file +
                             " is not used: its events are later than those of this process, whose "
                             "clock has been set back. Clients that come back are told of a gap.";
        return;
    }
    if (log_.has_forgotten()) {
        restored_->warning = "The history file " + options_.history_file +
                             " is not used: this process has published and forgotten events since, "
                             "so none of those in it can be served. Name the file before the first "
                             "event. Clients that come back are told of a gap.";
        return;
    }
    ReplayLog::Earlier earlier{file.forgotten_through, {}, {}};
    earlier.events.reserve(file.events.size());
    earlier.channels.reserve(file.channels.size());
    for (const auto& [channel, through] : file.channels) {
        FramePtr frame = Frame::allocate(0, {});
        frame->target.kind = Target::Kind::channels;
        frame->target.keys.push_back(directory_.names().acquire(channel));
        frame->stamp(through);
        frame->weigh(meter_);
        earlier.channels.push_back(std::move(frame));
    }
    for (const Envelope& event : file.events) {
        FramePtr frame = to_frame(event);
        if (event.channels) {
            frame->target.kind = Target::Kind::channels;
            for (const std::string& channel : *event.channels) {
                frame->target.keys.push_back(directory_.names().acquire(channel));
            }
        }
        frame->weigh(meter_);
        earlier.events.push_back(std::move(frame));
    }
    restored_->events = earlier.events.size();
    ids_.follow(file.newest);
    note_newest();
    log_.restore(std::move(earlier), options_.history, options_.channel_history);
    issued_.restore(std::move(file.issued));
    log_.trim(options_.history, history_ms());
    history_changed_ = true;
}

}  // namespace ssecast::net
