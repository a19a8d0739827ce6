#include "core/options.hpp"

#include "core/error.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>

namespace ssecast {

namespace {

using Json = nlohmann::json;

/// The longest interval that the timers of browsers and of Node can hold.
constexpr double kMaxInterval = 2'147'483'647;

[[noreturn]] void refuse(std::string_view name, const std::string& expected, const Json& received) {
    throw Error(ErrorCode::invalid_option, "Expected " + expected + " for " + std::string(name) +
                                               " but received " + received.dump());
}

template <class Number>
void read_whole(const Json& json, std::string_view name, double least, double most,
                Number& option) {
    // `history.count` is the member `count` of the object that was given.
    const auto found = json.find(name.substr(name.rfind('.') + 1));
    if (found == json.end()) return;
    const double value = found->is_number() ? found->get<double>() : std::nan("");
    if (!(value >= least && value <= most) || std::floor(value) != value) {
        refuse(name,
               "a whole number from " + std::to_string(static_cast<std::uint64_t>(least)) + " to " +
                   std::to_string(static_cast<std::uint64_t>(most)),
               *found);
    }
    option = static_cast<Number>(value);
}

void read_history(const Json& json, HistoryLimits& history) {
    const auto found = json.find("history");
    if (found == json.end()) return;
    if (found->is_boolean() && !found->get<bool>()) {
        history.count = 0;
        return;
    }
    if (!found->is_object()) refuse("history", "an object or false", *found);
    constexpr double kMaxCount = 10'000'000;
    constexpr double kMaxBytes = 1024.0 * 1024 * 1024 * 64;
    read_whole(*found, "history.count", 0, kMaxCount, history.count);
    read_whole(*found, "history.bytes", 0, kMaxBytes, history.bytes);
    read_whole(*found, "history.age", 0, kMaxInterval, history.age_ms);
}

void read_slow_client(const Json& json, SlowClientPolicy& policy) {
    const auto found = json.find("slowClient");
    if (found == json.end()) return;
    if (*found == "park") {
        policy = SlowClientPolicy::park;
    } else if (*found == "disconnect") {
        policy = SlowClientPolicy::disconnect;
    } else {
        refuse("slowClient", "'park' or 'disconnect'", *found);
    }
}

}  // namespace

Options merge_options(const Options& current, std::string_view json) {
    const Json object = Json::parse(json, nullptr, false);
    if (!object.is_object()) refuse("options", "an object", object);
    Options options = current;
    constexpr double kMaxConnections = 10'000'000;
    constexpr double kLeastQueue = 1024;
    constexpr double kMostQueue = 1024.0 * 1024 * 1024;
    constexpr double kMaxWorkers = 64;
    read_whole(object, "heartbeatInterval", 0, kMaxInterval, options.heartbeat_interval_ms);
    read_whole(object, "retryInterval", 0, kMaxInterval, options.retry_interval_ms);
    read_whole(object, "maxConnections", 0, kMaxConnections, options.max_connections);
    read_whole(object, "connectionTimeout", 0, kMaxInterval, options.connection_timeout_ms);
    read_whole(object, "queueBytes", kLeastQueue, kMostQueue, options.queue_bytes);
    read_whole(object, "workers", 1, kMaxWorkers, options.workers);
    read_slow_client(object, options.slow_client);
    read_history(object, options.history);
    return options;
}

}  // namespace ssecast
