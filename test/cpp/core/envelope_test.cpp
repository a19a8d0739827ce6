#include "core/envelope.hpp"

#include "support/frames.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ssecast {
namespace {

Envelope envelope_of(const FramePtr& frame) {
    Envelope envelope;
    envelope.id = frame->id();
    if (frame->has_own_id()) envelope.own_id = frame->wire_id();
    envelope.key = frame->key;
    envelope.text = frame->text();
    return envelope;
}

std::string wire(const FramePtr& frame, Framing framing) {
    return test::text_of(frame->slice(framing));
}

TEST(EnvelopeTest, AFrameComesBackAsItWas) {
    const FramePtr frame = encode_event({.event = "order",
                                         .data = "a\nb\n\n\xC3\xA4 \"quoted\"",
                                         .id = "own-1",
                                         .retry = 1000,
                                         .timestamp = 17,
                                         .key = "k",
                                         .comments = "channel a\nversion 2\nolder {}"});
    frame->stamp({123, 4});
    Envelope envelope = envelope_of(frame);
    envelope.channels = {{"user:1", "orders"}};
    const auto parsed = parse_envelope(to_json(envelope));
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->channels, envelope.channels);
    EXPECT_EQ(parsed->key, "k");
    const FramePtr again = to_frame(*parsed);
    EXPECT_EQ(again->id(), frame->id());
    EXPECT_EQ(wire(again, Framing::chunked), wire(frame, Framing::chunked));
    EXPECT_EQ(wire(again, Framing::bare), wire(frame, Framing::bare));
}

TEST(EnvelopeTest, ForEverybodyIsNull) {
    const FramePtr frame = test::make_frame({1, 2}, "x");
    const std::string json = to_json(envelope_of(frame));
    EXPECT_NE(json.find("\"to\":null"), std::string::npos) << json;
    ASSERT_TRUE(parse_envelope(json));
    EXPECT_FALSE(parse_envelope(json)->channels);
}

std::string with_text(const std::string& text) {
    return R"({"id":"1-0","to":null,"text":")" + text + "\"}";
}

TEST(EnvelopeTest, RefusesWhatWouldForgeAFrame) {
    EXPECT_TRUE(parse_envelope(with_text(R"(event: e\ndata: x\n\n)")));
    EXPECT_TRUE(
        parse_envelope(with_text(R"(: timestamp 1\nevent: e\nretry: 5\ndata: x\ndata: y\n\n)")));
    EXPECT_TRUE(parse_envelope(with_text(
        R"(: timestamp 1\n: channel a\n: version 2\n: older {}\nevent: e\ndata: x\n\n)")));
    EXPECT_TRUE(parse_envelope(with_text(R"(: channel a\n: channel b\ndata: x\n\n)")));
    for (const char* text :
         {R"(: secret\nevent: e\ndata: x\n\n)", R"(: channel\ndata: x\n\n)",
          R"(: channel \ndata: x\n\n)", R"(:channel a\ndata: x\n\n)",
          R"(: timestamp 1\n: timestamp 2\ndata: x\n\n)",
          R"(: channel a\n: timestamp 1\ndata: x\n\n)", R"(event: e\n: channel a\ndata: x\n\n)",
          R"(data: x\n: channel a\n\n)", R"(: channel a\n\n)", R"(: cursor 1-0\ndata: x\n\n)"}) {
        EXPECT_FALSE(parse_envelope(with_text(text))) << text;
    }
    for (const char* text :
         {R"()", R"(event: e\ndata: x\n)", R"(event: e\n\n)",
          R"(event: e\ndata: x\n\nevent: f\ndata: y\n\n)", R"(id: 5\nevent: e\ndata: x\n\n)",
          R"(event: e\ndata: x\nevent: f\n\n)", R"(event: e\r\ndata: x\n\n)",
          R"(event: e\ndata: x\u0000\n\n)", R"(event: e\nevent: f\ndata: x\n\n)",
          R"(data: x\nretry: 1\n\n)", R"(retry: 2147483648\ndata: x\n\n)",
          R"(retry: -1\ndata: x\n\n)", R"(retry: 1s\ndata: x\n\n)",
          R"(: timestamp now\ndata: x\n\n)", R"(\n)", R"(data: x)"}) {
        EXPECT_FALSE(parse_envelope(with_text(text))) << text;
    }
}

TEST(EnvelopeTest, RefusesEverythingElse) {
    const std::string text = R"("text":"event: e\ndata: x\n\n")";
    for (const std::string& json : std::vector<std::string>{
             "", "[]", "null", "{", "{}", R"({"id":"1-0","to":null})",
             R"({"id":"x","to":null,)" + text + "}", R"({"id":1,"to":null,)" + text + "}",
             R"({"id":"1-0",)" + text + "}", R"({"id":"1-0","to":[],)" + text + "}",
             R"({"id":"1-0","to":[1],)" + text + "}", R"({"id":"1-0","to":[""],)" + text + "}",
             R"({"id":"1-0","to":"a",)" + text + "}",
             R"({"id":"1-0","own":"a\nb","to":null,)" + text + "}",
             R"({"id":"1-0","own":7,"to":null,)" + text + "}",
             R"({"id":"1-0","to":["a\u0000"],)" + text + "}", std::string(100'000, '[')}) {
        EXPECT_FALSE(parse_envelope(json)) << json.substr(0, 80);
    }
}

}  // namespace
}  // namespace ssecast
