#pragma once

#include "core/error.hpp"

#include <napi.h>

#include <exception>
#include <string>

namespace ssecast::node {

/// The JavaScript error for misuse, or for a limit, with the class and the `code` that belong to
/// it. JavaScript thread.
[[nodiscard]] Napi::Error to_js(Napi::Env env, const Error& error);

/// A TypeError with a `code`, for arguments of the wrong type.
[[nodiscard]] Napi::Error type_error(Napi::Env env, const char* code, const std::string& sentence);

/// The JavaScript error for something that the system refused: memory, a descriptor, a thread.
[[nodiscard]] Napi::Error to_js(Napi::Env env, const std::exception& error);

/// Runs `body` and turns exceptions of core, net and the system into JavaScript exceptions. Any
/// other exception that leaves a function that Node calls ends the process.
template <class Body>
auto guarded(Napi::Env env, const Body& body) {
    try {
        return body();
    } catch (const Napi::Error&) {
        throw;
    } catch (const Error& error) {
        throw to_js(env, error);
    } catch (const std::exception& error) {
        throw to_js(env, error);
    }
}

}  // namespace ssecast::node
