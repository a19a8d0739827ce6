#pragma once

#include "net/broadcaster.hpp"

#include <boost/asio/post.hpp>

#include <future>
#include <memory>

namespace ssecast::bench {

/// What names an admitted client: its key, or its id in trees before clients had keys.
template <class Admitted>
auto name_of(const Admitted& admitted) {
    if constexpr (requires { admitted.key; }) {
        return admitted.key;
    } else {
        return admitted;
    }
}

/// Keeps the one worker of a broadcaster inside a handler and runs its context on the caller's
/// thread instead, so that what is counted does not depend on when threads are scheduled.
class HeldWorker {
public:
    explicit HeldWorker(net::Broadcaster& broadcaster) {
        const auto client = name_of(broadcaster.admit({}));
        std::promise<net::Worker*> held;
        auto worker = held.get_future();
        broadcaster.attach(client, net::ClientPath::stream,
                           [&held, wait = released_.get_future().share()](net::Worker& its,
                                                                          net::Client& /*client*/) {
                               boost::asio::post(its.context(), [&held, wait, &its] {
                                   held.set_value(&its);
                                   wait.wait();
                               });
                               return std::unique_ptr<net::Sink>();
                           });
        worker_ = worker.get();
        broadcaster.disconnect({}, DisconnectReason::server);
        run();
    }
    HeldWorker(const HeldWorker&) = delete;
    HeldWorker& operator=(const HeldWorker&) = delete;
    ~HeldWorker() { released_.set_value(); }

    /// As often as the worker's thread would before it sleeps.
    void run() {
        while (worker_->context().poll() != 0) {
        }
    }
    [[nodiscard]] net::Worker& worker() noexcept { return *worker_; }

private:
    std::promise<void> released_;
    net::Worker* worker_ = nullptr;
};

}  // namespace ssecast::bench
