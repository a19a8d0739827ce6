#pragma once

#include "core/error.hpp"

#include <napi.h>

#include <string>

namespace ssecast::node {

/// The JavaScript error for a misuse: its class and `code` by what was wrong. JavaScript thread.
[[nodiscard]] Napi::Error to_js(Napi::Env env, const Error& error);

/// A TypeError with a `code`, for arguments of the wrong type.
[[nodiscard]] Napi::Error type_error(Napi::Env env, const char* code, const std::string& sentence);

/// Runs `body` and turns what core and net throw into a JavaScript exception.
template <class Body>
auto guarded(Napi::Env env, const Body& body) {
    try {
        return body();
    } catch (const Error& error) {
        throw to_js(env, error);
    }
}

}  // namespace ssecast::node
