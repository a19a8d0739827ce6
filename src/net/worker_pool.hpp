#pragma once

#include "net/worker.hpp"

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace ssecast::net {

/// The workers of a broadcaster. They start with the first client, because importing the package,
/// as `next build` does, may start no thread.
class WorkerPool {
public:
    WorkerPool(Broadcaster& broadcaster, const LiveOptions& options) noexcept
        : broadcaster_(broadcaster), options_(options) {}

    /// Starts `count` workers, unless they run; 0 is one less than the processors, from 1 to 4.
    /// Fewer when the system gives no more; throws std::exception when it does not give one.
    void start(std::size_t count);
    /// Hands the workers over to be destroyed, which waits for their threads: without the
    /// broadcaster's mutex, which they may be waiting for.
    [[nodiscard]] std::vector<std::unique_ptr<Worker>> release() noexcept {
        return std::exchange(workers_, {});
    }

    /// Workers take clients in turn: lasting streams make that an even spread.
    [[nodiscard]] Worker& next() noexcept { return *workers_[turn_++ % workers_.size()]; }
    [[nodiscard]] const std::vector<std::unique_ptr<Worker>>& workers() const noexcept {
        return workers_;
    }

private:
    Broadcaster& broadcaster_;
    const LiveOptions& options_;
    std::size_t turn_ = 0;
    std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace ssecast::net
