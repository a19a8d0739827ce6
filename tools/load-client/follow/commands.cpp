#include "commands.hpp"

#include <algorithm>

namespace ssecast::load::follow {

namespace {

/// `all=12 c0=7` as a map.
std::map<std::string, std::uint64_t, std::less<>> read_numbers(std::istringstream& words) {
    std::map<std::string, std::uint64_t, std::less<>> numbers;
    for (std::string word; words >> word;) {
        const std::size_t equals = word.find('=');
        numbers[word.substr(0, equals)] = std::stoull(word.substr(equals + 1));
    }
    return numbers;
}

std::string drops(const DropCounts& counts) {
    const auto of = [&](Drop drop) { return counts[static_cast<std::size_t>(drop)]; };
    std::ostringstream out;
    out << R"("beforeRequest":)" << of(Drop::before_request) << R"(,"insideRequest":)"
        << of(Drop::inside_request) << R"(,"unread":)" << of(Drop::unread) << R"(,"afterHead":)"
        << of(Drop::after_head) << R"(,"inStream":)" << of(Drop::in_stream);
    return out.str();
}

}  // namespace

std::string Commands::report(bool ok, const std::string& missing) {
    const Findings& f = clients_.findings();
    const Counts counts = clients_.counts();
    const Ends ends = clients_.ends();
    std::ostringstream out;
    out << R"({"ok":)" << (ok ? "true" : "false") << R"(,"missing":")" << missing << R"(","open":)"
        << counts.open << R"(,"failed":)" << counts.failed << R"(,"lastStatus":)"
        << counts.last_status << R"(,"deliveries":)" << f.deliveries << R"(,"bytes":)" << f.bytes
        << R"(,"connections":)" << f.connections << R"(,"resumed":)" << f.resumed
        << R"(,"replayed":)" << f.replayed << R"(,"gaps":)" << f.gaps << R"(,"lost":)" << f.lost
        << R"(,"duplicated":)" << f.duplicated << R"(,"reordered":)" << f.reordered
        << R"(,"foreign":)" << f.foreign << R"(,"malformed":)" << f.malformed << R"(,"miscounted":)"
        << f.miscounted << R"(,"droppedInside":)" << f.dropped_inside_frame << R"(,"pauses":)"
        << f.pauses << R"(,"drops":{)" << drops(f.drops) << R"(},"endedWell":)" << ends.well
        << R"(,"endedTorn":)" << ends.torn << R"(,"leastRetry":)" << ends.least_retry
        << R"(,"mostRetry":)" << ends.most_retry << R"(,"distinctRetries":)"
        << ends.distinct_retries << '}';
    return out.str();
}

std::string Commands::latency() {
    Histogram& latencies = clients_.latencies();
    std::ostringstream out;
    out << R"({"p99Us":)" << latencies.quantile(0.99) / 1'000 << R"(,"counted":)"
        << latencies.count() << '}';
    latencies.clear();
    return out.str();
}

std::string Commands::carry_out(const std::string& command, std::istringstream& words) {
    std::size_t count = 0;
    std::uint16_t port = 0;
    std::string path;
    int timeout_ms = 0;
    if (command == "open" || command == "stall") {
        if (words >> count >> port >> path >> timeout_ms) {
            std::size_t channels = 0;
            if (!(words >> channels)) channels = 8;
            clients_.add(count, port, path, command == "stall", std::max<std::size_t>(channels, 1));
            return report(clients_.connect_all(timeout_ms));
        }
    } else if (command == "resume") {
        if (words >> port >> timeout_ms) {
            clients_.reconnect(port);
            return report(clients_.connect_all(timeout_ms));
        }
    } else if (command == "churn") {
        clients_.churn(words >> count && count != 0);
        return report(true);
    } else if (command == "follow") {
        if (words >> timeout_ms) {
            const auto numbers = read_numbers(words);
            const bool ok = clients_.follow_to(numbers, timeout_ms);
            return report(ok, clients_.missing(numbers));
        }
    } else if (command == "ends") {
        if (words >> timeout_ms) return report(clients_.wait_for_ends(timeout_ms));
    } else if (command == "latency") {
        return latency();
    } else if (command == "report") {
        return report(true);
    } else if (command == "hangup" || command == "close") {
        clients_.hang_up(command == "hangup");
        return report(true);
    }
    return {};
}

const char* Commands::usage() const {
    return "open or stall COUNT PORT PATH MS [CHANNELS], resume PORT MS, churn 0|1, follow MS "
           "SERIES=N…, "
           "ends MS, latency, report, hangup, close";
}

}  // namespace ssecast::load::follow
