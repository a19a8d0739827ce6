// Publishes events to clients on sockets and has callgrind count what the process does between
// `publish` and the last write: the caller's part and the worker's. Reading is not counted.
//
//   deliver TARGET BURST CLIENTS PASSES     TARGET: all, or channel
#include "crowd.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <valgrind/callgrind.h>

namespace ssecast::bench {
namespace {

struct Run {
    net::TargetNames target;
    std::size_t burst = 1;
    std::size_t clients = 1'000;
    std::size_t passes = 100;
};

void deliver(const Run& run) {
    net::Broadcaster broadcaster("bench", one_worker());
    fill_history(broadcaster);
    HeldWorker worker(broadcaster);
    Crowd crowd(broadcaster);
    for (std::size_t i = 0; i < run.clients; ++i) {
        net::Admission admission;
        admission.channels = {"news"};
        crowd.connect(std::move(admission));
    }
    const auto pass = [&] {
        for (std::size_t i = 0; i < run.burst; ++i) {
            (void)broadcaster.publish(run.target, {.event = "update", .data = data(), .id = {}});
        }
        broadcaster.flush();
        worker.run();
    };
    worker.run();
    pass();
    crowd.drain();
    const std::uint64_t before = worker.worker().stats().deliveries.get();
    CALLGRIND_START_INSTRUMENTATION;
    // Once more, so that every function that is looked up by name has been.
    pass();
    crowd.drain();
    for (std::size_t i = 0; i < run.passes; ++i) {
        CALLGRIND_TOGGLE_COLLECT;
        pass();
        CALLGRIND_TOGGLE_COLLECT;
        if (crowd.drain() == 0) fail("clients get what is published");
    }
    CALLGRIND_STOP_INSTRUMENTATION;
    const std::uint64_t deliveries = worker.worker().stats().deliveries.get() - before;
    if (deliveries != (run.passes + 1) * run.burst * run.clients) fail("every event is delivered");
    std::printf("%zu\n", run.passes * run.burst * run.clients);
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
