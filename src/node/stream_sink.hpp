#pragma once

#include "net/client.hpp"
#include "net/sink.hpp"
#include "node/outbox.hpp"

#include <memory>
#include <string>
#include <utility>

namespace ssecast::node {

/// The stream path: bytes go to a stream of JavaScript, one chunk for each pull.
class StreamSink final : public net::Sink {
public:
    StreamSink(std::shared_ptr<Outbox> outbox, std::shared_ptr<const std::string> broadcaster,
               ClientKey client)
        : outbox_(std::move(outbox)), broadcaster_(std::move(broadcaster)), client_(client) {}

    [[nodiscard]] Framing framing() const noexcept override { return Framing::bare; }
    net::WriteResult write(std::span<const Slice> slices) noexcept override;
    /// Nothing to do: the next pull wakes the worker.
    void await_writable(ClientKey) override {}
    void pull() noexcept override { asked_ = true; }
    [[nodiscard]] bool finish() noexcept override;

private:
    /// Throws std::bad_alloc.
    net::WriteResult send(std::span<const Slice> slices);

    std::shared_ptr<Outbox> outbox_;
    std::shared_ptr<const std::string> broadcaster_;
    ClientKey client_;
    bool asked_ = false;
};

}  // namespace ssecast::node
