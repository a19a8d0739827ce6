#pragma once

#include "net/broadcaster.hpp"

#include <napi.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast::node {

/// Copies strings out of V8 into memory that is kept from call to call, but for what a large string
/// needed. JavaScript thread.
class StringBuffer {
public:
    /// UTF-8; lone surrogates become U+FFFD. Valid until the next call. A string of more than
    /// `most` bytes is not copied: then this gives nothing, and `size` tells its length.
    [[nodiscard]] std::optional<std::string_view> read(Napi::Env env, napi_value value,
                                                       std::size_t most);
    /// Bytes of the string that was read last.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Gives back what a large string needed.
    void shrink() noexcept;

private:
    void reserve(std::size_t bytes);

    static constexpr std::size_t kKept = 64 * 1024;

    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t size_ = 0;
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

/// NaN for what is no number, so that the check of the range refuses it.
[[nodiscard]] std::optional<double> number_arg(const Napi::Value& value);

}  // namespace ssecast::node
