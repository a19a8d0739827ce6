// What it costs a thread to wake a sleeping one, on this machine, now: the floor under a
// lone publish, which has to wake a worker. The sleeper waits in epoll on an eventfd, as an
// io_context without work does; both threads sleep between two wakes, as an idle server's do.
//
// Commands, one a line, each answered with one line of JSON:
//   measure COUNT GAP_MS   wake COUNT times, GAP_MS apart
//   quit

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <sstream>
#include <string>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

void sleep_until_woken(int epoll, int event_fd, const std::atomic<bool>& ended) {
    while (!ended) {
        epoll_event event{};
        std::uint64_t count = 0;
        ::epoll_wait(epoll, &event, 1, -1);
        if (::read(event_fd, &count, sizeof count) < 0) return;
    }
}

double wake(int event_fd) {
    const std::uint64_t one = 1;
    const auto before = Clock::now();
    const auto written = ::write(event_fd, &one, sizeof one);
    const auto after = Clock::now();
    return written < 0 ? 0 : std::chrono::duration<double, std::micro>(after - before).count();
}

}  // namespace

int main() {
    const int event_fd = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event interest{};
    interest.events = EPOLLIN;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, event_fd, &interest);
    std::atomic<bool> ended = false;
    std::thread sleeper(sleep_until_woken, epoll, event_fd, std::cref(ended));

    std::string line;
    while (std::getline(std::cin, line) && line != "quit") {
        std::istringstream words(line);
        std::string command;
        int count = 0;
        int gap_ms = 0;
        if (!(words >> command >> count >> gap_ms) || command != "measure" || count < 1) {
            std::cout << R"({"error":"expected measure COUNT GAP_MS or quit"})" << std::endl;
            continue;
        }
        std::vector<double> micros;
        for (int i = 0; i < count; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(gap_ms));
            micros.push_back(wake(event_fd));
        }
        std::sort(micros.begin(), micros.end());
        std::cout << R"({"p50Us":)" << micros[micros.size() / 2] << R"(,"p90Us":)"
                  << micros[micros.size() * 9 / 10] << "}" << std::endl;
    }
    ended = true;
    wake(event_fd);
    sleeper.join();
}
