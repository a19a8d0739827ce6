#include "support/test_sink.hpp"

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
    std::promise<void> busy;
    std::future<void> is_busy = busy.get_future();
    const auto started = std::make_shared<std::promise<void>>(std::move(busy));
    const std::shared_future<void> released = release_.get_future().share();
    engine->attach(engine.key_of(client_id), net::ClientPath::stream,
                   [started, released](net::Worker&, net::Client&) {
                       started->set_value();
                       released.wait();
                       const auto control = std::make_shared<SinkControl>();
                       control->allow(std::numeric_limits<std::size_t>::max());
                       return std::make_unique<TestSink>(control);
                   });
    is_busy.wait();
}

void BusyWorker::release() {
    if (!std::exchange(released_, true)) release_.set_value();
}

}  // namespace ssecast::test
