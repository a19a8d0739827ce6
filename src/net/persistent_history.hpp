#pragma once

#include "core/channel_names.hpp"
#include "core/frame_meter.hpp"
#include "core/history_file.hpp"
#include "core/options.hpp"
#include "net/history.hpp"
#include "net/history_store.hpp"
#include "net/publisher_mutex.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace ssecast::net {

/// The result of `restore_history`.
struct RestoredHistory {
    std::size_t events = 0;
    /// Why the file could not be used; empty when it could.
    std::string warning;
};

/// Carries a history from one process to the next, through the file `history.file`.
///
/// The file is read once, before the first event and the first client, because ids have to follow
/// those of the earlier process. It is not read when the broadcaster is made: `next build`
/// evaluates route modules, and a build must not take the file from the server.
///
/// A file on disk must never hide an event. So reading removes the file; it is written when clients
/// have drained or the broadcaster closes; and an event that is published after that removes it
/// again. A process that is killed leaves no file, and its clients learn of a gap.
///
/// Does nothing without a file. It refers to parts of the broadcaster, which outlives it.
class PersistentHistory {
public:
    PersistentHistory(PublisherMutex& mutex, const Options& options, History& history,
                      ChannelNames& names, FrameMeter& meter) noexcept
        : mutex_(mutex),
          options_(options),
          history_(history),
          names_(names),
          meter_(meter),
          pending_(!options.history_file.empty()) {}

    /// `options.history_file` is another one now, which is not read yet. Under the mutex.
    void file_changed() noexcept { pending_ = true; }

    /// Reads the file unless that was done before. Reads the disk under the mutex: no client and no
    /// event is there yet that could wait for it. A failure is kept for `take_restored`.
    void restore_if_pending() noexcept;
    /// What reading the file came to, once; nothing when it was not read since. Under the mutex.
    [[nodiscard]] std::optional<RestoredHistory> take_restored() noexcept {
        return std::exchange(restored_, std::nullopt);
    }

    /// An event was published. Under the mutex. Reads a flag, but for the first event after the
    /// file was written, which removes the file.
    void note_event() {
        changed_ = true;
        if (saved_) discard();
    }

    /// Writes the file if there is something to write. Takes the mutex in pieces, and waits for the
    /// disk without it. An error is in the result: no caller could catch it on a worker's thread.
    [[nodiscard]] std::optional<SavedHistory> save() noexcept;

private:
    using Lock = PublisherMutex::Lock;

    [[nodiscard]] SavedHistory write(Lock& lock);
    [[nodiscard]] HistoryFile copy(Lock& lock);
    void copy_channels(HistoryFile& file, Lock& lock);
    void discard() noexcept;
    void restore(HistoryFile file);
    [[nodiscard]] std::string reason_to_refuse(const HistoryFile& file) const;
    [[nodiscard]] ReplayLog::Earlier to_frames(const HistoryFile& file);

    PublisherMutex& mutex_;
    const Options& options_;
    History& history_;
    ChannelNames& names_;
    FrameMeter& meter_;

    // Guarded by the mutex.
    /// There is a file to read before the first event and the first client.
    bool pending_;
    /// Something was published, or restored, since the file was written.
    bool changed_ = false;
    /// The file on disk holds every event.
    bool saved_ = false;
    std::optional<RestoredHistory> restored_;
};

}  // namespace ssecast::net
