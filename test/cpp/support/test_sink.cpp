#include "support/test_sink.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <limits>

namespace ssecast::test {

SseParser SinkControl::parse() const {
    const std::lock_guard lock(mutex_);
    SseParser parser;
    parser.feed(bytes_);
    return parser;
}

net::WriteResult TestSink::write(std::span<const Slice> slices) noexcept {
    using Status = net::WriteResult::Status;
    if (const auto hook = std::exchange(control_->before_write_, nullptr)) hook();
    if (control_->failing_) return {Status::failed, 0};
    std::size_t taken = 0;
    for (const Slice& slice : slices) {
        const std::size_t bytes = std::min(slice.size, control_->room_.load());
        control_->room_ -= bytes;
        taken += bytes;
        const std::lock_guard lock(control_->mutex_);
        control_->bytes_.append(slice.data, bytes);
        if (bytes != slice.size) return {Status::blocked, taken};
    }
    return {Status::complete, taken};
}

std::shared_ptr<SinkControl> attach_test_sink(Engine& engine, const std::string& client_id,
                                              std::shared_ptr<SinkControl> control) {
    engine->attach(
        engine.key_of(client_id), net::ClientPath::stream,
        [control](net::Worker&, net::Client&) { return std::make_unique<TestSink>(control); });
    return control;
}

BusyWorker::BusyWorker(Engine& engine, const std::string& client_id) {
    std::promise<net::Worker*> found;
    engine->attach(engine.key_of(client_id), net::ClientPath::stream,
                   [&found](net::Worker& worker, net::Client&) {
                       found.set_value(&worker);
                       const auto control = std::make_shared<SinkControl>();
                       control->allow(std::numeric_limits<std::size_t>::max());
                       return std::make_unique<TestSink>(control);
                   });
    net::Worker& worker = *found.get_future().get();
    std::promise<void> busy;
    boost::asio::post(worker.context(), [&worker, &busy, released = release_.get_future().share()] {
        const auto pass = worker.pass();
        busy.set_value();
        released.wait();
    });
    busy.get_future().wait();
}

void BusyWorker::release() {
    if (!std::exchange(released_, true)) release_.set_value();
}

}  // namespace ssecast::test
