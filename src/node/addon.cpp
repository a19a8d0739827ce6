#include "node/broadcaster_object.hpp"
#include "node/env_data.hpp"
#include "node/js_error.hpp"

#include <napi.h>

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

Napi::Object init_here(Napi::Env env, Napi::Object exports) {
    auto* const data = new EnvData(env);
    env.SetInstanceData(data);
    data->broadcaster_class = Napi::Persistent(BroadcasterObject::define(env));
    exports.Set("version", Napi::String::New(env, SSECAST_VERSION));
    exports.Set("openBroadcaster", Napi::Function::New(env, open_broadcaster, "openBroadcaster"));
    exports.Set("setDispatcher", Napi::Function::New(env, set_dispatcher, "setDispatcher"));
    return exports;
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
    return guarded(env, [&] { return init_here(env, exports); });
}

}  // namespace

NODE_API_MODULE(ssecast, init)

}  // namespace ssecast::node
