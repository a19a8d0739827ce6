#pragma once

#include "net/worker.hpp"

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace ssecast::net {

/// The workers of a broadcaster. They start with the first client: importing the package must start
/// no thread, because `next build` imports every route. Guarded by the broadcaster's mutex.
class WorkerPool {
public:
    WorkerPool(Broadcaster& broadcaster, const LiveOptions& options) noexcept
        : broadcaster_(broadcaster), options_(options) {}

    /// Starts `count` workers, unless they run; 0 is one less than the processors, from 1 to 4.
    /// Fewer when the system gives no more; throws std::exception when it does not give one.
    void start(std::size_t count);
    /// Returns the workers for the caller to destroy without the broadcaster's mutex. Destroying
    /// them waits for their threads, which may be waiting for that mutex.
    [[nodiscard]] std::vector<std::unique_ptr<Worker>> release() noexcept {
        return std::exchange(workers_, {});
    }

    /// Workers take clients in turn. Streams last long, so that spreads them evenly, and costs less
    /// than looking for the worker with the fewest.
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
