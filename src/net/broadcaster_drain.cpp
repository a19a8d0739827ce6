// How a broadcaster ends without losing an event: it drains its clients and writes the history
// file.
#include "net/broadcaster.hpp"

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

namespace ssecast::net {

namespace {

/// Drained clients come back to the next process at this rate on average. Each of them costs an
/// authorisation and a replay there.
constexpr std::size_t kReturnsASecond = 2'000;

}  // namespace

void Broadcaster::drain(std::uint32_t deadline_ms, Drained drained) {
    Lock lock(mutex_);
    require_open();
    if (drain_.is_running()) {
        drain_.join(std::move(drained));
        return;
    }
    if (drain_.is_done()) {
        const DrainReport report = drain_.report();
        lock.unlock();
        drained(report);
        return;
    }
    drain_.begin(directory_.size(), std::move(drained));
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
        // Some workers may drain their clients already. Those come back and are admitted again, and
        // a further call of drain() reaches all of them.
        drain_.cancel();
        throw;
    }
}

// Called by the thread that let go of the last client, usually a worker's. The file comes first:
// the callbacks may end the process.
void Broadcaster::finish_drain() noexcept {
    std::optional<SavedHistory> saved = persistence_.save();
    Lock lock(mutex_);
    // Once: another thread may have found the end of the same drain.
    if (!drain_.is_running()) return;
    const std::vector<Drained> waiting = drain_.finish(std::move(saved));
    lock.unlock();
    for (const Drained& drained : waiting) {
        try {
            drained(drain_.report());
        } catch (const std::exception&) {
            // Without memory this caller gets no answer. The next one may need less.
        }
    }
}

std::optional<RestoredHistory> Broadcaster::restore_history() {
    const Lock lock(mutex_);
    persistence_.restore_if_pending();
    return persistence_.take_restored();
}

}  // namespace ssecast::net
