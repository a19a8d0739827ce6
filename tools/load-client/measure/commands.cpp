#include "commands.hpp"

#include <array>
#include <cstdio>
#include <sstream>
#include <sys/resource.h>
#include <unistd.h>

namespace ssecast::bench {

namespace {

double cpu_us() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto us = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec);
    };
    return us(usage.ru_utime) + us(usage.ru_stime);
}

std::string to_json(const Opened& opened) {
    std::ostringstream out;
    out << R"({"open":)" << opened.open << R"(,"failed":)" << opened.failed << R"(,"lastStatus":)"
        << opened.last_status << R"(,"ms":)" << opened.milliseconds << '}';
    return out.str();
}

std::string to_json(const Report& report, double load_cpu_us) {
    std::ostringstream out;
    out << std::fixed;
    out.precision(1);
    const auto us = [](std::uint64_t ns) { return static_cast<double>(ns) / 1000.0; };
    out << R"({"open":)" << report.open << R"(,"closedByServer":)" << report.closed_by_server
        << R"(,"events":)" << report.events << R"(,"otherEvents":)" << report.other_events
        << R"(,"gaps":)" << report.gaps << R"(,"bytes":)" << report.bytes << R"(,"reads":)"
        << report.reads << R"(,"complete":)" << (report.complete ? "true" : "false")
        << R"(,"lost":)" << report.faults.lost << R"(,"duplicated":)" << report.faults.duplicated
        << R"(,"reordered":)" << report.faults.reordered << R"(,"p50Us":)" << us(report.p50_ns)
        << R"(,"p99Us":)" << us(report.p99_ns) << R"(,"maxUs":)" << us(report.max_ns)
        << R"(,"loadCpuUs":)" << load_cpu_us << '}';
    return out.str();
}

}  // namespace

bool Commands::read_input() {
    std::array<char, 4096> bytes;
    const ssize_t size = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (size <= 0) return false;
    input_.append(bytes.data(), static_cast<std::size_t>(size));
    for (std::size_t end; !quit_ && (end = input_.find('\n')) != std::string::npos;) {
        const std::string answer = carry_out(std::string_view(input_).substr(0, end));
        input_.erase(0, end + 1);
        std::puts(answer.c_str());
        std::fflush(stdout);
    }
    return !quit_;
}

std::string Commands::carry_out(std::string_view line) {
    std::istringstream words{std::string(line)};
    std::string command;
    words >> command;
    if (command == "open") {
        std::size_t count = 0;
        std::uint16_t port = 0;
        std::string path;
        if (words >> count >> port >> path) return to_json(client_.open(count, port, path));
    } else if (command == "start") {
        std::uint64_t first = 0;
        if (words >> first) {
            client_.start(first);
            cpu_at_start_ = cpu_us();
            return "{}";
        }
    } else if (command == "finish") {
        std::uint64_t last = 0;
        int timeout_ms = 0;
        if (words >> last >> timeout_ms) {
            const Report report = client_.finish(last, timeout_ms);
            return to_json(report, cpu_us() - cpu_at_start_);
        }
    } else if (command == "hangup") {
        client_.hang_up();
        return "{}";
    } else if (command == "quit") {
        quit_ = true;
        return "{}";
    }
    return R"({"error":"expected open COUNT PORT PATH, start FIRST, finish LAST TIMEOUT_MS, hangup or quit"})";
}

}  // namespace ssecast::bench
