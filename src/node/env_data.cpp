#include "node/env_data.hpp"

#include "node/broadcaster_object.hpp"
#include "node/describe.hpp"
#include "node/js_error.hpp"

namespace ssecast::node {

namespace {

Napi::Number key_of(Napi::Env env, ClientKey client) {
    return Napi::Number::New(env, static_cast<double>(client));
}

}  // namespace

EnvData::EnvData(Napi::Env env) : env_(env) {
    napi_add_env_cleanup_hook(
        env, [](void* data) { static_cast<EnvData*>(data)->end(); }, this);
}

EnvData::~EnvData() = default;

void EnvData::end() noexcept {
    outbox_->close();
    for (BroadcasterObject* const object : objects_) {
        try {
            for (const auto& [name, handler] : closed_handlers_) object->abandon(handler);
        } catch (const std::exception&) {
            // Without memory these clients stay until their next write finds the outbox closed.
        }
        object->release();
    }
}

void EnvData::set_dispatcher(const Napi::Object& dispatcher) {
    const bool first = dispatcher_.IsEmpty();
    dispatcher_ = Napi::Persistent(dispatcher);
    if (!first) return;
    outbox_->open(env_,
                  [this](napi_env env, std::vector<Message>& messages) { deliver(env, messages); });
    // Hooks run last in, first out. So this one runs before that of the thread-safe function, after
    // which a call from a worker would reach freed memory.
    napi_add_env_cleanup_hook(
        env_, [](void* data) { static_cast<Outbox*>(data)->close(); }, outbox_.get());
}

net::ClosedHandlerPtr EnvData::closed_handler(const std::string& broadcaster) {
    net::ClosedHandlerPtr& handler = closed_handlers_[broadcaster];
    if (!handler) {
        handler = new net::ClosedHandler(
            [outbox = outbox_, broadcaster](net::ClientInfo&& client, DisconnectReason reason) {
                outbox->send(ClientClosed{broadcaster, std::move(client), reason});
            });
    }
    return handler;
}

void EnvData::deliver(Napi::Env env, std::vector<Message>& messages) {
    const Napi::HandleScope outer(env);
    napi_value value = nullptr;
    napi_value listeners[3] = {};
    // An environment that is ending still empties its queue of calls, but runs no JavaScript.
    if (napi_get_reference_value(env, dispatcher_, &value) != napi_ok || value == nullptr ||
        napi_get_named_property(env, value, "onBytes", &listeners[0]) != napi_ok ||
        napi_get_named_property(env, value, "onClosed", &listeners[1]) != napi_ok ||
        napi_get_named_property(env, value, "onAnswer", &listeners[2]) != napi_ok) {
        return;
    }
    const Napi::Object dispatcher(env, value);
    const Napi::Function on_bytes(env, listeners[0]);
    const Napi::Function on_closed(env, listeners[1]);
    const Napi::Function on_answer(env, listeners[2]);
    // Most messages are bytes for streams of one broadcaster. Its name becomes one value for all of
    // them, and the streams ask for their next chunks together.
    std::shared_ptr<const std::string> named;
    Napi::Value name;
    std::vector<ClientKey> asking;
    for (const Message& message : messages) {
        const auto* const bytes = std::get_if<StreamBytes>(&message);
        if (bytes != nullptr && bytes->broadcaster != named) {
            pull(env, named, asking);
            named = bytes->broadcaster;
            name = Napi::String::New(env, *named);
        }
        const Napi::HandleScope scope(env);
        try {
            if (bytes != nullptr) {
                const Napi::Value asks = on_bytes.Call(
                    dispatcher,
                    {name, key_of(env, bytes->client),
                     Napi::Buffer<char>::Copy(env, bytes->bytes.data(), bytes->bytes.size()),
                     Napi::Boolean::New(env, bytes->last)});
                if (asks.IsBoolean() && asks.As<Napi::Boolean>()) asking.push_back(bytes->client);
            } else if (const auto* const closed = std::get_if<ClientClosed>(&message)) {
                on_closed.Call(dispatcher, {Napi::String::New(env, closed->broadcaster),
                                            key_of(env, closed->client.key),
                                            Napi::String::New(env, to_json(closed->client)),
                                            Napi::String::New(env, name_of(closed->reason)),
                                            Napi::Number::New(env, closed->client.tag)});
            } else if (const auto* const answer = std::get_if<Answer>(&message)) {
                on_answer.Call(dispatcher, {Napi::Number::New(env, answer->token),
                                            Napi::String::New(env, answer->json)});
            }
        } catch (const Napi::Error& error) {
            // A listener threw. As with any callback of Node, that is an 'uncaughtException'.
            napi_fatal_exception(env, error.Value());
        } catch (const std::exception& error) {
            // A lost message would leave a stream or a promise waiting for ever.
            napi_fatal_exception(env, to_js(env, error).Value());
        }
    }
    pull(env, named, asking);
}

void EnvData::pull(Napi::Env env, const std::shared_ptr<const std::string>& broadcaster,
                   std::vector<ClientKey>& clients) {
    try {
        if (!clients.empty()) {
            for (BroadcasterObject* const object : objects_)
                object->pull_for(*broadcaster, clients);
        }
    } catch (const std::exception& error) {
        // These streams would wait for ever.
        napi_fatal_exception(env, to_js(env, error).Value());
    }
    clients.clear();
}

}  // namespace ssecast::node
