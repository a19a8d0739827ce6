#pragma once

#include <stdexcept>
#include <string>

namespace ssecast {

/// What a caller can do wrong. `src/node/js_error.cpp` gives each its JavaScript class and code.
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
    draining,
    closed,
};

/// Misuse. Thrown on the calling thread before anything was changed or sent; never crosses a
/// thread.
class Error : public std::runtime_error {
public:
    Error(ErrorCode code, const std::string& sentence)
        : std::runtime_error(sentence), code_(code) {}

    [[nodiscard]] ErrorCode code() const noexcept { return code_; }

private:
    ErrorCode code_;
};

}  // namespace ssecast
