#include "model/held_engine.hpp"

#include "require.hpp"

#include <boost/asio/post.hpp>

#include <condition_variable>
#include <mutex>

namespace ssecast::test {

namespace {

/// The connection of the client that is there only to reach its worker.
class NoSink final : public net::Sink {
public:
    [[nodiscard]] Framing framing() const noexcept override { return Framing::bare; }
    net::WriteResult write(std::span<const Slice> /*slices*/) noexcept override {
        return {net::WriteResult::Status::blocked, 0};
    }
    void await_writable(ClientKey) override {}
    bool finish() noexcept override { return true; }
};

Options one_worker() {
    Options options;
    options.workers = 1;
    options.heartbeat_interval_ms = 0;
    return options;
}

}  // namespace

struct HeldEngine::Hold {
    std::mutex mutex;
    std::condition_variable changed;
    bool held = false;
    bool released = false;

    void set(bool& flag) {
        const std::lock_guard lock(mutex);
        flag = true;
        changed.notify_all();
    }
    void wait_for(const bool& flag) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&flag] { return flag; });
    }
};

HeldEngine::HeldEngine()
    : hold_(std::make_shared<Hold>()),
      broadcaster_(std::make_unique<net::Broadcaster>("fuzz", one_worker())) {
    const ClientKey client = broadcaster_->admit({}).key;
    const auto hold = [this](net::Worker& worker, net::Client& /*client*/) {
        worker_ = &worker;
        boost::asio::post(worker.context(), [hold = hold_] {
            hold->set(hold->held);
            hold->wait_for(hold->released);
        });
        return std::make_unique<NoSink>();
    };
    broadcaster_->attach(client, net::ClientPath::stream, hold);
    hold_->wait_for(hold_->held);
    broadcaster_->disconnect({}, DisconnectReason::server);
    settle();
}

bool HeldEngine::step() { return worker_->context().poll_one() != 0; }

void HeldEngine::settle() {
    constexpr std::size_t kEndless = 1'000'000;
    std::size_t steps = 0;
    while (step()) require(++steps < kEndless, "a worker comes to rest");
}

void HeldEngine::release() { hold_->set(hold_->released); }

}  // namespace ssecast::test
