#include "killer.hpp"

#include "load/response_reader.hpp"

#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <deque>
#include <netinet/in.h>
#include <random>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ssecast::load::follow {

namespace {

constexpr std::size_t kAtOnce = 32;

/// Written by the victims as long as they live: whether what one has read ends inside a frame.
using Notes = std::array<volatile bool, kAtOnce>;

Notes* share_notes() {
    void* const memory =
        ::mmap(nullptr, sizeof(Notes), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? nullptr : static_cast<Notes*>(memory);
}

/// Takes any stream, and notes that its first event came.
class FirstEvent final : public ResponseSink {
public:
    [[nodiscard]] bool came() const noexcept { return came_; }

private:
    bool on_head(int status, std::string_view /*head*/) override { return status == 200; }
    void on_block(const Block& /*block*/) override { came_ = true; }

    bool came_ = false;
};

/// The life of a victim: never returns. A byte on `ready` says that it is inside a frame after the
/// first.
[[noreturn]] void be_killed(std::uint16_t port, const std::string& path, int ready,
                            volatile bool& inside_frame) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int room = 2 * 1024;
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) ::_exit(1);
    const std::string request = "GET " + path + "?channel=c0 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    if (::send(fd, request.data(), request.size(), MSG_NOSIGNAL) < 0) ::_exit(1);
    std::array<char, ResponseReader::kHeadroom + 37> buffer;
    char* const data = buffer.data() + ResponseReader::kHeadroom;
    ResponseReader reader(ResponseReader::Fields::exact);
    FirstEvent first;
    bool told = false;
    for (;;) {
        const ssize_t size = ::recv(fd, data, 37, 0);
        if (size <= 0) ::_exit(1);
        reader.feed(data, static_cast<std::size_t>(size), first);
        inside_frame = reader.inside_frame();
        if (!told && inside_frame && first.came()) told = ::write(ready, "x", 1) == 1;
        ::usleep(200);
    }
}

struct Victim {
    pid_t pid = 0;
    int ready = -1;
    volatile bool* inside_frame = nullptr;
};

}  // namespace

Killed kill_clients(std::size_t count, std::uint16_t port, const std::string& path) {
    std::minstd_rand random(1);
    std::deque<Victim> victims;
    Killed killed;
    Notes* const notes = share_notes();
    if (notes == nullptr) return killed;
    const auto kill_first = [&] {
        const Victim victim = victims.front();
        victims.pop_front();
        char byte = 0;
        const bool connected = ::read(victim.ready, &byte, 1) == 1;
        ::usleep(static_cast<useconds_t>(random() % 2'000));
        ::kill(victim.pid, SIGKILL);
        int status = 0;
        ::waitpid(victim.pid, &status, 0);
        ::close(victim.ready);
        if (!connected || !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) return;
        ++killed.streams;
        if (*victim.inside_frame) ++killed.inside_frame;
    };
    for (std::size_t i = 0; i < count; ++i) {
        if (victims.size() == kAtOnce) kill_first();
        // First come, first killed: the note is no other's any more.
        volatile bool& note = (*notes)[i % kAtOnce];
        note = false;
        std::array<int, 2> pipe{};
        if (::pipe(pipe.data()) != 0) break;
        const pid_t pid = ::fork();
        if (pid == 0) {
            ::close(pipe[0]);
            be_killed(port, path, pipe[1], note);
        }
        ::close(pipe[1]);
        victims.push_back({pid, pipe[0], &note});
    }
    while (!victims.empty()) kill_first();
    ::munmap(notes, sizeof(Notes));
    return killed;
}

}  // namespace ssecast::load::follow
