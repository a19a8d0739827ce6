#pragma once

#include <cstdarg>
#include <cstdio>
#include <cstdlib>

namespace ssecast::test {

/// Tells what an input does, line by line, when SSECAST_FUZZ_TRACE is set: bytes alone say nothing
/// to who has to understand a finding.
[[gnu::format(printf, 1, 2)]] inline void trace(const char* format, ...) {
    static const bool wanted = std::getenv("SSECAST_FUZZ_TRACE") != nullptr;
    if (!wanted) return;
    std::va_list values;
    va_start(values, format);
    std::vfprintf(stderr, format, values);
    va_end(values);
}

}  // namespace ssecast::test
