#include "node/outbox.hpp"

#include <new>
#include <utility>

namespace ssecast::node {

void Outbox::open(napi_env env, Deliver deliver) {
    deliver_ = std::move(deliver);
    napi_value name = nullptr;
    napi_create_string_utf8(env, "ssecast", NAPI_AUTO_LENGTH, &name);
    napi_threadsafe_function function = nullptr;
    // One slot is enough: `pending_` prevents a second call before the first one has run.
    constexpr std::size_t kQueue = 1;
    constexpr std::size_t kThreads = 1;
    napi_create_threadsafe_function(env, nullptr, nullptr, name, kQueue, kThreads, nullptr, nullptr,
                                    this, &Outbox::call_js, &function);
    // Open streams must not keep the process alive; the server's listening socket does that.
    napi_unref_threadsafe_function(env, function);
    const std::lock_guard lock(mutex_);
    function_ = function;
}

void Outbox::close() noexcept {
    const std::lock_guard lock(mutex_);
    function_ = nullptr;
    messages_.clear();
}

// A lock and a push: the caller is a worker, whose other clients wait.
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
    // All messages in one call, which runs without the lock: listeners may take as long as they
    // like.
    std::vector<Message> messages;
    {
        const std::lock_guard lock(outbox->mutex_);
        outbox->pending_ = false;
        messages.swap(outbox->messages_);
    }
    // Without an environment the process is about to end, and no JavaScript runs any more.
    if (env != nullptr) outbox->deliver_(env, messages);
}

}  // namespace ssecast::node
