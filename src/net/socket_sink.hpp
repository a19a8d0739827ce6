#pragma once

#include "net/client.hpp"
#include "net/sink.hpp"
#include "net/worker.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <array>
#include <optional>

namespace ssecast::net {

/// The direct path: an adopted TCP socket, written without waiting. Owns the descriptor, a
/// duplicate of the one that Node has closed.
///
/// Writes directly and asks the reactor only after a full buffer: for a client that keeps up, an
/// event costs one system call and no callback.
class SocketSink final : public Sink {
public:
    /// Takes `descriptor`, which is non-blocking. Throws boost::system::system_error when the
    /// reactor does not take it; the descriptor is closed then. Worker thread.
    SocketSink(Worker& worker, Client& client, int descriptor, Framing framing);

    [[nodiscard]] Framing framing() const noexcept override { return framing_; }
    WriteResult write(std::span<const Slice> slices) noexcept override;
    void await_writable() override;
    [[nodiscard]] bool finish() noexcept override;

private:
    using Descriptor =
        boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type>;

    void await_readable();
    /// Why the peer has gone; nothing while it is there.
    std::optional<DisconnectReason> discard_input() noexcept;

    Worker& worker_;
    /// Owns this sink.
    Client& client_;
    Descriptor descriptor_;
    const Framing framing_;
    /// Bytes of the final chunk that are written.
    std::size_t finished_ = 0;
};

}  // namespace ssecast::net
