#pragma once

#include "support/engine.hpp"
#include "support/sse_parser.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace ssecast::test {

/// What a TestSink was given, and what it is to do. Any thread.
class SinkControl {
public:
    /// The connection takes so many bytes more and then blocks.
    void allow(std::size_t bytes) { room_ += bytes; }
    /// It takes nothing more.
    void stall() { room_ = 0; }
    void fail() { failing_ = true; }
    /// The worker calls `hook` before the next write, once. Set before the sink is attached.
    void before_write(std::function<void()> hook) { before_write_ = std::move(hook); }
    [[nodiscard]] bool finished() const { return finished_; }
    [[nodiscard]] bool destroyed() const { return destroyed_; }
    /// What the client has read.
    [[nodiscard]] SseParser parse() const;

private:
    friend class TestSink;

    std::atomic<std::size_t> room_{0};
    std::atomic<bool> failing_{false};
    std::atomic<bool> finished_{false};
    std::atomic<bool> destroyed_{false};
    std::function<void()> before_write_;
    mutable std::mutex mutex_;
    std::string bytes_;
};

/// A connection that takes as much as a test allows, to the byte. After `allow`, the broadcaster's
/// `pull` is the call that says so.
class TestSink final : public net::Sink {
public:
    explicit TestSink(std::shared_ptr<SinkControl> control) : control_(std::move(control)) {}
    ~TestSink() override { control_->destroyed_ = true; }

    [[nodiscard]] Framing framing() const noexcept override { return Framing::bare; }
    net::WriteResult write(std::span<const Slice> slices) noexcept override;
    void await_writable(ClientKey) override {}
    bool finish() noexcept override {
        control_->finished_ = true;
        return true;
    }

private:
    std::shared_ptr<SinkControl> control_;
};

/// Gives the client a TestSink, with `control` or one of its own.
std::shared_ptr<SinkControl> attach_test_sink(
    Engine& engine, const std::string& client_id,
    std::shared_ptr<SinkControl> control = std::make_shared<SinkControl>());

/// Keeps the worker of a client busy, from construction until `release` or destruction: it waits
/// within a pass. The client gets a sink that takes everything.
class BusyWorker {
public:
    BusyWorker(Engine& engine, const std::string& client_id);
    ~BusyWorker() { release(); }
    void release();

private:
    std::promise<void> release_;
    bool released_ = false;
};

}  // namespace ssecast::test
