// The oracles of the other tests, against examples of WHATWG HTML, section 9.2.6, and RFC 9112.
#include "support/chunk_decoder.hpp"
#include "support/sse_parser.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace ssecast::test {
namespace {

std::vector<ParsedEvent> parse(std::string_view text) {
    SseParser parser;
    parser.feed(text);
    return parser.events();
}

TEST(SseParser, ReadsTheExamplesOfTheStandard) {
    EXPECT_EQ(parse("data: YHOO\ndata: +2\ndata: 10\n\n"),
              (std::vector<ParsedEvent>{{"message", "YHOO\n+2\n10", ""}}));
    EXPECT_EQ(parse(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n"
                    "data:  third event\n"),
              (std::vector<ParsedEvent>{{"message", "first event", "1"},
                                        {"message", "second event", ""}}));
    EXPECT_EQ(parse("data\n\ndata\ndata\n\ndata:"),
              (std::vector<ParsedEvent>{{"message", "", ""}, {"message", "\n", ""}}));
    EXPECT_EQ(parse("data:test\n\ndata: test\n\n"),
              (std::vector<ParsedEvent>{{"message", "test", ""}, {"message", "test", ""}}));
}

TEST(SseParser, EndsLinesWithAnyBreakAndSkipsABom) {
    EXPECT_EQ(parse("\xEF\xBB\xBF"
                    "data: a\r\rdata: b\r\n\r\ndata: c\n\n"),
              (std::vector<ParsedEvent>{
                  {"message", "a", ""}, {"message", "b", ""}, {"message", "c", ""}}));
}

TEST(SseParser, AnIdSticksAlsoWithoutData) {
    SseParser parser;
    parser.feed("id: 4\nevent: lost\n\ndata: x\n\n");
    EXPECT_EQ(parser.events(), (std::vector<ParsedEvent>{{"message", "x", "4"}}));
    parser.feed("id: 5\n");
    EXPECT_EQ(parser.last_event_id(), "4") << "the block is not complete";
    parser.feed("\n");
    EXPECT_EQ(parser.last_event_id(), "5");
    parser.feed(std::string_view("id: a\0b\n\n", 9));
    EXPECT_EQ(parser.last_event_id(), "5");
    parser.feed("id\n\n");
    EXPECT_EQ(parser.last_event_id(), "");
}

TEST(SseParser, RetryIsDigitsOnly) {
    SseParser parser;
    parser.feed("retry: 10\nretry: 1e3\nretry: -1\nretry:\nretry: 5 \n");
    EXPECT_EQ(parser.retry(), 10U);
}

TEST(SseParser, ReadsTheSameFromSingleBytes) {
    const std::string text = ": c\r\nid: 1\r\nevent: e\ndata: a\rdata: b\r\n\r\n\ndata: x\n\n";
    SseParser parser;
    for (const char byte : text) parser.feed({&byte, 1});
    EXPECT_EQ(parser.events(), parse(text));
    EXPECT_EQ(parser.events().size(), 2U);
}

TEST(ChunkDecoder, TakesChunksApartInAnyPieces) {
    const std::string text = "3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\n";
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        ChunkDecoder decoder;
        std::string content;
        for (std::size_t at = 0; at < text.size(); at += piece) {
            content += decoder.feed(std::string_view(text).substr(at, piece));
        }
        EXPECT_EQ(content, "abc0123456789");
        EXPECT_EQ(decoder.chunks(), 2U);
        EXPECT_TRUE(decoder.ended());
    }
}

TEST(ChunkDecoder, IsStrict) {
    for (const std::string_view text : {"x\r\n", "\r\n", "3\r\nabcd\r\n", "0\r\nTrailer: 1\r\n",
                                        "0\r\n\r\n1", "3;ext=1\r\n", "-1\r\n", "3\nabc\n"}) {
        ChunkDecoder decoder;
        EXPECT_THROW((void)decoder.feed(std::string(text) + std::string(20, ' ')),
                     std::runtime_error)
            << text;
    }
}

}  // namespace
}  // namespace ssecast::test
