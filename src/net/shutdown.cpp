// How a broadcaster ends without losing anything: draining its clients, and the history file.
#include "net/broadcaster.hpp"

#include <algorithm>
#include <utility>

namespace ssecast::net {

namespace {

/// So many clients a second come back at most, on average.
constexpr std::size_t kReturnsASecond = 2'000;

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
    for (const auto& worker : pool_.workers()) {
        worker->inbox().push(Drain{deadline_ms, retry, retry + spread});
        worker->wake();
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

void Broadcaster::finish_drain() {
    std::optional<SavedHistory> saved = save_history();
    std::unique_lock lock(mutex_);
    if (draining_->done) return;
    draining_->done = true;
    draining_->report.history = std::move(saved);
    const DrainReport report = draining_->report;
    const std::vector<Drained> waiting = std::move(draining_->waiting);
    lock.unlock();
    for (const Drained& drained : waiting) drained(report);
}

HistoryFile Broadcaster::copy_history() const {
    HistoryFile file{
        log_.forgotten_through(), ids_.last(), issued_.ranges(log_.forgotten_through(), ids_), {}};
    for (std::size_t i = 0; i < log_.size(); ++i) {
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
    }
    return file;
}

std::optional<SavedHistory> Broadcaster::save_history() {
    std::unique_lock lock(mutex_);
    // Who did nothing leaves the file to the one that it is for: `next build` evaluates modules,
    // too.
    if (history_pending_ && !history_changed_) return std::nullopt;
    restore_if_pending();
    if (options_.history_file.empty() || !history_changed_) return std::nullopt;
    history_changed_ = false;
    log_.trim(options_.history, history_ms());
    const std::string path = options_.history_file;
    const HistoryFile file = copy_history();
    lock.unlock();
    SavedHistory saved = save_history_file(path, file);
    lock.lock();
    if (!saved.error.empty()) {
        history_changed_ = true;
    } else {
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
void Broadcaster::restore_if_pending() {
    if (!history_pending_) return;
    history_pending_ = false;
    LoadedHistory loaded = load_history_file(options_.history_file);
    if (!loaded.warning.empty()) restored_ = RestoredHistory{0, std::move(loaded.warning)};
    if (!loaded.file) return;
    restored_.emplace();
    if (log_.count() != 0 && log_.at(0)->id() <= loaded.file->newest) {
        restored_->warning = "The history file " + options_.history_file +
                             " is not used: its events are later than those of this process, whose "
                             "clock has been set back. Clients that come back are told of a gap.";
        return;
    }
    std::vector<FramePtr> frames;
    for (const Envelope& event : loaded.file->events) {
        FramePtr frame = to_frame(event);
        if (event.channels) {
            frame->target.kind = Target::Kind::channels;
            for (const std::string& channel : *event.channels) {
                frame->target.keys.push_back(directory_.names().acquire(channel));
            }
        }
        frames.push_back(std::move(frame));
    }
    restored_->events = frames.size();
    ids_.follow(loaded.file->newest);
    note_newest();
    issued_.restore(std::move(loaded.file->issued));
    log_.restore(std::move(frames), loaded.file->forgotten_through, options_.history,
                 options_.channel_history);
    log_.trim(options_.history, history_ms());
    history_changed_ = true;
}

}  // namespace ssecast::net
