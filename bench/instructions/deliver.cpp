// Publishes events to clients on sockets and has callgrind count what the process does between
// `publish` and the last write: the caller's part and the worker's. Reading is not counted.
//
//   deliver TARGET BURST CLIENTS PASSES     TARGET: all, or channel
#include "held_worker.hpp"
#include "net/adopt.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <valgrind/callgrind.h>
#include <vector>

namespace ssecast::bench {
namespace {

[[noreturn]] void fail(const char* what) {
    std::fprintf(stderr, "Expected that %s.\n", what);
    std::exit(1);
}

struct Run {
    net::TargetNames target;
    std::size_t burst = 1;
    std::size_t clients = 1'000;
    std::size_t passes = 100;
};

/// An event of 200 bytes on the wire, as the other figures have it.
void publish(net::Broadcaster& broadcaster, const net::TargetNames& target) {
    static const std::string data = R"({"text":")" + std::string(130, 'x') + R"("})";
    (void)broadcaster.publish(target, {.event = "update", .data = data, .id = {}});
}

/// Connects one client. Returns the peer's descriptor.
int connect(net::Broadcaster& broadcaster) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) != 0) {
        fail("the process may open a socket for each client");
    }
    net::Admission admission;
    admission.channels = {"news"};
    const auto client = name_of(broadcaster.admit(std::move(admission)));
    if (!net::adopt_socket(broadcaster, client, ends[0], Framing::chunked)) {
        fail("a socket is adopted");
    }
    ::close(ends[0]);
    return ends[1];
}

std::size_t drain(const std::vector<int>& peers) {
    static std::array<char, 64 * 1024> buffer;
    std::size_t bytes = 0;
    for (const int peer : peers) {
        for (;;) {
            const ssize_t got = ::recv(peer, buffer.data(), buffer.size(), 0);
            if (got <= 0) break;
            bytes += static_cast<std::size_t>(got);
        }
    }
    return bytes;
}

void deliver(const Run& run) {
    Options options;
    options.workers = 1;
    options.heartbeat_interval_ms = 0;
    net::Broadcaster broadcaster("bench", options);
    // A history that is full, as it is after some time.
    for (std::size_t i = 0; i <= options.history.count; ++i) publish(broadcaster, {});
    HeldWorker worker(broadcaster);
    std::vector<int> peers;
    for (std::size_t i = 0; i < run.clients; ++i) peers.push_back(connect(broadcaster));
    const auto pass = [&] {
        for (std::size_t i = 0; i < run.burst; ++i) publish(broadcaster, run.target);
        broadcaster.flush();
        worker.run();
    };
    worker.run();
    pass();
    drain(peers);
    const std::uint64_t before = worker.worker().stats().deliveries.get();
    CALLGRIND_START_INSTRUMENTATION;
    // Once more, so that every function that is looked up by name has been.
    pass();
    drain(peers);
    for (std::size_t i = 0; i < run.passes; ++i) {
        CALLGRIND_TOGGLE_COLLECT;
        pass();
        CALLGRIND_TOGGLE_COLLECT;
        if (drain(peers) == 0) fail("clients get what is published");
    }
    CALLGRIND_STOP_INSTRUMENTATION;
    const std::uint64_t deliveries = worker.worker().stats().deliveries.get() - before;
    if (deliveries != (run.passes + 1) * run.burst * run.clients) fail("every event is delivered");
    std::printf("%zu\n", run.passes * run.burst * run.clients);
    for (const int peer : peers) ::close(peer);
}

}  // namespace
}  // namespace ssecast::bench

int main(int count, char** arguments) {
    using namespace ssecast;
    if (count != 5) {
        std::fprintf(stderr, "Usage: deliver all|channel BURST CLIENTS PASSES\n");
        return 2;
    }
    bench::Run run;
    if (std::strcmp(arguments[1], "channel") == 0) {
        run.target = {Target::Kind::channels, {"news"}};
    }
    run.burst = std::strtoul(arguments[2], nullptr, 10);
    run.clients = std::strtoul(arguments[3], nullptr, 10);
    run.passes = std::strtoul(arguments[4], nullptr, 10);
    bench::deliver(run);
}
