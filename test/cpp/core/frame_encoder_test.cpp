#include "core/frame_encoder.hpp"

#include "support/frames.hpp"
#include "support/sse_parser.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace ssecast {
namespace {

using test::ParsedEvent;
using test::text_of;
using namespace std::string_view_literals;

std::string wire(const EventFields& fields) {
    const FramePtr frame = encode_event(fields);
    frame->stamp({1, 2});
    return text_of(frame->slice(Framing::bare));
}

/// What a client makes of one event.
test::SseParser read_back(const EventFields& fields) {
    test::SseParser parser;
    parser.feed(wire(fields));
    return parser;
}

std::string data_read_back(std::string_view data) {
    const test::SseParser parser = read_back({.event = "e", .data = data});
    if (parser.events().size() != 1) return "not one event";
    return parser.events().front().data;
}

TEST(FrameEncoder, WritesTheFieldsInOrder) {
    EXPECT_EQ(wire({.event = "greet", .data = "hi"}), "id: 1-2\nevent: greet\ndata: hi\n\n");
    EXPECT_EQ(
        wire({.event = "greet",
              .data = "a\nb",
              .id = "own",
              .retry = 1500,
              .timestamp = 1'700'000'000'123}),
        "id: own\n: timestamp 1700000000123\nevent: greet\nretry: 1500\ndata: a\ndata: b\n\n");
}

TEST(FrameEncoder, TheClientReadsEveryField) {
    const test::SseParser parser = read_back(
        {.event = "greet", .data = "{\"a\":1}", .id = "own", .retry = 0, .timestamp = -5});
    ASSERT_EQ(parser.events().size(), 1U);
    EXPECT_EQ(parser.events().front(), (ParsedEvent{"greet", "{\"a\":1}", "own"}));
    EXPECT_EQ(parser.retry(), 0U);
    EXPECT_EQ(parser.comments(), std::vector<std::string>{" timestamp -5"});
    EXPECT_EQ(parser.blocks(), 1U);
}

TEST(FrameEncoder, WritesCommentsAfterTheTimestamp) {
    EXPECT_EQ(wire({.event = "e",
                    .data = "x",
                    .retry = 5,
                    .timestamp = 7,
                    .comments = "channel workspace:7\nversion 2\nolder {\"a\":1}"}),
              "id: 1-2\n: timestamp 7\n: channel workspace:7\n: version 2\n: older {\"a\":1}\n"
              "event: e\nretry: 5\ndata: x\n\n");
    const test::SseParser parser =
        read_back({.event = "e", .data = "x", .comments = "channel data: forged"});
    ASSERT_EQ(parser.events().size(), 1U);
    EXPECT_EQ(parser.events().front().data, "x");
    EXPECT_EQ(parser.comments(), std::vector<std::string>{" channel data: forged"});
}

TEST(FrameEncoder, SplitsDataOnEveryLineBreak) {
    EXPECT_EQ(wire({.event = "e", .data = "a\nb\rc\r\nd"}),
              "id: 1-2\nevent: e\ndata: a\ndata: b\ndata: c\ndata: d\n\n");
    EXPECT_EQ(data_read_back("a\n\rb"), "a\n\nb") << "LF CR are two breaks";
    EXPECT_EQ(data_read_back("a\r\r\nb"), "a\n\nb");
    EXPECT_EQ(data_read_back("\r\n"), "\n");
    EXPECT_EQ(data_read_back("\n"), "\n") << "a break at the end is a last, empty line";
    EXPECT_EQ(data_read_back("a\n\n"), "a\n\n");
    EXPECT_EQ(data_read_back("\r"), "\n");
}

TEST(FrameEncoder, FiresAnEventForEmptyData) {
    EXPECT_EQ(wire({.event = "e", .data = ""}), "id: 1-2\nevent: e\ndata: \n\n");
    EXPECT_EQ(data_read_back(""), "");
    EXPECT_EQ(data_read_back({}), "");
}

// Injections that other libraries of this kind let through.
TEST(FrameEncoder, DeliversDataWhole) {
    EXPECT_EQ(data_read_back("a\nb\n\nc"), "a\nb\n\nc");
    EXPECT_EQ(data_read_back("x\revent: pwn\rdata: y"), "x\nevent: pwn\ndata: y");
    EXPECT_EQ(data_read_back("x\n\nevent: pwn\ndata: y\n\n"), "x\n\nevent: pwn\ndata: y\n\n");
    EXPECT_EQ(data_read_back(" leading space"), " leading space");
    EXPECT_EQ(data_read_back("  two"), "  two");
    EXPECT_EQ(data_read_back(": comment"), ": comment");
    EXPECT_EQ(data_read_back("id: 9\nretry: 1"), "id: 9\nretry: 1");
    EXPECT_EQ(data_read_back("nul\0inside"sv), "nul\0inside"sv);
    EXPECT_EQ(data_read_back("\xEF\xBB\xBF bom"), "\xEF\xBB\xBF bom");
    EXPECT_EQ(data_read_back("\u2028 and \u0085 are letters"), "\u2028 and \u0085 are letters");
}

TEST(FrameEncoder, TakesNamesAndIdsThatOnlyLookDangerous) {
    EXPECT_EQ(read_back({.event = "message", .data = "x"}).events().front().type, "message");
    EXPECT_EQ(read_back({.event = " spaced : name ", .data = "x"}).events().front().type,
              " spaced : name ");
    EXPECT_EQ(read_back({.event = "Error", .data = "x"}).events().front().type, "Error");
    EXPECT_EQ(read_back({.event = "opened", .data = "x"}).events().front().type, "opened");
    EXPECT_EQ(read_back({.event = "e", .data = "x", .id = "0"}).last_event_id(), "0");
    EXPECT_EQ(read_back({.event = "e", .data = "x", .id = " : "}).last_event_id(), " : ");
    EXPECT_EQ(read_back({.event = "e", .data = "x", .id = ""}).last_event_id(), "1-2")
        << "no id of the caller's";
}

TEST(FrameEncoder, OnlyAnEventWithoutANameHasNoLineOfIt) {
    const EventFields unnamed{.event = "", .data = "{\"type\":\"a\"}", .retry = 5};
    EXPECT_EQ(wire(unnamed), "id: 1-2\nretry: 5\ndata: {\"type\":\"a\"}\n\n");
    EXPECT_EQ(read_back(unnamed).events().front().type, "message");
    EXPECT_EQ(encode_event(unnamed)->key, "message");
    EXPECT_EQ(wire({.event = "message", .data = "x"}), "id: 1-2\nevent: message\ndata: x\n\n");
    EXPECT_TRUE(is_event_text(encode_event(unnamed)->text())) << "the history file reads it";
}

/// The same event with its data left where it is until the frame has room for it.
std::string wire_of_late(EventFields fields, bool is_complete = true) {
    struct Source {
        std::string_view data;
        bool is_complete;
    } source{fields.data, is_complete};
    fields.data = {};
    fields.late_data = {source.data.size(), &source,
                        [](void* from, char* at, std::size_t size) -> std::size_t {
                            const auto& its = *static_cast<Source*>(from);
                            // As V8 does it: a NUL behind the text.
                            its.data.copy(at, size);
                            at[size] = '\0';
                            return its.is_complete ? size : size - 1;
                        }};
    return wire(fields);
}

TEST(FrameEncoder, WritesDataThatComesLateAsIfItHadBeenThere) {
    for (const std::string_view data :
         {""sv, "{}"sv, "one\ntwo"sv, "a\r\nb\rc\n"sv, "\n"sv, "\u00e4"sv}) {
        const EventFields fields{.event = "e", .data = data, .retry = 5, .comments = "version 2"};
        EXPECT_EQ(wire_of_late(fields), wire(fields)) << data;
    }
    const std::string large(1'000'000, 'x');
    EXPECT_EQ(wire_of_late({.event = "e", .data = large}), wire({.event = "e", .data = large}));
    EXPECT_EQ(wire_of_late({.event = "e", .data = "short"}, false),
              wire({.event = "e", .data = "shor"}))
        << "what was not written is not sent";
}

TEST(FrameEncoder, WritesRetryAsDigits) {
    EXPECT_EQ(read_back({.event = "e", .data = "", .retry = 2147483647}).retry(), 2147483647U);
    EXPECT_EQ(wire({.event = "e", .data = "", .retry = -0.0}),
              "id: 1-2\nevent: e\nretry: 0\ndata: \n\n");
}

TEST(FrameEncoder, WritesEveryTimestamp) {
    using Limits = std::numeric_limits<std::int64_t>;
    for (const std::int64_t timestamp : {Limits::min(), Limits::max(), std::int64_t{0}}) {
        EXPECT_EQ(wire({.event = "e", .data = "", .timestamp = timestamp}),
                  "id: 1-2\n: timestamp " + std::to_string(timestamp) + "\nevent: e\ndata: \n\n");
    }
}

TEST(FrameEncoder, AHeartbeatIsABlockOfAnIdAlone) {
    const FramePtr frame = encode_heartbeat({5, 7});
    const std::string text = "id: 5-7\n: cursor 5-7\n\n";
    EXPECT_EQ(text_of(frame->slice(Framing::bare)), text);
    EXPECT_EQ(text_of(frame->slice(Framing::chunked)), "16\r\n" + text + "\r\n");
    EXPECT_FALSE(frame->is_event);
    test::SseParser parser;
    parser.feed(text);
    EXPECT_TRUE(parser.events().empty());
    EXPECT_EQ(parser.last_event_id(), "5-7");
}

TEST(FrameEncoder, ANoticeMayHaveAnyNameAndIsNobodysDelivery) {
    const FramePtr frame = encode_notice({.event = "open", .data = "{}", .retry = 3000}, {5, 7});
    EXPECT_EQ(text_of(frame->slice(Framing::bare)),
              "id: 5-7\nevent: open\nretry: 3000\ndata: {}\n\n");
    EXPECT_FALSE(frame->is_event);
    EXPECT_TRUE(encode_event({.event = "e", .data = ""})->is_event);
}

}  // namespace
}  // namespace ssecast
