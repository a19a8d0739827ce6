#include "node/load_object.hpp"

#include "core/error.hpp"
#include "load/load.hpp"
#include "node/args.hpp"
#include "node/js_error.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <memory>

namespace ssecast::node {

namespace {

using Json = nlohmann::ordered_json;

// In the order of the enum.
constexpr std::array<const char*, load::kPhases> kPhases{"connecting", "measuring", "finishing",
                                                         "done"};

/// A whole number from 0 to `most`.
double whole_arg(const Napi::Object& object, const char* name, double most) {
    const double value = number_arg(object.Get(name)).value_or(-1);
    if (!(value >= 0 && value <= most)) {
        throw Error(ErrorCode::invalid_option, std::string("Expected a number from 0 to ") +
                                                   std::to_string(static_cast<long long>(most)) +
                                                   " for " + name + " but received another value");
    }
    return value;
}

load::Options options_arg(const Napi::Value& value) {
    if (!value.IsObject()) {
        throw type_error(value.Env(), "ERR_SSECAST_INVALID_ARGUMENT",
                         "Expected an object for the load but received " + type_name(value));
    }
    const auto object = value.As<Napi::Object>();
    load::Options options;
    options.address = string_arg(object.Get("address"), "address");
    options.port = static_cast<std::uint16_t>(whole_arg(object, "port", 65'535));
    options.request = string_arg(object.Get("request"), "request");
    options.clients = static_cast<std::size_t>(
        whole_arg(object, "clients", static_cast<double>(load::kMaxClients)));
    options.ramp = whole_arg(object, "ramp", 1e6);
    options.duration = std::chrono::milliseconds(
        static_cast<std::int64_t>(whole_arg(object, "duration", 86'400'000)));
    return options;
}

Json describe(const load::Histogram& histogram) {
    Json buckets = Json::array();
    histogram.each([&](std::uint64_t upper, std::uint64_t count) {
        buckets.push_back(Json::array({upper, count}));
    });
    return {{"count", histogram.count()},      {"p50", histogram.quantile(0.5)},
            {"p99", histogram.quantile(0.99)}, {"p999", histogram.quantile(0.999)},
            {"max", histogram.max()},          {"buckets", std::move(buckets)}};
}

Json describe(const load::Connections& connections) {
    Json refused = Json::object();
    for (const auto& [status, count] : connections.refused) refused[std::to_string(status)] = count;
    return {{"begun", connections.begun},
            {"waiting", connections.waiting},
            {"open", connections.open},
            {"refused", std::move(refused)},
            {"otherType", connections.other_type},
            {"failed", connections.failed},
            {"ended", connections.ended},
            {"cut", connections.cut},
            {"malformed", connections.malformed},
            {"tooLarge", connections.too_large}};
}

std::string to_json(const load::Report& report) {
    Json json{{"phase", kPhases[static_cast<std::size_t>(report.phase)]},
              {"measured", report.measured_ms},
              {"connections", describe(report.connections)},
              {"events", report.measured.events},
              {"bytes", report.measured.bytes},
              {"ids", report.measured.ids},
              {"withoutId", report.measured.without_id},
              {"early", report.measured.early},
              {"latency", describe(report.measured.latency)},
              {"spread", describe(report.measured.spread)},
              {"opening", describe(report.opening)},
              {"lost", report.faults.lost},
              {"duplicated", report.faults.duplicated},
              {"reordered", report.faults.reordered},
              {"gaps", report.gaps},
              {"unchecked", report.unchecked}};
    if (!report.fault.empty()) json["fault"] = report.fault;
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Napi::Value load_object(const Napi::Value& options) {
    const Napi::Env env = options.Env();
    // Both functions hold it: it ends with them, at the latest with the environment.
    const auto load = std::make_shared<load::Load>(options_arg(options));
    Napi::Object object = Napi::Object::New(env);
    object.Set("report", Napi::Function::New(env, [load](const Napi::CallbackInfo& info) {
                   return guarded(info.Env(), [&] {
                       return Napi::String::New(info.Env(), to_json(load->report()));
                   });
               }));
    object.Set("close", Napi::Function::New(
                            env, [load](const Napi::CallbackInfo& /*info*/) { load->close(); }));
    return object;
}

}  // namespace ssecast::node
