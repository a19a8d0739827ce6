#include "net/socket_events.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <cerrno>
#include <cstdint>
#include <sys/epoll.h>
#include <utility>

namespace ssecast::net {

namespace {

[[noreturn]] void refuse(const char* what) {
    throw boost::system::system_error(errno, boost::system::system_category(), what);
}

int new_instance() {
    const int instance = ::epoll_create1(EPOLL_CLOEXEC);
    if (instance < 0) refuse("epoll_create1");
    return instance;
}

class EpollSocketEvents final : public SocketEvents {
public:
    EpollSocketEvents(boost::asio::io_context& context, std::mutex& pass, Handler handler)
        : pass_(pass),
          handler_(std::move(handler)),
          instance_(context.get_executor(), new_instance()) {
        wait();
    }

    void add(int descriptor, ClientKey client) override {
        if (!control(EPOLL_CTL_ADD, descriptor, client, kInput)) refuse("epoll_ctl");
    }

    // Also where output is watched already: this asks whether it is possible now.
    void await_writable(int descriptor, ClientKey client) override {
        if (!control(EPOLL_CTL_MOD, descriptor, client, kInput | EPOLLOUT)) refuse("epoll_ctl");
    }

    // Closing it would not do: Node may still have another descriptor of the connection.
    void remove(int descriptor) noexcept override {
        (void)control(EPOLL_CTL_DEL, descriptor, 0, 0);
    }

    void go_on() override {
        if (!is_waiting_) wait();
    }

private:
    // Told at each change: the handler reads all that there is, and asks again for output.
    static constexpr std::uint32_t kInput = EPOLLIN | EPOLLRDHUP | EPOLLET;
    /// In one callback: enough to share its cost, and few enough for other work to get its turn.
    static constexpr std::size_t kBatch = 64;

    [[nodiscard]] bool control(int operation, int descriptor, ClientKey client,
                               std::uint32_t events) noexcept {
        epoll_event event{};
        event.events = events;
        event.data.u64 = client;
        return ::epoll_ctl(instance_.native_handle(), operation, descriptor, &event) == 0;
    }

    // Asio asks the system anew for each wait, so what is ready now is told at once.
    void wait() {
        instance_.async_wait(Descriptor::wait_read, [this](boost::system::error_code error) {
            const std::lock_guard pass(pass_);
            is_waiting_ = false;
            if (error == boost::asio::error::operation_aborted) return;
            if (!error) handle();
            wait();
        });
        is_waiting_ = true;
    }

    void handle() {
        std::array<epoll_event, kBatch> events;
        const int count = ::epoll_wait(instance_.native_handle(), events.data(), kBatch, 0);
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            handler_(event.data.u64, {.readable = (event.events & ~std::uint32_t{EPOLLOUT}) != 0,
                                      .writable = (event.events & EPOLLOUT) != 0});
        }
    }

    using Descriptor =
        boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type>;

    std::mutex& pass_;
    const Handler handler_;
    Descriptor instance_;
    bool is_waiting_ = false;
};

}  // namespace

std::unique_ptr<SocketEvents> epoll_socket_events(boost::asio::io_context& context,
                                                  std::mutex& pass, SocketEvents::Handler handler) {
    return std::make_unique<EpollSocketEvents>(context, pass, std::move(handler));
}

std::unique_ptr<SocketEvents> make_socket_events(boost::asio::io_context& context, std::mutex& pass,
                                                 SocketEvents::Handler handler) {
    return epoll_socket_events(context, pass, std::move(handler));
}

}  // namespace ssecast::net
