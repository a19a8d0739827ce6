#include "net/socket_events.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <exception>
#include <unordered_map>
#include <utility>

namespace ssecast::net {

namespace {

class ReactorSocketEvents final : public SocketEvents {
public:
    ReactorSocketEvents(boost::asio::io_context& context, std::mutex& pass, Handler handler)
        : context_(context), pass_(pass), handler_(std::move(handler)) {}
    ~ReactorSocketEvents() override {
        for (auto& [descriptor, socket] : sockets_) (void)socket.watched.release();
    }

    void add(int descriptor, ClientKey client) override {
        const auto added =
            sockets_.try_emplace(descriptor, Descriptor(context_.get_executor()), client).first;
        try {
            added->second.watched.assign(descriptor);
            await_readable(descriptor, added->second);
        } catch (const std::exception&) {
            remove(descriptor);
            throw;
        }
    }

    void await_writable(int descriptor, ClientKey client) override {
        sockets_.at(descriptor)
            .watched.async_wait(Descriptor::wait_write,
                                [this, descriptor, client](boost::system::error_code error) {
                                    const std::lock_guard pass(pass_);
                                    if (!error && find(descriptor, client))
                                        handler_(client, {.writable = true});
                                });
    }

    void remove(int descriptor) noexcept override {
        const auto found = sockets_.find(descriptor);
        if (found == sockets_.end()) return;
        if (found->second.watched.is_open()) (void)found->second.watched.release();
        sockets_.erase(found);
    }

    void go_on() override {}

private:
    using Descriptor =
        boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type>;
    struct Socket {
        Socket(Descriptor&& its, ClientKey key) : watched(std::move(its)), client(key) {}
        /// Does not own it.
        Descriptor watched;
        ClientKey client;
    };

    // The number may belong to another client's socket by the time that a wait ends.
    [[nodiscard]] Socket* find(int descriptor, ClientKey client) noexcept {
        const auto found = sockets_.find(descriptor);
        return found == sockets_.end() || found->second.client != client ? nullptr : &found->second;
    }

    void await_readable(int descriptor, Socket& socket) {
        socket.watched.async_wait(Descriptor::wait_read, [this, descriptor, client = socket.client](
                                                             boost::system::error_code error) {
            const std::lock_guard pass(pass_);
            if (error == boost::asio::error::operation_aborted) return;
            if (find(descriptor, client) == nullptr) return;
            handler_(client, {.readable = true});
            Socket* const still = find(descriptor, client);
            if (still == nullptr) return;
            try {
                await_readable(descriptor, *still);
            } catch (const std::exception&) {
                handler_(client, {.lost = true});
            }
        });
    }

    boost::asio::io_context& context_;
    std::mutex& pass_;
    const Handler handler_;
    std::unordered_map<int, Socket> sockets_;
};

}  // namespace

std::unique_ptr<SocketEvents> reactor_socket_events(boost::asio::io_context& context,
                                                    std::mutex& pass,
                                                    SocketEvents::Handler handler) {
    return std::make_unique<ReactorSocketEvents>(context, pass, std::move(handler));
}

#if !defined(__linux__)
std::unique_ptr<SocketEvents> make_socket_events(boost::asio::io_context& context, std::mutex& pass,
                                                 SocketEvents::Handler handler) {
    return reactor_socket_events(context, pass, std::move(handler));
}
#endif

}  // namespace ssecast::net
