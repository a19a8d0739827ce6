#include "core/frame_encoder.hpp"
#include "support/expect_error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string>

namespace ssecast {
namespace {

using test::sentence_of;
using namespace std::string_view_literals;

std::string refused_event(std::string_view event) {
    return sentence_of(ErrorCode::invalid_event,
                       [&] { (void)encode_event({.event = event, .data = "x"}); });
}

std::string refused_id(std::string_view id) {
    return sentence_of(ErrorCode::invalid_id,
                       [&] { (void)encode_event({.event = "e", .data = "x", .id = id}); });
}

std::string refused_retry(double retry) {
    return sentence_of(ErrorCode::invalid_retry,
                       [&] { (void)encode_event({.event = "e", .data = "x", .retry = retry}); });
}

TEST(FrameLimits, AnEventNameIsOneLine) {
    for (const std::string_view name :
         {"a\ndata: injected"sv, "a\rb"sv, "a\r\n"sv, "\n"sv, "a\0b"sv, "\0"sv}) {
        EXPECT_EQ(refused_event(name),
                  "Expected event to be one line but received a name with CR, LF or NUL, "
                  "which would forge a field on the wire");
    }
}

TEST(FrameLimits, AnEventNameIsNotTheBrowsers) {
    EXPECT_EQ(refused_event("error"),
              "Expected event to be a name of your own but received 'error', which collides with "
              "the browser's own events; choose another name");
    EXPECT_NE(refused_event("open").find("'open'"), std::string::npos);
}

TEST(FrameLimits, AnEventNameIsNotTheBroadcasters) {
    EXPECT_EQ(refused_event("gap"),
              "Expected event to be a name of your own but received 'gap', which ssecast sends "
              "itself; choose another name");
    EXPECT_NE(refused_event("connected").find("'connected'"), std::string::npos);
    EXPECT_NO_THROW((void)encode_event({.event = "gaps", .data = ""}));
}

TEST(FrameLimits, AnEventNameHasALongestLength) {
    EXPECT_NO_THROW((void)encode_event({.event = std::string(kMaxFieldBytes, 'e'), .data = ""}));
    EXPECT_EQ(refused_event(std::string(kMaxFieldBytes + 1, 'e')),
              "Expected event to be at most 1024 bytes but received 1025");
}

TEST(FrameLimits, AnIdIsOneLine) {
    for (const std::string_view id :
         {"1\nevent: pwn"sv, "1\r"sv, "\r\n"sv, "a\0b"sv, "\0"sv, "7\0"sv}) {
        EXPECT_EQ(refused_id(id),
                  "Expected id to be one line but received an id with CR, LF or NUL, "
                  "which would forge a field on the wire or be ignored by clients");
    }
}

TEST(FrameLimits, AnIdHasALongestLength) {
    EXPECT_NO_THROW(
        (void)encode_event({.event = "e", .data = "", .id = std::string(kMaxFieldBytes, 'i')}));
    EXPECT_EQ(refused_id(std::string(kMaxFieldBytes + 1, 'i')),
              "Expected id to be at most 1024 bytes but received 1025");
}

TEST(FrameLimits, RetryIsAWholeNumberThatBrowsersHold) {
    for (const double retry :
         {-1.0, 1.5, 0.1, 2147483648.0, 1e300, -1e300, std::numeric_limits<double>::quiet_NaN(),
          std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
        const std::string sentence = refused_retry(retry);
        EXPECT_TRUE(
            sentence.starts_with("Expected retry to be a whole number of milliseconds "
                                 "from 0 to 2147483647 but received "))
            << sentence;
    }
}

TEST(FrameLimits, AnEventHasALargestSize) {
    const std::size_t around = std::string_view("event: e\ndata: \n\n").size();
    const std::string fits(kMaxEventBytes - around, 'x');
    EXPECT_NO_THROW((void)encode_event({.event = "e", .data = fits}));
    EXPECT_EQ(sentence_of(ErrorCode::event_too_large,
                          [&] { (void)encode_event({.event = "e", .data = fits + "x"}); }),
              "Expected an event of at most 16777216 bytes but received 16777217; "
              "send a reference and let the client fetch the rest");
}

std::string refused_comments(std::string_view comments) {
    return sentence_of(ErrorCode::invalid_event, [&] {
        (void)encode_event({.event = "e", .data = "x", .comments = comments});
    });
}

TEST(FrameLimits, CommentsCannotForgeAField) {
    for (const std::string_view comments :
         {"channel a\rdata: forged"sv, "channel a\r\n"sv, "\r"sv, "channel a\0b"sv, "\0"sv}) {
        EXPECT_EQ(refused_comments(comments),
                  "Expected comments to be lines separated by LF but received CR or NUL, which "
                  "would forge a field on the wire");
    }
}

TEST(FrameLimits, CommentsAreOfTheKnownKinds) {
    EXPECT_EQ(refused_comments("channel a\nsecret"),
              "Expected each line of comments to be one of the words channel, version and older, "
              "a space and something more, but received 'secret'");
    for (const std::string_view comments :
         {"\n"sv, "channel a\n"sv, "\nchannel a"sv, "channel a\n\nversion 1"sv, "channel "sv,
          "channel"sv, " channel a"sv, "Channel a"sv, "timestamp 5"sv, "cursor 1-0"sv}) {
        EXPECT_NE(refused_comments(comments), "");
    }
    const std::string sentence = refused_comments(std::string(5'000, 'x'));
    EXPECT_LT(sentence.size(), 200U) << "only the beginning is shown";
}

TEST(FrameLimits, CommentsCountForTheSize) {
    const std::size_t around = std::string_view(": older \nevent: e\ndata: \n\n").size();
    const std::string fits = "older " + std::string(kMaxEventBytes - around, 'x');
    EXPECT_NO_THROW((void)encode_event({.event = "e", .data = "", .comments = fits}));
    EXPECT_THROW((void)encode_event({.event = "e", .data = "", .comments = fits + "x"}), Error);
}

TEST(FrameLimits, LineBreaksCountAsWhatTheyBecome) {
    // A byte of data that becomes a line of seven.
    const std::string breaks(kMaxEventBytes / 7, '\n');
    EXPECT_FALSE(sentence_of(ErrorCode::event_too_large, [&] {
                     (void)encode_event({.event = "e", .data = breaks});
                 }).empty());
}

TEST(FrameLimits, TheFirstWrongFieldIsNamed) {
    EXPECT_FALSE(sentence_of(ErrorCode::invalid_event, [] {
                     (void)encode_event({.event = "open", .data = "", .id = "\n", .retry = -1});
                 }).empty());
    EXPECT_FALSE(sentence_of(ErrorCode::invalid_id, [] {
                     (void)encode_event({.event = "e", .data = "", .id = "\n", .retry = -1});
                 }).empty());
}

}  // namespace
}  // namespace ssecast
