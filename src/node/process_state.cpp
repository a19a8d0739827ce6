#include "node/process_state.hpp"

namespace ssecast::node {

std::shared_ptr<ProcessState> ProcessState::get() {
    static std::mutex mutex;
    static std::weak_ptr<ProcessState> shared;
    const std::lock_guard lock(mutex);
    std::shared_ptr<ProcessState> state = shared.lock();
    if (!state) {
        state = std::make_shared<ProcessState>();
        shared = state;
    }
    return state;
}

std::shared_ptr<net::Broadcaster> ProcessState::open(const std::string& name,
                                                     std::string_view json) {
    // Under the lock until the broadcaster is made: two threads that open one name get the same
    // one.
    const std::lock_guard lock(mutex_);
    std::weak_ptr<net::Broadcaster>& slot = broadcasters_[name];
    std::shared_ptr<net::Broadcaster> broadcaster = slot.lock();
    if (broadcaster && !broadcaster->closed()) {
        broadcaster->configure(json);
        return broadcaster;
    }
    broadcaster = std::make_shared<net::Broadcaster>(name, merge_options({}, json));
    slot = broadcaster;
    return broadcaster;
}

}  // namespace ssecast::node
