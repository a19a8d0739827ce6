#include "node/broadcaster_object.hpp"

#include "net/adopt.hpp"
#include "node/describe.hpp"
#include "node/env_data.hpp"
#include "node/js_error.hpp"
#include "node/stream_sink.hpp"

#include <cmath>

namespace ssecast::node {

Napi::Function BroadcasterObject::define(Napi::Env env) {
    using Self = BroadcasterObject;
    return DefineClass(env, "NativeBroadcaster",
                       {
                           InstanceAccessor("name", &Self::safely<&Self::name>, nullptr),
                           InstanceAccessor("addressed", &Self::safely<&Self::addressed>, nullptr),
                           InstanceMethod("configure", &Self::safely<&Self::configure>),
                           InstanceMethod("ticket", &Self::safely<&Self::ticket>),
                           InstanceMethod("admit", &Self::safely<&Self::admit>),
                           InstanceMethod("adopt", &Self::safely<&Self::adopt>),
                           InstanceMethod("attachStream", &Self::safely<&Self::attach_stream>),
                           InstanceMethod("pull", &Self::safely<&Self::pull>),
                           InstanceMethod("leave", &Self::safely<&Self::leave>),
                           InstanceMethod("publish", &Self::safely<&Self::publish>),
                           InstanceMethod("flush", &Self::safely<&Self::flush>),
                           InstanceMethod("subscribe", &Self::safely<&Self::subscribe>),
                           InstanceMethod("unsubscribe", &Self::safely<&Self::unsubscribe>),
                           InstanceMethod("clients", &Self::safely<&Self::clients>),
                           InstanceMethod("count", &Self::safely<&Self::count>),
                           InstanceMethod("disconnect", &Self::safely<&Self::disconnect>),
                           InstanceMethod("stats", &Self::safely<&Self::stats>),
                           InstanceMethod("position", &Self::safely<&Self::position>),
                           InstanceMethod("covers", &Self::safely<&Self::covers>),
                           InstanceMethod("restoreHistory", &Self::safely<&Self::restore_history>),
                           InstanceMethod("inspect", &Self::safely<&Self::inspect>),
                           InstanceMethod("drain", &Self::safely<&Self::drain>),
                           InstanceMethod("encode", &Self::safely<&Self::encode>),
                           InstanceMethod("claimFeed", &Self::safely<&Self::claim_feed>),
                           InstanceMethod("releaseFeed", &Self::safely<&Self::release_feed>),
                           InstanceMethod("follow", &Self::safely<&Self::follow>),
                           InstanceMethod("feed", &Self::safely<&Self::feed>),
                           InstanceMethod("feedDisconnect", &Self::safely<&Self::feed_disconnect>),
                           InstanceMethod("feedState", &Self::safely<&Self::feed_state>),
                           InstanceMethod("placeOf", &Self::safely<&Self::place_of>),
                           InstanceMethod("archive", &Self::safely<&Self::archive>),
                           InstanceMethod("close", &Self::safely<&Self::close>),
                       });
}

BroadcasterObject::BroadcasterObject(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<BroadcasterObject>(info) {
    const std::string name = string_arg(info[0], "name");
    const std::string json = string_arg(info[1], "options");
    EnvData& env_data = EnvData::of(info.Env());
    broadcaster_ = guarded(info.Env(), [&] { return env_data.open(name, json); });
    shared_name_ = std::make_shared<const std::string>(broadcaster_->name());
    auto addressed = Napi::Float64Array::New(info.Env(), 1);
    addressed_ = addressed.Data();
    addressed_reference_ = Napi::Persistent(addressed.As<Napi::Object>());
    // Last: an object whose construction fails must not be in the list.
    guarded(info.Env(), [&] { env_data.add(this); });
}

BroadcasterObject::~BroadcasterObject() {
    // Null when the environment has ended: it has released this object then.
    if (!broadcaster_) return;
    EnvData::of(Env()).remove(this);
    release();
}

void BroadcasterObject::abandon(const net::ClosedHandlerPtr& closed) {
    broadcaster_->abandon(closed);
}

void BroadcasterObject::pull_for(const std::string& broadcaster,
                                 std::span<const ClientKey> clients) {
    if (broadcaster_ && *shared_name_ == broadcaster) broadcaster_->pull(clients);
}

Napi::Value BroadcasterObject::name(const Napi::CallbackInfo& info) {
    return Napi::String::New(info.Env(), broadcaster_->name());
}

Napi::Value BroadcasterObject::addressed(const Napi::CallbackInfo& /*info*/) {
    return addressed_reference_.Value();
}

Napi::Value BroadcasterObject::configure(const Napi::CallbackInfo& info) {
    const std::string json = string_arg(info[0], "options");
    guarded(info.Env(), [&] { broadcaster_->configure(json); });
    return info.Env().Undefined();
}

Napi::Value BroadcasterObject::ticket(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(broadcaster_->ticket()));
}

Napi::Value BroadcasterObject::admit(const Napi::CallbackInfo& info) {
    net::Admission admission = admission_arg(info[0]);
    admission.closed = EnvData::of(info.Env()).closed_handler(broadcaster_->name());
    return guarded(info.Env(), [&]() -> Napi::Value {
        const net::Admitted admitted = broadcaster_->admit(std::move(admission));
        Napi::Object result = Napi::Object::New(info.Env());
        result.Set("id", Napi::String::New(info.Env(), admitted.id));
        result.Set("key", Napi::Number::New(info.Env(), static_cast<double>(admitted.key)));
        return result;
    });
}

Napi::Value BroadcasterObject::adopt(const Napi::CallbackInfo& info) {
    const ClientKey client = client_key_arg(info[0]);
    const std::optional<double> descriptor = number_arg(info[1]);
    const Framing framing = info[2].ToBoolean() ? Framing::chunked : Framing::bare;
    const bool adopted =
        descriptor && *descriptor >= 0 &&
        net::adopt_socket(*broadcaster_, client, static_cast<int>(*descriptor), framing);
    return Napi::Boolean::New(info.Env(), adopted);
}

Napi::Value BroadcasterObject::attach_stream(const Napi::CallbackInfo& info) {
    const ClientKey key = client_key_arg(info[0]);
    const std::shared_ptr<Outbox> outbox = EnvData::of(info.Env()).outbox();
    if (info[1].IsNumber()) {
        net::prepare_socket(*broadcaster_, info[1].As<Napi::Number>().Int32Value());
    }
    const bool attached =
        broadcaster_->attach(key, net::ClientPath::stream,
                             [outbox, name = shared_name_](net::Worker&, net::Client& client) {
                                 return std::make_unique<StreamSink>(outbox, name, client.key);
                             });
    return Napi::Boolean::New(info.Env(), attached);
}

Napi::Value BroadcasterObject::pull(const Napi::CallbackInfo& info) {
    return Napi::Boolean::New(info.Env(), broadcaster_->pull(client_key_arg(info[0])));
}

Napi::Value BroadcasterObject::leave(const Napi::CallbackInfo& info) {
    return Napi::Boolean::New(info.Env(), broadcaster_->leave(client_key_arg(info[0])));
}

template <class Use>
Napi::Value BroadcasterObject::with_event(const Napi::CallbackInfo& info, bool late,
                                          const Use& use) {
    // At every exit.
    const auto shrink = [](EventArgs* event) { event->shrink(); };
    const std::unique_ptr<EventArgs, decltype(shrink)> shrinks(&event_, shrink);
    event_.read(info, late);
    return use(event_.target(), event_.fields());
}

Napi::Value BroadcasterObject::publish(const Napi::CallbackInfo& info) {
    const auto publish = [&](const net::TargetNames& target,
                             const EventFields& fields) -> Napi::Value {
        const net::Published published = broadcaster_->publish(target, fields);
        addressed_[0] = static_cast<double>(published.clients);
        const std::string_view id = published.frame->wire_id();
        if (published.frame->has_own_id())
            return Napi::String::New(info.Env(), id.data(), id.size());
        // Digits need no look at their encoding.
        napi_value text = nullptr;
        napi_create_string_latin1(info.Env(), id.data(), id.size(), &text);
        return {info.Env(), text};
    };
    return with_event(info, true, publish);
}

Napi::Value BroadcasterObject::encode(const Napi::CallbackInfo& info) {
    const auto encode = [&](const net::TargetNames& target,
                            const EventFields& fields) -> Napi::Value {
        const std::string text = broadcaster_->encode(target, fields);
        addressed_[0] = static_cast<double>(broadcaster_->count(target));
        return Napi::String::New(info.Env(), text);
    };
    return with_event(info, false, encode);
}

Napi::Value BroadcasterObject::flush(const Napi::CallbackInfo& info) {
    broadcaster_->flush();
    return info.Env().Undefined();
}

Napi::Value BroadcasterObject::subscribe(const Napi::CallbackInfo& info) {
    const std::string client_id = string_arg(info[0], "clientId");
    const std::string channel = string_arg(info[1], "channel");
    const Ticket ticket = ticket_arg(info[2]);
    return guarded(info.Env(), [&]() -> Napi::Value {
        return Napi::Boolean::New(info.Env(), broadcaster_->subscribe(client_id, channel, ticket));
    });
}

Napi::Value BroadcasterObject::unsubscribe(const Napi::CallbackInfo& info) {
    const std::string client_id = string_arg(info[0], "clientId");
    const std::string channel = string_arg(info[1], "channel");
    const bool revokes = info[2].IsUndefined() || info[2].ToBoolean();
    return Napi::Boolean::New(
        info.Env(), broadcaster_->unsubscribe(client_id, channel, revokes, ticket_arg(info[3])));
}

Napi::Value BroadcasterObject::clients(const Napi::CallbackInfo& info) {
    const net::TargetNames target = target_arg(info[0], info[1]);
    return Napi::String::New(info.Env(), to_json(broadcaster_->clients(target)));
}

Napi::Value BroadcasterObject::count(const Napi::CallbackInfo& info) {
    const net::TargetNames target = target_arg(info[0], info[1]);
    return Napi::Number::New(info.Env(), static_cast<double>(broadcaster_->count(target)));
}

Napi::Value BroadcasterObject::disconnect(const Napi::CallbackInfo& info) {
    const net::TargetNames target = target_arg(info[0], info[1]);
    const DisconnectReason reason = reason_of(string_arg(info[2], "reason"));
    return Napi::Number::New(info.Env(), static_cast<double>(broadcaster_->disconnect(
                                             target, reason, ticket_arg(info[3]))));
}

Napi::Value BroadcasterObject::stats(const Napi::CallbackInfo& info) {
    return Napi::String::New(info.Env(), to_json(broadcaster_->stats()));
}

Napi::Value BroadcasterObject::position(const Napi::CallbackInfo& info) {
    return Napi::String::New(info.Env(), to_string(broadcaster_->position()));
}

Napi::Value BroadcasterObject::covers(const Napi::CallbackInfo& info) {
    const std::string cursor = string_arg(info[0], "cursor");
    const std::string channel = string_arg(info[1], "channel");
    return guarded(info.Env(), [&]() -> Napi::Value {
        return Napi::Boolean::New(info.Env(), broadcaster_->covers(cursor, channel));
    });
}

Napi::Value BroadcasterObject::restore_history(const Napi::CallbackInfo& info) {
    const auto restored = broadcaster_->restore_history();
    if (!restored) return info.Env().Undefined();
    return Napi::String::New(info.Env(), to_json(*restored));
}

Napi::Value BroadcasterObject::inspect(const Napi::CallbackInfo& info) {
    const double token = number_arg(info[0]).value_or(0);
    broadcaster_->inspect([outbox = EnvData::of(info.Env()).outbox(),
                           token](std::vector<net::ClientDetails>&& clients) {
        outbox->send(Answer{token, to_json(clients)});
    });
    return info.Env().Undefined();
}

Napi::Value BroadcasterObject::drain(const Napi::CallbackInfo& info) {
    const double token = number_arg(info[0]).value_or(0);
    const double deadline = number_arg(info[1]).value_or(std::nan(""));
    return guarded(info.Env(), [&]() -> Napi::Value {
        constexpr double kMaxDeadline = 2'147'483'647;
        if (!(deadline >= 0 && deadline <= kMaxDeadline)) {
            throw Error(ErrorCode::invalid_option,
                        "Expected a number of milliseconds from 0 to 2147483647 for deadline but "
                        "received " +
                            type_name(info[1]));
        }
        broadcaster_->drain(
            static_cast<std::uint32_t>(deadline),
            [outbox = EnvData::of(info.Env()).outbox(), token](const net::DrainReport& report) {
                outbox->send(Answer{token, to_json(report)});
            });
        return info.Env().Undefined();
    });
}

Napi::Value BroadcasterObject::claim_feed(const Napi::CallbackInfo& info) {
    return Napi::Boolean::New(info.Env(), broadcaster_->claim_feed(this));
}

Napi::Value BroadcasterObject::release_feed(const Napi::CallbackInfo& info) {
    broadcaster_->release_feed(this);
    return info.Env().Undefined();
}

Napi::Value BroadcasterObject::follow(const Napi::CallbackInfo& info) {
    const double epoch = number_arg(info[0]).value_or(0);
    const std::optional<EventId> position = parse_event_id(string_arg(info[1], "position"));
    return guarded(info.Env(), [&]() -> Napi::Value {
        if (!(epoch >= 1 && epoch <= static_cast<double>(kMaxIdentity))) {
            throw Error(ErrorCode::invalid_option, "Expected an epoch from 1 to " +
                                                       std::to_string(kMaxIdentity) +
                                                       " but received " + std::to_string(epoch));
        }
        if (!position || position->sequence >= kIdsAMillisecond) {
            throw Error(ErrorCode::invalid_option,
                        "Expected a position like 1763712000000-0, whose sequence is below "
                        "100,000, but received another text");
        }
        broadcaster_->feed().follow(static_cast<HistoryIdentity>(epoch), *position);
        return info.Env().Undefined();
    });
}

Napi::Value BroadcasterObject::feed(const Napi::CallbackInfo& info) {
    net::LogEntries entries = log_entries_arg(info[0]);
    return guarded(info.Env(), [&]() -> Napi::Value {
        const std::size_t waiting = broadcaster_->feed().push(std::move(entries));
        return Napi::Number::New(info.Env(), static_cast<double>(waiting));
    });
}

Napi::Value BroadcasterObject::feed_disconnect(const Napi::CallbackInfo& info) {
    net::TargetNames target = target_arg(info[0], info[1]);
    return guarded(info.Env(), [&]() -> Napi::Value {
        const std::size_t waiting = broadcaster_->feed().disconnect(std::move(target));
        return Napi::Number::New(info.Env(), static_cast<double>(waiting));
    });
}

Napi::Value BroadcasterObject::feed_state(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&]() -> Napi::Value {
        return Napi::String::New(info.Env(),
                                 to_json(broadcaster_->log_state(), broadcaster_->feed().state()));
    });
}

Napi::Value BroadcasterObject::place_of(const Napi::CallbackInfo& info) {
    const net::Admission admission = admission_arg(info[0]);
    return guarded(info.Env(), [&]() -> Napi::Value {
        return Napi::String::New(info.Env(), name_of(broadcaster_->place_of(admission)));
    });
}

Napi::Value BroadcasterObject::archive(const Napi::CallbackInfo& info) {
    const std::optional<EventId> after = parse_event_id(string_arg(info[0], "after"));
    const std::optional<EventId> through = parse_event_id(string_arg(info[1], "through"));
    net::LogEntries entries = log_entries_arg(info[2]);
    return guarded(info.Env(), [&]() -> Napi::Value {
        if (after && through) {
            broadcaster_->feed().archive(*after, *through, std::move(entries));
        }
        return info.Env().Undefined();
    });
}

Napi::Value BroadcasterObject::close(const Napi::CallbackInfo& info) {
    broadcaster_->close();
    return info.Env().Undefined();
}

}  // namespace ssecast::node
