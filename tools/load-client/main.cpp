#include "clients.hpp"
#include "commands.hpp"
#include "killer.hpp"

#include <csignal>
#include <cstdio>
#include <string>

/// stress_client [SEED]: takes commands. stress_client kill COUNT PORT PATH: see kill_clients.
int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    if (argc == 5 && std::string(argv[1]) == "kill") {
        const auto [streams, inside_frame] = ssecast::stress::kill_clients(
            std::stoull(argv[2]), static_cast<std::uint16_t>(std::stoul(argv[3])), argv[4]);
        std::printf("{\"killed\":%zu,\"insideFrame\":%zu}\n", streams, inside_frame);
        return 0;
    }
    ssecast::stress::Clients clients(argc > 1 ? std::stoull(argv[1]) : 1);
    ssecast::stress::Commands commands(clients);
    while (!clients.run(1'000) || commands.read_input()) {
    }
}
