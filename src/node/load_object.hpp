#pragma once

#include <napi.h>

namespace ssecast::node {

/// NativeLoad of lib/native/contract.cts, for its NativeLoadOptions. JavaScript thread.
/// Throws Error invalid_option.
[[nodiscard]] Napi::Value load_object(const Napi::Value& options);

}  // namespace ssecast::node
