#pragma once

#include "core/target.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <mutex>

namespace ssecast::net {

/// Tells a worker which of its clients' sockets have input, and which take bytes again.
///
/// All functions: by the holder of the worker's pass.
class SocketEvents {
public:
    struct Ready {
        /// There is input, or the peer is gone.
        bool readable = false;
        bool writable = false;
        /// The socket is watched no longer, for want of memory.
        bool lost = false;
    };
    /// Called under the worker's pass. A call may come for a socket that has been removed since, so
    /// it names the client and not the socket.
    using Handler = std::function<void(ClientKey, Ready)>;

    SocketEvents() = default;
    SocketEvents(const SocketEvents&) = delete;
    SocketEvents& operator=(const SocketEvents&) = delete;
    virtual ~SocketEvents() = default;

    /// From now on input is told. Throws boost::system::system_error when the system does not take
    /// the descriptor.
    virtual void add(int descriptor, ClientKey client) = 0;
    /// Tells, at least once, when the socket can be written. Throws as `add` does.
    virtual void await_writable(int descriptor, ClientKey client) = 0;
    /// Before the descriptor is closed.
    virtual void remove(int descriptor) noexcept = 0;
    /// Goes on after an exception that has ended a callback of the reactor.
    virtual void go_on() = 0;
};

/// A wait of the reactor for each socket: some 300 bytes of memory each. Any POSIX system.
[[nodiscard]] std::unique_ptr<SocketEvents> reactor_socket_events(boost::asio::io_context& context,
                                                                  std::mutex& pass,
                                                                  SocketEvents::Handler handler);

/// An epoll instance of their own, which the reactor watches as one descriptor: a socket takes no
/// memory of this process. Linux.
[[nodiscard]] std::unique_ptr<SocketEvents> epoll_socket_events(boost::asio::io_context& context,
                                                                std::mutex& pass,
                                                                SocketEvents::Handler handler);

/// The one of the two that is best on this system.
[[nodiscard]] std::unique_ptr<SocketEvents> make_socket_events(boost::asio::io_context& context,
                                                               std::mutex& pass,
                                                               SocketEvents::Handler handler);

}  // namespace ssecast::net
