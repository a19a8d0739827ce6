#include "follow/clients.hpp"
#include "follow/commands.hpp"
#include "follow/killer.hpp"
#include "measure/commands.hpp"
#include "measure/streams.hpp"

#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace load = ssecast::load;

int run_measure() {
    load::measure::Streams streams;
    load::measure::Commands commands(streams);
    while (!streams.run(-1) || commands.read_input()) {
    }
    return 0;
}

int run_follow(std::uint64_t seed) {
    load::follow::Clients clients(seed);
    load::follow::Commands commands(clients);
    while (!clients.run(1'000) || commands.read_input()) {
    }
    return 0;
}

int run_kill(std::size_t count, std::uint16_t port, const std::string& path) {
    const auto [streams, inside_frame] = load::follow::kill_clients(count, port, path);
    std::printf("{\"killed\":%zu,\"insideFrame\":%zu}\n", streams, inside_frame);
    return 0;
}

}  // namespace

/// load_client measure                 counts and times what thousands of streams receive
/// load_client follow SEED             checks every event of clients that come and go
/// load_client kill COUNT PORT PATH    has processes with open streams killed
/// The first two take commands: commands.hpp in their folders.
int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() == 1 && words[0] == "measure") return run_measure();
    if (words.size() == 2 && words[0] == "follow") return run_follow(std::stoull(words[1]));
    if (words.size() == 4 && words[0] == "kill") {
        return run_kill(std::stoull(words[1]), static_cast<std::uint16_t>(std::stoul(words[2])),
                        words[3]);
    }
    std::fputs("Expected measure, follow SEED or kill COUNT PORT PATH.\n", stderr);
    return 2;
}
