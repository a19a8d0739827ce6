#include "core/options.hpp"

#include "core/channel_names.hpp"
#include "core/error.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace ssecast {

namespace {

// Options come as JSON text: one string crosses from V8, and JavaScript and tests give the same.
// Absent options keep their values, so that each copy of a module may set its own part.
using Document = nlohmann::json;

/// The longest interval that the timers of browsers and of Node can hold: 2^31 - 1 milliseconds. A
/// longer one would fire at once there.
constexpr double kMaxInterval = 2'147'483'647;

[[noreturn]] void refuse(std::string_view name, const std::string& expected,
                         const Document& received) {
    throw Error(ErrorCode::invalid_option, "Expected " + expected + " for " + std::string(name) +
                                               " but received " + received.dump());
}

template <class Number>
void read_whole(const Document& json, std::string_view name, double least, double most,
                Number& option) {
    // `history.count` is the member `count` of the object `history`.
    const auto found = json.find(name.substr(name.rfind('.') + 1));
    if (found == json.end()) return;
    // Numbers come from JavaScript, where each is a double. NaN fails the comparison.
    const double value = found->is_number() ? found->get<double>() : std::nan("");
    if (!(value >= least && value <= most) || std::floor(value) != value) {
        refuse(name,
               "a whole number from " + std::to_string(static_cast<std::uint64_t>(least)) + " to " +
                   std::to_string(static_cast<std::uint64_t>(most)),
               *found);
    }
    option = static_cast<Number>(value);
}

// The upper bounds keep sums and products of options within 64 bits. They are no advice.
void read_limits(const Document& json, const std::string& prefix, HistoryLimits& limits) {
    constexpr double kMaxCount = 10'000'000;
    constexpr double kMaxBytes = 1024.0 * 1024 * 1024 * 64;
    read_whole(json, prefix + ".count", 0, kMaxCount, limits.count);
    read_whole(json, prefix + ".bytes", 0, kMaxBytes, limits.bytes);
    read_whole(json, prefix + ".age", 0, kMaxInterval, limits.age_ms);
}

void read_history(const Document& json, Options& options) {
    const auto found = json.find("history");
    if (found == json.end()) return;
    // `history: false` keeps nothing: every cursor is a gap.
    if (found->is_boolean() && !found->get<bool>()) {
        options.history.count = 0;
        return;
    }
    if (!found->is_object()) refuse("history", "an object or false", *found);
    read_limits(*found, "history", options.history);
    if (const auto channel = found->find("perChannel"); channel != found->end()) {
        if (!channel->is_object()) refuse("history.perChannel", "an object", *channel);
        // A bound that is not given does not bind: the bounds of the whole history still do.
        if (!options.channel_history) {
            constexpr std::size_t kUnbounded = std::numeric_limits<std::size_t>::max();
            options.channel_history = {kUnbounded, kUnbounded,
                                       static_cast<std::uint64_t>(kMaxInterval)};
        }
        read_limits(*channel, "history.perChannel", *options.channel_history);
    }
    if (const auto file = found->find("file"); file != found->end()) {
        if (!file->is_string() || file->get_ref<const std::string&>().empty()) {
            refuse("history.file", "a path", *file);
        }
        options.history_file = file->get<std::string>();
    }
}

void read_slow_client(const Document& json, SlowClientPolicy& policy) {
    constexpr std::array<std::pair<const char*, SlowClientPolicy>, 4> kPolicies{{
        {"park", SlowClientPolicy::park},
        {"disconnect", SlowClientPolicy::disconnect},
        {"drop-oldest", SlowClientPolicy::drop_oldest},
        {"latest", SlowClientPolicy::latest},
    }};
    const auto given = json.find("slowClient");
    if (given == json.end()) return;
    const auto found = std::find_if(kPolicies.begin(), kPolicies.end(),
                                    [&](const auto& each) { return *given == each.first; });
    if (found == kPolicies.end()) {
        refuse("slowClient", "'park', 'disconnect', 'drop-oldest' or 'latest'", *given);
    }
    policy = found->second;
}

// The prefix ends at the first colon of a channel's name, so it can have none itself. One that
// could match no channel is refused: a limit that was misspelt would limit nothing, silently.
void require_prefix(const std::string& prefix) {
    const bool wrong = std::any_of(prefix.begin(), prefix.end(), [](char character) {
        return static_cast<unsigned char>(character) < 0x20 || character == 0x7f ||
               character == ':';
    });
    if (!wrong && !prefix.empty() && prefix.size() < kMaxChannelName) return;
    refuse("rateLimits",
           "names that channels begin with, like workspace, without the colon after them", prefix);
}

RateLimit read_rate_limit(const std::string& prefix, const Document& json) {
    constexpr double kLeast = 0.001;
    constexpr double kMost = 1'000'000;
    const std::string name = "rateLimits." + prefix;
    if (!json.is_object()) refuse(name, "an object like { perSecond, burst }", json);
    RateLimit limit{prefix, std::nan(""), 1};
    const Document given = json.value("perSecond", Document());
    // Without a burst of its own, a second's events may come at once.
    if (given.is_number()) limit.per_second = given.get<double>();
    if (!(limit.per_second >= kLeast && limit.per_second <= kMost)) {
        refuse(name + ".perSecond", "a number from 0.001 to 1000000", given);
    }
    limit.burst = static_cast<std::uint32_t>(std::max(1.0, limit.per_second));
    read_whole(json, name + ".burst", 1, kMost, limit.burst);
    return limit;
}

/// The object replaces all limits: one that it does not name is gone.
void read_rate_limits(const Document& json, std::vector<RateLimit>& limits) {
    const auto found = json.find("rateLimits");
    if (found == json.end()) return;
    if (!found->is_object()) refuse("rateLimits", "an object", *found);
    if (found->size() > kMaxRateLimits) {
        refuse("rateLimits", "at most " + std::to_string(kMaxRateLimits) + " limits",
               found->size());
    }
    limits.clear();
    for (const auto& [prefix, limit] : found->items()) {
        require_prefix(prefix);
        limits.push_back(read_rate_limit(prefix, limit));
    }
}

}  // namespace

Options merge_options(const Options& current, std::string_view json) {
    // TypeScript has checked options that the application gave. This check keeps any other caller
    // of the addon from a broadcaster without bounds.
    const Document object = Document::parse(json, nullptr, false);
    if (!object.is_object()) refuse("options", "an object", object);
    Options options = current;
    constexpr double kMaxConnections = 10'000'000;
    constexpr double kLeastQueue = 1024;
    constexpr double kMostQueue = 1024.0 * 1024 * 1024;
    constexpr double kMaxWorkers = 64;
    read_whole(object, "heartbeatInterval", 0, kMaxInterval, options.heartbeat_interval_ms);
    read_whole(object, "retryInterval", 0, kMaxInterval, options.retry_interval_ms);
    read_whole(object, "maxConnections", 0, kMaxConnections, options.max_connections);
    read_whole(object, "maxConnectionsPerUser", 0, kMaxConnections,
               options.max_connections_per_user);
    read_whole(object, "connectionTimeout", 0, kMaxInterval, options.connection_timeout_ms);
    read_whole(object, "maxConnectionAge", 0, kMaxInterval, options.max_connection_age_ms);
    read_whole(object, "queueBytes", kLeastQueue, kMostQueue, options.queue_bytes);
    read_whole(object, "workers", 1, kMaxWorkers, options.workers);
    read_slow_client(object, options.slow_client);
    read_history(object, options);
    read_rate_limits(object, options.rate_limits);
    return options;
}

}  // namespace ssecast
