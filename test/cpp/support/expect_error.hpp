#pragma once

#include "core/error.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ssecast::test {

/// Expects that the call throws an Error of `code`. Returns its sentence.
template <class Call>
std::string sentence_of(ErrorCode code, const Call& call) {
    try {
        call();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), code) << error.what();
        return error.what();
    }
    ADD_FAILURE() << "Expected an error but nothing was thrown";
    return {};
}

}  // namespace ssecast::test
