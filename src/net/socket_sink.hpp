#pragma once

#include "net/client.hpp"
#include "net/sink.hpp"
#include "net/socket_events.hpp"

#include <cstdint>
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
    SocketSink(SocketEvents& events, ClientKey client, int descriptor, Framing framing);
    ~SocketSink() override;

    [[nodiscard]] Framing framing() const noexcept override { return framing_; }
    WriteResult write(std::span<const Slice> slices) noexcept override;
    void await_writable(ClientKey client) override { events_.await_writable(descriptor_, client); }
    [[nodiscard]] std::optional<DisconnectReason> discard_input() noexcept override;
    [[nodiscard]] bool finish() noexcept override;

private:
    SocketEvents& events_;
    const int descriptor_;
    const Framing framing_;
    /// Bytes of the final chunk that are written.
    std::uint8_t finished_ = 0;
};

}  // namespace ssecast::net
