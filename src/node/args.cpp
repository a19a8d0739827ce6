#include "node/args.hpp"

#include "node/js_error.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace ssecast::node {

namespace {

// The longest UTF-8 form of one character; V8 stops before one that does not fit.
constexpr std::size_t kLongestCharacter = 4;

std::string optional_string(const Napi::Object& object, const char* name) {
    const Napi::Value value = object.Get(name);
    return value.IsUndefined() ? std::string() : string_arg(value, name);
}

std::vector<std::string> strings_arg(const Napi::Value& value, const char* name) {
    if (value.IsString()) return {string_arg(value, name)};
    if (!value.IsArray()) {
        throw type_error(value.Env(), "ERR_SSECAST_INVALID_ARGUMENT",
                         std::string("Expected a string or an array of strings for ") + name +
                             " but received " + type_name(value));
    }
    const auto array = value.As<Napi::Array>();
    std::vector<std::string> strings;
    strings.reserve(array.Length());
    for (std::uint32_t i = 0; i < array.Length(); ++i) {
        strings.push_back(string_arg(array.Get(i), name));
    }
    return strings;
}

/// Copies a string or the bytes of a typed array; anything else becomes empty.
void read_bytes(const Napi::Value& value, std::string& bytes) {
    if (value.IsString()) {
        bytes = value.As<Napi::String>().Utf8Value();
    } else if (value.IsTypedArray()) {
        const auto array = value.As<Napi::Uint8Array>();
        bytes.assign(reinterpret_cast<const char*>(array.Data()), array.ByteLength());
    } else {
        bytes.clear();
    }
}

}  // namespace

std::string type_name(const Napi::Value& value) {
    if (value.IsNull()) return "null";
    if (value.IsArray()) return "an array";
    switch (value.Type()) {
        case napi_undefined:
            return "undefined";
        case napi_string:
            return "a string";
        case napi_object:
            return "an object";
        case napi_function:
            return "a function";
        case napi_symbol:
            return "a symbol";
        default:
            return value.ToString().Utf8Value();
    }
}

StringBuffer::Read StringBuffer::read(napi_env env, napi_value value) {
    constexpr std::size_t kInitial = 4 * 1024;
    // Copies at once, without asking for the type and the length: that would be two more calls and
    // a second walk over the string. V8 stops where the memory ends, which is then nearly full.
    if (capacity_ == 0) reserve(kInitial);
    if (napi_get_value_string_utf8(env, value, bytes_.get(), capacity_, &size_) != napi_ok) {
        return Read::no_string;
    }
    if (size_ + kLongestCharacter < capacity_) return Read::text;
    napi_get_value_string_utf8(env, value, nullptr, 0, &size_);
    if (size_ > kKept) return Read::large;
    copy(env, value);
    return Read::text;
}

void StringBuffer::copy(napi_env env, napi_value value) {
    reserve(size_ + 1 + kLongestCharacter);
    napi_get_value_string_utf8(env, value, bytes_.get(), capacity_, &size_);
}

void StringBuffer::reserve(std::size_t bytes) {
    if (bytes <= capacity_) return;
    // First the old memory: the two need not exist at once.
    bytes_.reset();
    capacity_ = 0;
    bytes_ = std::make_unique_for_overwrite<char[]>(bytes);
    capacity_ = bytes;
}

void StringBuffer::shrink() noexcept {
    if (capacity_ <= kKept) return;
    bytes_.reset();
    capacity_ = 0;
}

std::string string_arg(const Napi::Value& value, const char* name) {
    if (value.IsString()) return value.As<Napi::String>().Utf8Value();
    throw type_error(
        value.Env(), "ERR_SSECAST_INVALID_ARGUMENT",
        std::string("Expected a string for ") + name + " but received " + type_name(value));
}

Target::Kind kind_arg(const Napi::Value& value) {
    const double kind = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
    if (kind >= 0 && kind < Target::kKinds && std::floor(kind) == kind) {
        return static_cast<Target::Kind>(kind);
    }
    throw type_error(value.Env(), "ERR_SSECAST_INVALID_ARGUMENT",
                     "Expected one of targetKinds for the kind of target but received " +
                         type_name(value) + "; see lib/native/contract.cts");
}

net::TargetNames target_arg(const Napi::Value& kind, const Napi::Value& keys) {
    net::TargetNames target{kind_arg(kind), {}};
    if (target.kind != Target::Kind::all) target.keys = strings_arg(keys, "the target");
    return target;
}

net::LogEntries log_entries_arg(const Napi::Value& value) {
    const Napi::Env env = value.Env();
    net::LogEntries entries;
    if (!value.IsArray()) {
        throw type_error(env, "ERR_SSECAST_INVALID_ARGUMENT",
                         "Expected an array of entries but received " + type_name(value));
    }
    const auto array = value.As<Napi::Array>();
    std::string position;
    std::string text;
    for (std::uint32_t i = 0; i + 1 < array.Length(); i += 2) {
        // Each element makes a handle, and there may be thousands.
        const Napi::HandleScope scope(env);
        read_bytes(array.Get(i), position);
        read_bytes(array.Get(i + 1), text);
        entries.add(position, text);
    }
    return entries;
}

net::Admission admission_arg(const Napi::Value& value) {
    if (!value.IsObject()) {
        throw type_error(value.Env(), "ERR_SSECAST_INVALID_ARGUMENT",
                         "Expected an object for the admission but received " + type_name(value));
    }
    const auto object = value.As<Napi::Object>();
    net::Admission admission;
    if (!object.Get("clientId").IsUndefined()) {
        admission.client_id = string_arg(object.Get("clientId"), "clientId");
    }
    admission.user_id = optional_string(object, "userId");
    admission.session_id = optional_string(object, "sessionId");
    admission.channels = strings_arg(object.Get("channels"), "channels");
    admission.metadata = optional_string(object, "metadata");
    admission.ticket = ticket_arg(object.Get("ticket"));
    admission.queued = object.Get("queued").ToBoolean();
    admission.tag = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(ticket_arg(object.Get("tag")), UINT32_MAX));
    const std::optional<double> expires = number_arg(object.Get("expiresAt"));
    // A value that is no time counts as one in the past: the admission is refused, never unbounded.
    if (expires) admission.expires_at_ms = *expires >= 1 ? static_cast<std::uint64_t>(*expires) : 1;
    if (!object.Get("lastEventId").IsUndefined()) {
        admission.last_event_id = optional_string(object, "lastEventId");
    }
    return admission;
}

ClientKey client_key_arg(const Napi::Value& value) {
    constexpr double kMaxSafeInteger = 9'007'199'254'740'991;
    const double key = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : 0;
    return key >= 1 && key <= kMaxSafeInteger ? static_cast<ClientKey>(key) : 0;
}

Ticket ticket_arg(const Napi::Value& value) { return client_key_arg(value); }

std::optional<double> number_arg(const Napi::Value& value) {
    if (value.IsUndefined()) return std::nullopt;
    if (!value.IsNumber()) return std::numeric_limits<double>::quiet_NaN();
    return value.As<Napi::Number>().DoubleValue();
}

}  // namespace ssecast::node
