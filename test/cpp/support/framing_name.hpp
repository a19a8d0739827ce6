#pragma once

#include "core/frame.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace ssecast::test {

[[nodiscard]] inline const char* name_of(Framing framing) {
    return framing == Framing::chunked ? "chunked" : "bare";
}

/// Names the tests of a suite that runs once with each framing.
struct FramingName {
    std::string operator()(const testing::TestParamInfo<Framing>& framing) const {
        return name_of(framing.param);
    }
};

}  // namespace ssecast::test

namespace ssecast {

/// For GoogleTest, which finds it by the namespace of Framing.
inline void PrintTo(Framing framing, std::ostream* out) { *out << test::name_of(framing); }

}  // namespace ssecast
