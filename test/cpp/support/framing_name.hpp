#pragma once

#include "core/frame.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ssecast::test {

/// Names the tests of a suite that runs once with each framing.
struct FramingName {
    std::string operator()(const testing::TestParamInfo<Framing>& framing) const {
        return framing.param == Framing::chunked ? "chunked" : "bare";
    }
};

}  // namespace ssecast::test
