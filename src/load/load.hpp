#pragma once

#include "load/client.hpp"
#include "load/crowd.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <thread>
#include <vector>

namespace ssecast::load {

/// Thousands of clients of one address, on a thread of its own: opens them at a rate, measures for
/// a while, waits for what only some of them have got, and ends. Any thread.
class Load {
public:
    /// Begins at once. Throws Error invalid_option, or std::system_error where there is no thread.
    explicit Load(Options options);
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    ~Load() { close(); }

    /// What happened so far.
    [[nodiscard]] Report report();
    /// Ends the thread and closes the connections. A second call does nothing.
    void close() noexcept;

private:
    using Clock = std::chrono::steady_clock;

    void run();
    void tick();
    /// The following with the mutex.
    void begin_due();
    void step();
    void begin_phase(Phase phase);
    void finish();
    [[nodiscard]] bool all_complete() const noexcept;

    Crowd crowd_;
    // After the crowd: their sockets go before its io_context.
    std::vector<std::unique_ptr<Client>> clients_;
    boost::asio::steady_timer timer_;
    Clock::time_point began_;
    Clock::time_point phase_began_;
    // Last: it ends before what it uses.
    std::thread thread_;
};

}  // namespace ssecast::load
