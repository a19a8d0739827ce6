#pragma once

#include "core/stats.hpp"
#include "net/history_store.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace ssecast::net {

/// The result of `drain`; lib/types/stats.ts explains each field.
struct DrainReport {
    std::size_t clients = 0;
    std::size_t flushed = 0;
    std::size_t unflushed = 0;
    std::size_t left = 0;
    std::optional<SavedHistory> history;
};
using Drained = std::function<void(const DrainReport&)>;

/// How far a drain has come. A broadcaster drains once; further calls of `drain` share the result.
///
///     idle --begin--> running --finish--> done
///       ^----cancel-----'
///
/// Guarded by the broadcaster's mutex, but for `report`, which no thread changes once it is done.
class DrainProgress {
public:
    /// Clients are refused from `begin` on, also after the end: the process is about to stop.
    [[nodiscard]] bool has_begun() const noexcept { return phase_ != Phase::idle; }
    [[nodiscard]] bool is_running() const noexcept { return phase_ == Phase::running; }
    [[nodiscard]] bool is_done() const noexcept { return phase_ == Phase::done; }
    [[nodiscard]] const DrainReport& report() const noexcept { return report_; }

    void begin(std::size_t clients, Drained drained) {
        waiting_.push_back(std::move(drained));
        report_ = {};
        report_.clients = clients;
        phase_ = Phase::running;
    }
    /// One more caller waits for the end of a running drain.
    void join(Drained drained) { waiting_.push_back(std::move(drained)); }
    /// Back to idle: the commands to the workers could not be pushed.
    void cancel() noexcept {
        waiting_.clear();
        phase_ = Phase::idle;
    }

    /// A client has left a running drain. `flushed`: it got all its events and the end of its
    /// stream.
    void count(bool flushed, DisconnectReason reason) noexcept {
        if (flushed) {
            ++report_.flushed;
        } else if (reason == DisconnectReason::shutdown) {
            ++report_.unflushed;
        } else {
            ++report_.left;
        }
    }

    /// Ends a running drain. Returns the callbacks, which the caller calls without the mutex.
    [[nodiscard]] std::vector<Drained> finish(std::optional<SavedHistory> saved) noexcept {
        report_.history = std::move(saved);
        phase_ = Phase::done;
        return std::exchange(waiting_, {});
    }

private:
    enum class Phase : std::uint8_t { idle, running, done };

    Phase phase_ = Phase::idle;
    DrainReport report_;
    std::vector<Drained> waiting_;
};

}  // namespace ssecast::net
