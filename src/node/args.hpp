#pragma once

#include "net/broadcaster.hpp"

#include <napi.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast::node {

/// Copies strings out of V8 into memory that stays from call to call, so that a publish allocates
/// nothing but its frame. JavaScript thread.
class StringBuffer {
public:
    enum class Read : std::uint8_t { text, no_string, large };

    /// UTF-8; lone surrogates become U+FFFD. `text` is valid until the next call. A string of more
    /// than `kKept` bytes is not copied yet, because callers have a bound for it, or another place:
    /// `size` has its length then.
    [[nodiscard]] Read read(napi_env env, napi_value value);
    /// Copies a string that `read` found to be large.
    void copy(napi_env env, napi_value value);

    [[nodiscard]] std::string_view text() const noexcept { return {bytes_.get(), size_}; }
    /// Bytes of the string that was read last.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Gives back the memory that a large string needed.
    void shrink() noexcept;

private:
    void reserve(std::size_t bytes);

    /// Memory that stays from call to call.
    static constexpr std::size_t kKept = 64 * 1024;

    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t size_ = 0;
};

/// The type of a value, for an error sentence.
[[nodiscard]] std::string type_name(const Napi::Value& value);

/// Each throws a TypeError that says what was expected, for what, and what came.
[[nodiscard]] std::string string_arg(const Napi::Value& value, const char* name);
[[nodiscard]] Target::Kind kind_arg(const Napi::Value& value);
[[nodiscard]] net::TargetNames target_arg(const Napi::Value& kind, const Napi::Value& keys);
/// Position, entry, position, entry: strings or typed arrays of bytes.
[[nodiscard]] net::LogEntries log_entries_arg(const Napi::Value& value);
[[nodiscard]] net::Admission admission_arg(const Napi::Value& value);
/// 0, which no client has, for a value that is no key.
[[nodiscard]] ClientKey client_key_arg(const Napi::Value& value);
/// 0, which is none, for a value that is no ticket.
[[nodiscard]] Ticket ticket_arg(const Napi::Value& value);

/// NaN for a value that is no number, so that the check of its range refuses it.
[[nodiscard]] std::optional<double> number_arg(const Napi::Value& value);

}  // namespace ssecast::node
