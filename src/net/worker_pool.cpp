#include "net/worker_pool.hpp"

#include <algorithm>
#include <exception>
#include <thread>

namespace ssecast::net {

void WorkerPool::start(std::size_t count) {
    if (!workers_.empty()) return;
    if (count == 0) {
        // One processor stays free for the JavaScript thread. An application that delivers more
        // than four workers can asks for them (`workers`).
        const unsigned processors = std::thread::hardware_concurrency();
        count = std::clamp(processors, 2U, 5U) - 1;
    }
    workers_.reserve(count);
    while (workers_.size() < count) {
        try {
            workers_.push_back(std::make_unique<Worker>(broadcaster_, options_));
        } catch (const std::exception&) {
            // The system gives no further thread or descriptor. One worker can serve all clients.
            if (workers_.empty()) throw;
            return;
        }
    }
}

}  // namespace ssecast::net
