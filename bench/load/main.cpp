#include "commands.hpp"
#include "load_client.hpp"

#include <csignal>

int main() {
    std::signal(SIGPIPE, SIG_IGN);
    ssecast::bench::LoadClient client;
    ssecast::bench::Commands commands(client);
    while (!client.run(-1) || commands.read_input()) {
    }
}
