#pragma once

#include "net/broadcaster.hpp"
#include "node/args.hpp"
#include "node/event_args.hpp"
#include "node/js_error.hpp"

#include <napi.h>

#include <memory>
#include <span>
#include <string>

namespace ssecast::node {

/// NativeBroadcaster of lib/native/contract.cts, which says what each function takes, returns and
/// throws. JavaScript thread.
class BroadcasterObject : public Napi::ObjectWrap<BroadcasterObject> {
public:
    static Napi::Function define(Napi::Env env);

    explicit BroadcasterObject(const Napi::CallbackInfo& info);
    ~BroadcasterObject() override;

    /// The environment ends: closes the clients that it admitted on the stream path.
    void abandon(const net::ClosedHandlerPtr& closed);
    /// The streams of these clients ask for a chunk each. Does nothing for another broadcaster.
    void pull_for(const std::string& broadcaster, std::span<const ClientKey> clients);
    /// Gives up this object's share in the broadcaster, which ends with the last one.
    void release() noexcept {
        if (broadcaster_) broadcaster_->release_feed(this);
        broadcaster_.reset();
    }

private:
    /// Wraps each method that Node calls: only JavaScript exceptions leave it. Any other one would
    /// end the process.
    template <Napi::Value (BroadcasterObject::*kMethod)(const Napi::CallbackInfo&)>
    Napi::Value safely(const Napi::CallbackInfo& info) {
        return guarded(info.Env(), [&] { return (this->*kMethod)(info); });
    }

    Napi::Value name(const Napi::CallbackInfo& info);
    Napi::Value addressed(const Napi::CallbackInfo& info);
    Napi::Value configure(const Napi::CallbackInfo& info);
    Napi::Value ticket(const Napi::CallbackInfo& info);
    Napi::Value admit(const Napi::CallbackInfo& info);
    Napi::Value adopt(const Napi::CallbackInfo& info);
    Napi::Value attach_stream(const Napi::CallbackInfo& info);
    Napi::Value pull(const Napi::CallbackInfo& info);
    Napi::Value leave(const Napi::CallbackInfo& info);
    Napi::Value publish(const Napi::CallbackInfo& info);
    Napi::Value flush(const Napi::CallbackInfo& info);
    Napi::Value subscribe(const Napi::CallbackInfo& info);
    Napi::Value unsubscribe(const Napi::CallbackInfo& info);
    Napi::Value clients(const Napi::CallbackInfo& info);
    Napi::Value count(const Napi::CallbackInfo& info);
    Napi::Value disconnect(const Napi::CallbackInfo& info);
    Napi::Value stats(const Napi::CallbackInfo& info);
    Napi::Value position(const Napi::CallbackInfo& info);
    Napi::Value covers(const Napi::CallbackInfo& info);
    Napi::Value restore_history(const Napi::CallbackInfo& info);
    Napi::Value inspect(const Napi::CallbackInfo& info);
    Napi::Value drain(const Napi::CallbackInfo& info);
    Napi::Value encode(const Napi::CallbackInfo& info);
    Napi::Value claim_feed(const Napi::CallbackInfo& info);
    Napi::Value release_feed(const Napi::CallbackInfo& info);
    Napi::Value follow(const Napi::CallbackInfo& info);
    Napi::Value feed(const Napi::CallbackInfo& info);
    Napi::Value feed_disconnect(const Napi::CallbackInfo& info);
    Napi::Value feed_state(const Napi::CallbackInfo& info);
    Napi::Value place_of(const Napi::CallbackInfo& info);
    Napi::Value archive(const Napi::CallbackInfo& info);
    Napi::Value close(const Napi::CallbackInfo& info);

    /// Reads the arguments of `publish` and `encode`, and hands them to `use`. See EventArgs::read
    /// for `late`.
    template <class Use>
    Napi::Value with_event(const Napi::CallbackInfo& info, bool late, const Use& use);

    std::shared_ptr<net::Broadcaster> broadcaster_;
    /// Its name, for the messages to its streams.
    std::shared_ptr<const std::string> shared_name_;
    // The number of clients goes to JavaScript through shared memory. An object with the id and the
    // number for each publish cost more than publishing.
    double* addressed_ = nullptr;
    Napi::ObjectReference addressed_reference_;
    EventArgs event_;
};

}  // namespace ssecast::node
