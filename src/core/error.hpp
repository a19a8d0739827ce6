#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

namespace ssecast {

/// What a caller can do wrong, or what a limit refuses. `src/node/js_error.cpp` gives each its
/// JavaScript class and code.
enum class ErrorCode {
    invalid_event,
    invalid_id,
    invalid_retry,
    invalid_channel,
    invalid_option,
    event_too_large,
    max_connections,
    max_connections_per_user,
    expired,
    revoked,
    queued,
    invalid_client_id,
    duplicate_client,
    rate_limited,
    draining,
    closed,
};

/// The text of an exception, also when there is no memory to copy it.
[[nodiscard]] inline std::string what_of(const std::exception& error) noexcept {
    try {
        return error.what();
    } catch (const std::bad_alloc&) {
        // Short enough to lie inside the string object.
        return "out of memory";
    }
}

/// Misuse, or a limit. Thrown on the calling thread before anything was changed or sent; never
/// crosses a thread. The sentence says what was expected, what came and what to do.
class Error : public std::runtime_error {
public:
    Error(ErrorCode code, const std::string& sentence)
        : std::runtime_error(sentence), code_(code) {}

    [[nodiscard]] ErrorCode code() const noexcept { return code_; }

private:
    ErrorCode code_;
};

/// A publish above a rate limit. Carries when to try again, for answers with `Retry-After`.
class RateLimited : public Error {
public:
    RateLimited(const std::string& sentence, std::string channel, std::uint64_t retry_after_ms)
        : Error(ErrorCode::rate_limited, sentence),
          channel_(std::make_shared<const std::string>(std::move(channel))),
          retry_after_ms_(retry_after_ms) {}

    /// Of the channels of the event, the one that has to wait longest.
    [[nodiscard]] const std::string& channel() const noexcept { return *channel_; }
    /// Milliseconds until the same publish would pass, if nothing else is published; at least 1.
    [[nodiscard]] std::uint64_t retry_after_ms() const noexcept { return retry_after_ms_; }

private:
    // Shared, because copying an exception must not throw.
    std::shared_ptr<const std::string> channel_;
    std::uint64_t retry_after_ms_;
};

}  // namespace ssecast
