#pragma once

#include <array>
#include <cerrno>
#include <cstdint>
#include <sys/epoll.h>
#include <system_error>
#include <unistd.h>

namespace ssecast::load {

/// One thread that waits for thousands of sockets and for the standard input.
class Epoll {
public:
    Epoll() : fd_(::epoll_create1(EPOLL_CLOEXEC)) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = nullptr;  // the standard input
        if (fd_ < 0 || ::epoll_ctl(fd_, EPOLL_CTL_ADD, STDIN_FILENO, &event) != 0) {
            throw std::system_error(errno, std::generic_category(), "epoll");
        }
    }
    ~Epoll() { ::close(fd_); }
    Epoll(const Epoll&) = delete;
    Epoll& operator=(const Epoll&) = delete;

    /// `owner` is what `wait` passes on for this socket.
    void add(int fd, std::uint32_t events, void* owner) {
        control(EPOLL_CTL_ADD, fd, events, owner);
    }
    void change(int fd, std::uint32_t events, void* owner) {
        control(EPOLL_CTL_MOD, fd, events, owner);
    }
    void remove(int fd) { ::epoll_ctl(fd_, EPOLL_CTL_DEL, fd, nullptr); }

    /// Calls `on_event(owner, bits)` for each socket that has something.
    /// @returns whether the standard input is readable
    template <typename OnEvent>
    bool wait(int timeout_ms, OnEvent on_event) {
        std::array<epoll_event, 512> events;
        const int count = ::epoll_wait(fd_, events.data(), events.size(), timeout_ms);
        bool input = false;
        for (int i = 0; i < count; ++i) {
            if (events[i].data.ptr == nullptr) {
                input = true;
            } else {
                on_event(events[i].data.ptr, events[i].events);
            }
        }
        return input;
    }

private:
    void control(int operation, int fd, std::uint32_t events, void* owner) {
        epoll_event event{};
        event.events = events;
        event.data.ptr = owner;
        ::epoll_ctl(fd_, operation, fd, &event);
    }

    int fd_;
};

}  // namespace ssecast::load
