#include "node/js_error.hpp"

#include <boost/system/system_error.hpp>

#include <cerrno>
#include <new>
#include <system_error>

namespace ssecast::node {

namespace {

Napi::Error with_code(Napi::Error error, const char* code) {
    error.Set("code", Napi::String::New(error.Env(), code));
    return error;
}

/// The number of the system's error; 0 for any other exception.
int system_number(const std::exception& error) {
    if (const auto* const system = dynamic_cast<const std::system_error*>(&error)) {
        return system->code().value();
    }
    const auto* const system = dynamic_cast<const boost::system::system_error*>(&error);
    return system == nullptr ? 0 : system->code().value();
}

/// What the caller can do about it, for the end of the sentence.
std::string advice(const std::exception& error) {
    if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
        return "give the process more memory, or lower queueBytes, history.bytes and "
               "maxConnections";
    }
    const int number = system_number(error);
    if (number == EMFILE || number == ENFILE) {
        return "raise the limit of open files (ulimit -n), or lower maxConnections";
    }
    if (number == EAGAIN) {
        return "raise the limit of threads (ulimit -u, pids of a container), or lower workers";
    }
    return "look for what the system is short of, and call again";
}

}  // namespace

Napi::Error to_js(Napi::Env env, const std::exception& error) {
    return with_code(Napi::Error::New(env, std::string("Expected the system to give what the call "
                                                       "needs but it refused (") +
                                               error.what() + "); " + advice(error)),
                     "ERR_SSECAST_SYSTEM");
}

Napi::Error type_error(Napi::Env env, const char* code, const std::string& sentence) {
    return with_code(Napi::TypeError::New(env, sentence), code);
}

Napi::Error to_js(Napi::Env env, const Error& error) {
    const auto range_error = [&](const char* code) {
        return with_code(Napi::RangeError::New(env, error.what()), code);
    };
    const auto plain_error = [&](const char* code) {
        return with_code(Napi::Error::New(env, error.what()), code);
    };
    switch (error.code()) {
        case ErrorCode::invalid_event:
            return type_error(env, "ERR_SSECAST_INVALID_EVENT", error.what());
        case ErrorCode::invalid_id:
            return type_error(env, "ERR_SSECAST_INVALID_ID", error.what());
        case ErrorCode::invalid_channel:
            return type_error(env, "ERR_SSECAST_INVALID_CHANNEL", error.what());
        case ErrorCode::invalid_retry:
            return range_error("ERR_SSECAST_INVALID_RETRY");
        case ErrorCode::invalid_option:
            return range_error("ERR_SSECAST_INVALID_OPTION");
        case ErrorCode::event_too_large:
            return range_error("ERR_SSECAST_EVENT_TOO_LARGE");
        case ErrorCode::max_connections:
            return range_error("ERR_SSECAST_MAX_CONNECTIONS");
        case ErrorCode::max_connections_per_user:
            return range_error("ERR_SSECAST_MAX_CONNECTIONS_PER_USER");
        case ErrorCode::expired:
            return range_error("ERR_SSECAST_EXPIRED");
        case ErrorCode::revoked:
            return plain_error("ERR_SSECAST_REVOKED");
        case ErrorCode::queued:
            return plain_error("ERR_SSECAST_QUEUED");
        case ErrorCode::invalid_client_id:
            return type_error(env, "ERR_SSECAST_INVALID_IDENTITY", error.what());
        case ErrorCode::duplicate_client:
            return plain_error("ERR_SSECAST_DUPLICATE_CLIENT");
        case ErrorCode::rate_limited: {
            Napi::Error limited = plain_error("ERR_SSECAST_RATE_LIMITED");
            if (const auto* const details = dynamic_cast<const RateLimited*>(&error)) {
                limited.Set("retryAfter",
                            Napi::Number::New(env, static_cast<double>(details->retry_after_ms())));
                limited.Set("channel", Napi::String::New(env, details->channel()));
            }
            return limited;
        }
        case ErrorCode::draining:
            return plain_error("ERR_SSECAST_DRAINING");
        case ErrorCode::closed:
            return plain_error("ERR_SSECAST_CLOSED");
    }
    return plain_error("ERR_SSECAST");
}

}  // namespace ssecast::node
