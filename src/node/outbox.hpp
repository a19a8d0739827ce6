#pragma once

#include "core/stats.hpp"
#include "net/client.hpp"

#include <napi.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

namespace ssecast::node {

// The messages from workers to one JavaScript environment. Plain values: no handle of V8 crosses a
// thread.

struct StreamBytes {
    /// One text for all clients, because there is a message for each event of each of them.
    std::shared_ptr<const std::string> broadcaster;
    ClientKey client = 0;
    std::vector<char> bytes;
    bool last = false;
};
struct ClientClosed {
    std::string broadcaster;
    net::ClientInfo client;
    DisconnectReason reason = DisconnectReason::server;
};
struct Answer {
    double token = 0;
    std::string json;
};
using Message = std::variant<StreamBytes, ClientClosed, Answer>;

/// The way from the workers to one environment: one unref'd thread-safe function with one call
/// pending at a time. Bounded by its senders: a stream client has one chunk under way, because the
/// next is sent when JavaScript asks for it, a client is closed once, and a question answered once.
class Outbox {
public:
    using Deliver = std::function<void(napi_env, std::vector<Message>&)>;

    /// JavaScript thread. Messages sent before are dropped.
    void open(napi_env env, Deliver deliver);
    /// JavaScript thread, before the environment takes its thread-safe functions down.
    void close() noexcept;

    /// Any thread. False when the environment has ended, or there is no memory for the message.
    bool send(Message message);

private:
    static void call_js(napi_env env, napi_value function, void* context, void* data);

    std::mutex mutex_;
    std::vector<Message> messages_;
    napi_threadsafe_function function_ = nullptr;
    bool pending_ = false;
    Deliver deliver_;
};

}  // namespace ssecast::node
