#pragma once

#include "core/frame.hpp"
#include "core/stats.hpp"
#include "core/target.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace ssecast::net {

/// The most slices of one write, which is one system call. A client with more waiting gets another
/// call. Workers and sinks keep arrays of this size.
inline constexpr std::size_t kMaxSlices = 64;

struct WriteResult {
    enum class Status : std::uint8_t {
        /// All bytes were taken.
        complete,
        /// Some or none were taken. After `await_writable` the sink calls its client's worker.
        blocked,
        /// The connection is broken.
        failed,
    };

    Status status = Status::complete;
    std::size_t bytes = 0;
};

/// Where a client's bytes go: a socket (SocketSink), a stream of JavaScript (StreamSink), or a
/// string of a test. All functions: worker thread only. The destructor closes the connection.
class Sink {
public:
    Sink() = default;
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;
    virtual ~Sink() = default;

    [[nodiscard]] virtual Framing framing() const noexcept = 0;

    /// Takes as much as it can without waiting, of at most kMaxSlices slices.
    virtual WriteResult write(std::span<const Slice> slices) noexcept = 0;

    /// After `blocked`: asks for a call of Worker::writable for `client`, whose sink this is.
    virtual void await_writable(ClientKey client) = 0;

    /// The connection has input, or its peer is gone: the reason then.
    [[nodiscard]] virtual std::optional<DisconnectReason> discard_input() noexcept {
        return std::nullopt;
    }

    /// JavaScript asks for the next chunk (stream path).
    virtual void pull() noexcept {}

    /// Ends the stream in an orderly way. Everything queued was written. False when the connection
    /// has no room for the end: after await_writable() it may have.
    [[nodiscard]] virtual bool finish() noexcept = 0;
};

}  // namespace ssecast::net
