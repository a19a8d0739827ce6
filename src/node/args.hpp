#pragma once

#include "net/broadcaster.hpp"

#include <napi.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast::node {

/// Copies strings out of V8 into memory that is kept from call to call. JavaScript thread.
class StringBuffer {
public:
    StringBuffer() : bytes_(kInitial) {}

    /// UTF-8; lone surrogates become U+FFFD. Valid until the next read.
    [[nodiscard]] std::string_view read(Napi::Env env, napi_value value);

private:
    static constexpr std::size_t kInitial = 4 * 1024;
    std::vector<char> bytes_;
};

/// What a value is, for a sentence that says what came.
[[nodiscard]] std::string type_name(const Napi::Value& value);

/// Each throws a TypeError that says what was expected, for what, and what came.
[[nodiscard]] std::string string_arg(const Napi::Value& value, const char* name);
[[nodiscard]] Target::Kind kind_arg(const Napi::Value& value);
[[nodiscard]] net::TargetNames target_arg(const Napi::Value& kind, const Napi::Value& keys);
[[nodiscard]] net::Admission admission_arg(const Napi::Value& value);
/// 0, which is nobody's, for what is no key.
[[nodiscard]] ClientKey client_key_arg(const Napi::Value& value);
/// 0, which is none, for what is no ticket.
[[nodiscard]] Ticket ticket_arg(const Napi::Value& value);

/// NaN for what is no number, so that the check of the range refuses it.
[[nodiscard]] std::optional<double> number_arg(const Napi::Value& value);

}  // namespace ssecast::node
