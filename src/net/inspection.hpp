#pragma once

#include "core/event_id.hpp"
#include "core/target.hpp"
#include "net/client.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

namespace ssecast::net {

/// What a worker alone knows of a client: no other thread may read it.
struct ClientActivity {
    ClientKey key = 0;
    EventId cursor;
    std::size_t queued_bytes = 0;
    std::size_t queued_events = 0;
    bool parked = false;
    /// Milliseconds since its connection last took a byte.
    std::uint32_t idle_ms = 0;
};

/// A client with everything that `inspect` returns.
struct ClientDetails {
    ClientInfo info;
    ClientActivity activity;
};

/// Collects the answers of all workers to one `inspect`. The last worker to answer calls `done`, so
/// no thread waits for another. Any thread.
class Inspection {
public:
    using Done = std::function<void(std::vector<ClientActivity>&&)>;

    Inspection(std::size_t workers, Done done) : missing_(workers), done_(std::move(done)) {}

    /// Each worker once, also one that cannot answer: otherwise the caller waits for ever.
    void answer(const std::vector<ClientActivity>& activities) {
        std::unique_lock lock(mutex_);
        all_.insert(all_.end(), activities.begin(), activities.end());
        if (--missing_ != 0) return;
        lock.unlock();
        done_(std::move(all_));
    }

private:
    std::mutex mutex_;
    std::size_t missing_;
    std::vector<ClientActivity> all_;
    Done done_;
};

}  // namespace ssecast::net
