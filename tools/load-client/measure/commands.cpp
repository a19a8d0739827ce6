#include "commands.hpp"

#include <sstream>
#include <sys/resource.h>

namespace ssecast::load::measure {

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
        << R"(,"misdirected":)" << report.misdirected << R"(,"lost":)" << report.faults.lost
        << R"(,"duplicated":)" << report.faults.duplicated << R"(,"reordered":)"
        << report.faults.reordered << R"(,"p50Us":)" << us(report.p50_ns) << R"(,"p99Us":)"
        << us(report.p99_ns) << R"(,"maxUs":)" << us(report.max_ns) << R"(,"loadCpuUs":)"
        << load_cpu_us << '}';
    return out.str();
}

}  // namespace

std::string Commands::carry_out(const std::string& command, std::istringstream& words) {
    if (command == "open") {
        std::size_t count = 0;
        std::uint16_t port = 0;
        std::string path;
        std::size_t most_under_way = Streams::kMostUnderWay;
        if (words >> count >> port >> path) {
            words >> most_under_way;
            return to_json(streams_.open(count, port, path, most_under_way));
        }
    } else if (command == "start") {
        std::uint64_t first = 0;
        if (words >> first) {
            streams_.start(first);
            cpu_at_start_ = cpu_us();
            return "{}";
        }
    } else if (command == "finish") {
        std::uint64_t last = 0;
        int timeout_ms = 0;
        if (words >> last >> timeout_ms) {
            const Report report = streams_.finish(last, timeout_ms);
            return to_json(report, cpu_us() - cpu_at_start_);
        }
    } else if (command == "hangup") {
        streams_.hang_up();
        return "{}";
    }
    return {};
}

const char* Commands::usage() const {
    return "open COUNT PORT PATH [MOST_UNDER_WAY], start FIRST, finish LAST TIMEOUT_MS, hangup";
}

}  // namespace ssecast::load::measure
