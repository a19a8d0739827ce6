#include "net/persistent_history.hpp"

#include "core/error.hpp"

#include <exception>
#include <utility>
#include <vector>

namespace ssecast::net {

namespace {

/// Events, names of their channels, and channels that are copied in one hold of the mutex: some
/// tenths of a millisecond, for which publishers wait at most.
constexpr std::size_t kCopied = 2'048;

}  // namespace

std::optional<SavedHistory> PersistentHistory::save() noexcept {
    Lock lock(mutex_);
    // A process that published nothing and admitted no client leaves the file to the process that
    // it is for: `next build` evaluates modules, too, and closes what they opened.
    if (pending_ && !changed_) return std::nullopt;
    restore_if_pending();
    if (options_.history_file.empty() || !changed_) return std::nullopt;
    // Before the copy, so that an event that is published meanwhile shows.
    changed_ = false;
    SavedHistory saved;
    try {
        saved = write(lock);
    } catch (const std::exception& error) {
        saved.error = what_of(error);
    }
    if (!lock.owns_lock()) lock.lock();
    // The next call tries again.
    if (!saved.error.empty()) changed_ = true;
    return saved;
}

SavedHistory PersistentHistory::write(Lock& lock) {
    history_.log.trim(options_.history, history_.now_ms());
    const std::string path = options_.history_file;
    const HistoryFile file = copy(lock);
    lock.unlock();
    SavedHistory saved = save_history_file(path, file);
    lock.lock();
    if (saved.error.empty()) {
        saved_ = true;
        // An event was published while the disk was waited for, or during the copy.
        if (changed_) discard();
    }
    return saved;
}

// In pieces. An event that is published between two pieces is not in the file; `write` removes such
// a file again.
HistoryFile PersistentHistory::copy(Lock& lock) {
    const ReplayLog& log = history_.log;
    HistoryFile file{log.forgotten_through(),
                     history_.ids.last(),
                     history_.issued.ranges(log.forgotten_through(), history_.ids),
                     {},
                     {}};
    EventId copied = file.forgotten_through;
    for (;;) {
        std::size_t i = log.first_after(copied);
        for (std::size_t steps = 0; i < log.size() && steps < kCopied; ++i, ++steps) {
            copied = log.id_at(i);
            if (copied > file.newest) return file;
            const FramePtr& frame = log.at(i);
            // A client's id names no client of another process.
            if (!frame || frame->target.kind == Target::Kind::clients) continue;
            Envelope& event = file.events.emplace_back();
            event.id = frame->id();
            if (frame->has_own_id()) event.own_id = frame->wire_id();
            event.key = frame->key;
            event.text = frame->text();
            if (frame->target.kind == Target::Kind::all) continue;
            event.channels.emplace();
            for (const ChannelId channel : frame->target.keys) {
                event.channels->emplace_back(names_.name(channel));
            }
            steps += frame->target.keys.size();
        }
        if (i == log.size()) break;
        lock.unlock();
        lock = mutex_.lock_behind();
        if (log.forgotten_through() <= copied) continue;
        // The log has forgotten events that were not copied yet. Those that were copied come before
        // that gap, and no cursor among them can be served: the file begins behind the gap.
        file.events.clear();
        file.forgotten_through = copied = log.forgotten_through();
    }
    copy_channels(file, lock);
    return file;
}

// Comes after the events: what a channel forgets while they are copied shows here.
void PersistentHistory::copy_channels(HistoryFile& file, Lock& lock) {
    const ReplayLog& log = history_.log;
    ReplayLog::ChannelPlace place;
    const auto copy = [&](ChannelId channel, EventId through) {
        file.channels.insert_or_assign(std::string(names_.name(channel)), through);
    };
    while (!log.visit_forgotten(place, kCopied, copy)) {
        lock.unlock();
        lock = mutex_.lock_behind();
    }
    const EventId forgotten = log.forgotten_through();
    if (forgotten == file.forgotten_through) return;
    // The log forgot more during the copy, and with it channels that had forgotten less. So the
    // file has to forget as much.
    lock.unlock();
    file.forgotten_through = forgotten;
    std::erase_if(file.events, [=](const Envelope& event) { return event.id <= forgotten; });
    std::erase_if(file.channels, [=](const auto& each) { return each.second <= forgotten; });
    lock = mutex_.lock_behind();
}

/// Removes the file because an event is missing from it. If the process were killed now, the next
/// one would serve clients from a file that looks whole.
void PersistentHistory::discard() noexcept {
    saved_ = false;
    remove_history_file(options_.history_file);
}

void PersistentHistory::restore_if_pending() noexcept {
    // Once, also if it fails: `publish` and `admit` call this each time.
    if (!pending_) return;
    pending_ = false;
    try {
        LoadedHistory loaded = load_history_file(options_.history_file);
        if (!loaded.warning.empty()) restored_ = RestoredHistory{0, std::move(loaded.warning)};
        if (loaded.file) restore(std::move(*loaded.file));
    } catch (const std::exception& error) {
        restored_ = RestoredHistory{0, what_of(error)};
    }
}

void PersistentHistory::restore(HistoryFile file) {
    restored_.emplace();
    if (std::string reason = reason_to_refuse(file); !reason.empty()) {
        restored_->warning = "The history file " + options_.history_file +
                             " is not used: " + std::move(reason) +
                             " Clients that come back get a gap event.";
        return;
    }
    // What needs memory comes before the first change.
    ReplayLog::Earlier earlier = to_frames(file);
    restored_->events = earlier.events.size();
    history_.follow(file.newest);
    history_.log.restore(std::move(earlier), options_.history, options_.channel_history);
    history_.issued.restore(std::move(file.issued));
    history_.log.trim(options_.history, history_.now_ms());
    changed_ = true;
}

/// Why these events cannot come before those of this process: a sentence, or empty. Matters only
/// for a file that was named after the first event.
std::string PersistentHistory::reason_to_refuse(const HistoryFile& file) const {
    if (history_.log.count() != 0 && history_.log.at(0)->id() <= file.newest) {
        return "its events are later than those of this process, whose clock has been set back.";
    }
    if (history_.log.has_forgotten()) {
        return "this process has published and forgotten events since, so none of those in it can "
               "be served. Name the file before the first event.";
    }
    return {};
}

ReplayLog::Earlier PersistentHistory::to_frames(const HistoryFile& file) {
    ReplayLog::Earlier earlier{file.forgotten_through, {}, {}};
    earlier.events.reserve(file.events.size());
    earlier.channels.reserve(file.channels.size());
    // A frame without a body for each channel that has forgotten: the log keeps it in place of the
    // last event that the channel forgot, and with it the channel's number.
    for (const auto& [channel, through] : file.channels) {
        FramePtr frame = Frame::allocate(0, {});
        frame->target.kind = Target::Kind::channels;
        frame->target.keys.push_back(names_.acquire(channel));
        frame->stamp(through);
        frame->weigh(meter_);
        earlier.channels.push_back(std::move(frame));
    }
    for (const Envelope& event : file.events) {
        FramePtr frame = to_frame(event);
        if (event.channels) {
            frame->target.kind = Target::Kind::channels;
            for (const std::string& channel : *event.channels) {
                frame->target.keys.push_back(names_.acquire(channel));
            }
        }
        frame->weigh(meter_);
        earlier.events.push_back(std::move(frame));
    }
    return earlier;
}

}  // namespace ssecast::net
