#pragma once

#include <cstdio>
#include <cstdlib>

namespace ssecast::test {

/// Ends the run where an expectation fails; libFuzzer keeps the input and shows the way there.
inline void require(bool expectation, const char* what) {
    if (expectation) return;
    std::fprintf(stderr, "Expected that %s\n", what);
    std::abort();
}

}  // namespace ssecast::test
