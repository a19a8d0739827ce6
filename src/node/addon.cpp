#include "net/adopt.hpp"
#include "node/broadcaster_object.hpp"
#include "node/env_data.hpp"
#include "node/js_error.hpp"
#include "node/load_object.hpp"

#include <napi.h>

#include <array>
#include <cstddef>

namespace ssecast::node {

namespace {

// NativeBinding of lib/native/contract.cts.
Napi::Value open_broadcaster(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&]() -> Napi::Value {
        return EnvData::of(info.Env()).broadcaster_class.New({info[0], info[1]});
    });
}

Napi::Value set_dispatcher(const Napi::CallbackInfo& info) {
    guarded(info.Env(),
            [&] { EnvData::of(info.Env()).set_dispatcher(info[0].As<Napi::Object>()); });
    return info.Env().Undefined();
}

Napi::Value open_load(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] { return load_object(info[0]); });
}

/// The names of Target::Kind in JavaScript, by its numbers: NativeTargetKinds of
/// lib/native/contract.cts.
constexpr std::array<const char*, Target::kKinds> kTargetKinds{"all", "channels", "clients"};

Napi::Object target_kinds(Napi::Env env) {
    Napi::Object kinds = Napi::Object::New(env);
    for (std::size_t i = 0; i < kTargetKinds.size(); ++i) {
        kinds.Set(kTargetKinds[i], Napi::Number::New(env, static_cast<double>(i)));
    }
    kinds.Freeze();
    return kinds;
}

Napi::Object init_here(Napi::Env env, Napi::Object exports) {
    auto* const data = new EnvData(env);
    env.SetInstanceData(data);
    data->broadcaster_class = Napi::Persistent(BroadcasterObject::define(env));
    exports.Set("version", Napi::String::New(env, SSECAST_VERSION));
    exports.Set("adoptsSockets", Napi::Boolean::New(env, net::adopts_sockets()));
    exports.Set("targetKinds", target_kinds(env));
    exports.Set("openBroadcaster", Napi::Function::New(env, open_broadcaster, "openBroadcaster"));
    exports.Set("setDispatcher", Napi::Function::New(env, set_dispatcher, "setDispatcher"));
    exports.Set("openLoad", Napi::Function::New(env, open_load, "openLoad"));
    return exports;
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
    return guarded(env, [&] { return init_here(env, exports); });
}

}  // namespace

NODE_API_MODULE(ssecast, init)

}  // namespace ssecast::node
