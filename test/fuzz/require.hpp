#pragma once

#include <cstdio>
#include <cstdlib>
#include <source_location>

namespace ssecast::test {

/// Ends the run where an expectation fails; libFuzzer keeps the input.
inline void require(bool expectation, const char* what,
                    std::source_location where = std::source_location::current()) {
    if (expectation) return;
    std::fprintf(stderr, "%s:%u: expected that %s\n", where.file_name(), where.line(), what);
    std::abort();
}

}  // namespace ssecast::test
