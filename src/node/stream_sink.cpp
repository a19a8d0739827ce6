#include "node/stream_sink.hpp"

#include <new>
#include <utility>

namespace ssecast::node {

namespace {
// A chunk is copied and then belongs to JavaScript, where no bound of this code counts it.
constexpr std::size_t kMaxChunk = 64 * 1024;
}  // namespace

net::WriteResult StreamSink::write(std::span<const Slice> slices) noexcept {
    // One chunk for each pull: a stream that JavaScript does not read takes no memory there.
    if (!asked_) return {net::WriteResult::Status::blocked, 0};
    try {
        return send(slices);
    } catch (const std::bad_alloc&) {
        return {net::WriteResult::Status::failed, 0};
    }
}

net::WriteResult StreamSink::send(std::span<const Slice> slices) {
    using Status = net::WriteResult::Status;
    StreamBytes message{broadcaster_, client_, {}, false};
    std::size_t taken = 0;
    for (const Slice& slice : slices) {
        // Whole frames, and at least one: a stream's chunk has no bound of its own.
        if (taken != 0 && taken + slice.size > kMaxChunk) break;
        message.bytes.insert(message.bytes.end(), slice.data, slice.data + slice.size);
        taken += slice.size;
    }
    if (!outbox_->send(std::move(message))) return {Status::failed, 0};
    asked_ = false;
    return {Status::blocked, taken};
}

bool StreamSink::finish() noexcept {
    try {
        outbox_->send(StreamBytes{broadcaster_, client_, {}, true});
    } catch (const std::bad_alloc&) {
        // The worker closes the client next, and that message ends the stream.
        asked_ = false;
    }
    return true;
}

}  // namespace ssecast::node
