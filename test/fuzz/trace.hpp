#pragma once

#include <cstdarg>
#include <cstdio>
#include <cstdlib>

namespace ssecast::test {

/// Prints what an input does, line by line, when SSECAST_FUZZ_TRACE is set. The bytes of a finding
/// alone explain nothing.
[[gnu::format(printf, 1, 2)]] inline void trace(const char* format, ...) {
    static const bool wanted = std::getenv("SSECAST_FUZZ_TRACE") != nullptr;
    if (!wanted) return;
    std::va_list values;
    va_start(values, format);
    std::vfprintf(stderr, format, values);
    va_end(values);
}

}  // namespace ssecast::test
