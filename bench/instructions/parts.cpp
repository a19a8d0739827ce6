// Has callgrind count one part of the way of an event: what the caller of `publish` does, or what
// the worker does for each delivered event. Events come in bursts, as from one tick of a server.
//
//   parts WORK TARGET BURST CLIENTS PASSES     WORK: publish, or deliver; TARGET: all, or session
#include "crowd.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <valgrind/callgrind.h>

namespace ssecast::bench {
namespace {

/// Has no factor in common with the number of clients: neighbours in time are none in memory.
constexpr std::size_t kStride = 787;

struct Run {
    bool counts_publish = true;
    bool to_session = true;
    std::size_t burst = 100;
    std::size_t clients = 1'000;
    std::size_t passes = 10;
};

class Parts {
public:
    explicit Parts(const Run& run)
        : run_(run),
          broadcaster_("bench", one_worker()),
          worker_(broadcaster_),
          crowd_(broadcaster_) {
        fill_history(broadcaster_);
        worker_.run();
        for (std::size_t i = 0; i < run.clients; ++i) {
            const std::string number = std::to_string(i);
            net::Admission admission;
            admission.user_id = "user-" + number;
            admission.session_id = "session-" + number;
            crowd_.connect(std::move(admission));
            const std::string channel = "session:session-" + number;
            targets_.push_back({Target::Kind::channels, {channel}});
            comments_.push_back("channel " + channel);
        }
        worker_.run();
    }

    void measure() {
        pass(false);
        CALLGRIND_START_INSTRUMENTATION;
        // Once more, so that every function that is looked up by name has been.
        pass(false);
        const std::uint64_t before = deliveries();
        for (std::size_t i = 0; i < run_.passes; ++i) pass(true);
        CALLGRIND_STOP_INSTRUMENTATION;
        const std::size_t events = run_.passes * run_.burst;
        const std::size_t delivered = run_.to_session ? events : events * run_.clients;
        if (deliveries() - before != delivered) fail("every event is delivered");
        std::printf("%zu\n", run_.counts_publish ? events : delivered);
    }

private:
    void pass(bool counts) {
        const bool counts_publish = counts && run_.counts_publish;
        const bool counts_deliver = counts && !run_.counts_publish;
        if (counts_publish) CALLGRIND_TOGGLE_COLLECT;
        for (std::size_t i = 0; i < run_.burst; ++i) publish();
        broadcaster_.flush();
        if (counts_publish) CALLGRIND_TOGGLE_COLLECT;
        if (counts_deliver) CALLGRIND_TOGGLE_COLLECT;
        worker_.run();
        if (counts_deliver) CALLGRIND_TOGGLE_COLLECT;
        if (crowd_.drain() == 0) fail("clients get what is published");
    }

    void publish() {
        if (!run_.to_session) {
            (void)broadcaster_.publish({}, {.event = "update", .data = data(), .id = {}});
            return;
        }
        next_ = (next_ + kStride) % targets_.size();
        // A session's events name it: a page may read several sessions over one connection.
        EventFields fields{.event = "update", .data = data(), .id = {}};
        fields.comments = comments_[next_];
        (void)broadcaster_.publish(targets_[next_], fields);
    }

    [[nodiscard]] std::uint64_t deliveries() { return worker_.worker().stats().deliveries.get(); }

    Run run_;
    net::Broadcaster broadcaster_;
    HeldWorker worker_;
    Crowd crowd_;
    std::vector<net::TargetNames> targets_;
    std::vector<std::string> comments_;
    std::size_t next_ = 0;
};

}  // namespace
}  // namespace ssecast::bench

int main(int count, char** arguments) {
    using namespace ssecast;
    if (count != 6) {
        std::fprintf(stderr, "Usage: parts publish|deliver all|session BURST CLIENTS PASSES\n");
        return 2;
    }
    bench::Run run;
    run.counts_publish = std::string_view(arguments[1]) == "publish";
    run.to_session = std::string_view(arguments[2]) == "session";
    run.burst = std::strtoul(arguments[3], nullptr, 10);
    run.clients = std::strtoul(arguments[4], nullptr, 10);
    run.passes = std::strtoul(arguments[5], nullptr, 10);
    bench::Parts(run).measure();
}
