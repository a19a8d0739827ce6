#include "node/event_args.hpp"

#include "core/channel_names.hpp"
#include "node/js_error.hpp"

#include <cmath>

namespace ssecast::node {

namespace {

// More strings than this are given back after the event that named them.
constexpr std::size_t kKeptKeys = 16;

EventTarget event_target_arg(const Napi::Value& value) {
    std::int32_t kind = -1;
    napi_get_value_int32(value.Env(), value, &kind);
    return static_cast<EventTarget>(kind);
}

}  // namespace

void EventArgs::read(const Napi::CallbackInfo& info, bool late) {
    const Napi::Env env = info.Env();
    fields_ = {};
    const bool tells = read_target(info);
    const auto event = text_of(env, event_, info[2]);
    if (!event) {
        throw type_error(env, "ERR_SSECAST_INVALID_EVENT",
                         "Expected a string for event but received " + type_name(info[2]));
    }
    fields_.event = *event;
    read_data(info, late);
    if (info.Length() > 4) read_options(info);
    if (!tells) return;
    told_.assign("channel ").append(target_.keys.front());
    if (!fields_.comments.empty()) told_.append("\n").append(fields_.comments);
    fields_.comments = told_;
}

bool EventArgs::read_target(const Napi::CallbackInfo& info) {
    const EventTarget kind = event_target_arg(info[0]);
    const bool is_one = kind == EventTarget::user || kind == EventTarget::session ||
                        kind == EventTarget::told_channel || kind == EventTarget::channels;
    const auto key = is_one ? text_of(info.Env(), key_, info[1]) : std::nullopt;
    if (!key) {
        target_ = target_arg(info[0], info[1]);
        return false;
    }
    // One string, whose memory is that of the last target.
    target_.kind = Target::Kind::channels;
    target_.keys.resize(1);
    std::string& name = target_.keys.front();
    name = kind == EventTarget::user      ? kUserPrefix
           : kind == EventTarget::session ? kSessionPrefix
                                          : std::string_view();
    name += *key;
    return kind == EventTarget::session || kind == EventTarget::told_channel;
}

void EventArgs::read_data(const Napi::CallbackInfo& info, bool late) {
    const Napi::Env env = info.Env();
    const StringBuffer::Read found = data_.read(env, info[3]);
    if (found == StringBuffer::Read::no_string) {
        throw type_error(env, "ERR_SSECAST_INVALID_DATA", "Expected a string for data");
    }
    if (found == StringBuffer::Read::large) {
        if (data_.size() > kMaxEventBytes) refuse_event_size(data_.size());
        if (late) {
            env_ = env;
            late_data_ = info[3];
            fields_.late_data = {data_.size(), this, write_late};
            return;
        }
        data_.copy(env, info[3]);
    }
    fields_.data = data_.text();
}

void EventArgs::read_options(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    if (!info[4].IsUndefined()) fields_.id = text_of(env, id_, info[4]).value_or("");
    fields_.retry = number_arg(info[5]);
    if (fields_.retry && !info[5].IsNumber()) {
        throw Error(
            ErrorCode::invalid_retry,
            "Expected a number of milliseconds for retry but received " + type_name(info[5]));
    }
    if (const std::optional<double> timestamp = number_arg(info[6]);
        timestamp && std::abs(*timestamp) < 9e15) {
        fields_.timestamp = static_cast<std::int64_t>(*timestamp);
    }
    if (info[7].IsString()) fields_.key = text_of(env, key_, info[7]).value_or("");
    if (info[8].IsString()) fields_.comments = text_of(env, comments_, info[8]).value_or("");
}

// Refuses before it copies, as encode_event would.
std::optional<std::string_view> EventArgs::text_of(Napi::Env env, StringBuffer& buffer,
                                                   napi_value value) {
    const StringBuffer::Read found = buffer.read(env, value);
    if (found == StringBuffer::Read::no_string) return std::nullopt;
    if (found == StringBuffer::Read::large) {
        if (buffer.size() > kMaxEventBytes) refuse_event_size(buffer.size());
        buffer.copy(env, value);
    }
    return buffer.text();
}

// V8 writes a NUL behind the text, where the frame has the end of the line.
std::size_t EventArgs::write_late(void* self, char* at, std::size_t size) noexcept {
    const auto* const args = static_cast<const EventArgs*>(self);
    std::size_t written = 0;
    napi_get_value_string_utf8(args->env_, args->late_data_, at, size + 1, &written);
    return written;
}

void EventArgs::shrink() noexcept {
    for (StringBuffer* const buffer : {&event_, &data_, &id_, &key_, &comments_}) buffer->shrink();
    if (told_.capacity() > 2 * kMaxChannelName) std::string{}.swap(told_);
    const bool is_long =
        !target_.keys.empty() && target_.keys.front().capacity() > 2 * kMaxChannelName;
    if (is_long || target_.keys.capacity() > kKeptKeys) {
        std::vector<std::string>{}.swap(target_.keys);
    }
}

}  // namespace ssecast::node
