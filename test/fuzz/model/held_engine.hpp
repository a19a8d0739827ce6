#pragma once

#include "net/broadcaster.hpp"

#include <cstddef>
#include <memory>

namespace ssecast::test {

/// A broadcaster whose one worker runs only when the caller says so, on the caller's thread.
///
/// The worker's own thread waits inside a handler, and the caller runs the worker's context in its
/// place. So the same input always does the same, a failure comes with the whole stack, and nothing
/// waits for another thread.
class HeldEngine {
public:
    HeldEngine();
    HeldEngine(const HeldEngine&) = delete;
    HeldEngine& operator=(const HeldEngine&) = delete;
    ~HeldEngine() { release(); }

    net::Broadcaster* operator->() noexcept { return broadcaster_.get(); }
    [[nodiscard]] net::Broadcaster& operator*() noexcept { return *broadcaster_; }

    [[nodiscard]] const WorkerStats& counted() const noexcept { return worker_->stats(); }

    /// An input has changed options.
    bool configured = true;

    /// Runs one handler of the worker. False when there is nothing to do.
    bool step();
    /// Runs the worker until it has nothing to do.
    void settle();
    /// Gives the worker its thread back, so that it can end.
    void release();

private:
    struct Hold;

    std::shared_ptr<Hold> hold_;
    net::Worker* worker_ = nullptr;
    std::unique_ptr<net::Broadcaster> broadcaster_;
};

}  // namespace ssecast::test
