#pragma once

#include "net/client.hpp"
#include "node/outbox.hpp"
#include "node/process_state.hpp"

#include <napi.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast::node {

class BroadcasterObject;

/// The state of one JavaScript environment: the main thread's, or a worker_thread's.
class EnvData {
public:
    explicit EnvData(Napi::Env env);
    EnvData(const EnvData&) = delete;
    EnvData& operator=(const EnvData&) = delete;
    ~EnvData();

    [[nodiscard]] static EnvData& of(Napi::Env env) { return *env.GetInstanceData<EnvData>(); }

    [[nodiscard]] std::shared_ptr<net::Broadcaster> open(const std::string& name,
                                                         std::string_view json) {
        return process_->open(name, json);
    }
    void set_dispatcher(const Napi::Object& dispatcher);

    [[nodiscard]] const std::shared_ptr<Outbox>& outbox() const noexcept { return outbox_; }
    /// Reports the end of clients that this environment admitted to `broadcaster`. The same handler
    /// for all of them: it also identifies the environment.
    [[nodiscard]] net::ClosedHandlerPtr closed_handler(const std::string& broadcaster);

    void add(BroadcasterObject* object) { objects_.insert(object); }
    void remove(BroadcasterObject* object) { objects_.erase(object); }

    Napi::FunctionReference broadcaster_class;

private:
    void deliver(Napi::Env env, std::vector<Message>& messages);
    /// The streams of these clients ask for a chunk each; then the list is empty.
    void pull(Napi::Env env, const std::shared_ptr<const std::string>& broadcaster,
              std::vector<ClientKey>& clients);
    void end() noexcept;

    napi_env env_;
    // Broadcasters end when the last environment releases them, in end(). The order of members
    // keeps this environment's outbox alive until then, and the state of the process longer.
    std::shared_ptr<ProcessState> process_ = ProcessState::get();
    std::shared_ptr<Outbox> outbox_ = std::make_shared<Outbox>();
    std::map<std::string, net::ClosedHandlerPtr> closed_handlers_;
    std::set<BroadcasterObject*> objects_;
    Napi::ObjectReference dispatcher_;
};

}  // namespace ssecast::node
