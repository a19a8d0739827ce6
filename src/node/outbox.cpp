#include "node/outbox.hpp"

#include <new>
#include <utility>

namespace ssecast::node {

void Outbox::open(napi_env env, Deliver deliver) {
    deliver_ = std::move(deliver);
    napi_value name = nullptr;
    napi_create_string_utf8(env, "ssecast", NAPI_AUTO_LENGTH, &name);
    napi_threadsafe_function function = nullptr;
    // One slot: `pending_` keeps a second call from being made.
    constexpr std::size_t kQueue = 1;
    constexpr std::size_t kThreads = 1;
    napi_create_threadsafe_function(env, nullptr, nullptr, name, kQueue, kThreads, nullptr, nullptr,
                                    this, &Outbox::call_js, &function);
    // Open streams do not keep the process from exiting; the server's listening socket does.
    napi_unref_threadsafe_function(env, function);
    const std::lock_guard lock(mutex_);
    function_ = function;
}

void Outbox::close() noexcept {
    const std::lock_guard lock(mutex_);
    function_ = nullptr;
    messages_.clear();
}

bool Outbox::send(Message message) {
    const std::lock_guard lock(mutex_);
    if (function_ == nullptr) return false;
    try {
        messages_.push_back(std::move(message));
    } catch (const std::bad_alloc&) {
        return false;
    }
    if (pending_) return true;
    pending_ = napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking) == napi_ok;
    return pending_;
}

void Outbox::call_js(napi_env env, napi_value /*function*/, void* context, void* /*data*/) {
    auto* const outbox = static_cast<Outbox*>(context);
    std::vector<Message> messages;
    {
        const std::lock_guard lock(outbox->mutex_);
        outbox->pending_ = false;
        messages.swap(outbox->messages_);
    }
    // Without an environment the process is on its way out and nobody listens.
    if (env != nullptr) outbox->deliver_(env, messages);
}

}  // namespace ssecast::node
