#include "load/response_reader.hpp"

#include "load/fake_server.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <ostream>
#include <string>
#include <vector>

namespace ssecast::load {
namespace {

using test::chunk;
using test::kBareHead;
using test::kStreamHead;
using State = ResponseReader::State;

/// Feeds a reader, and keeps what it finds.
class Reading final : public ResponseSink {
public:
    void feed(const std::string& bytes, std::size_t piece) {
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            const std::size_t size = std::min(piece, bytes.size() - at);
            char* const data = buffer_.data() + ResponseReader::kHeadroom;
            std::memcpy(data, bytes.data() + at, size);
            reader.feed(data, size, *this);
        }
    }

    ResponseReader reader{ResponseReader::Fields::standard};
    std::vector<std::string> data;
    std::vector<std::string> ids;

private:
    bool on_head(int status, std::string_view /*head*/) override { return status == 200; }
    void on_block(const Block& block) override {
        data.emplace_back(block.data);
        ids.emplace_back(block.id);
    }

    std::vector<char> buffer_ = std::vector<char>(ResponseReader::kHeadroom + 64 * 1024);
};

class Pieces : public testing::TestWithParam<std::size_t> {};

TEST_P(Pieces, AreReadAsOne) {
    Reading reading;
    reading.feed(kStreamHead + chunk("id: 1\ndata: a\ndata: b\n\nid: 2\r\nda") +
                     chunk("ta: c\r\n\r\n: heartbeat\n\n") + "0\r\n\r\n",
                 GetParam());
    EXPECT_EQ(reading.data, (std::vector<std::string>{"a\nb", "c", ""}));
    EXPECT_EQ(reading.ids, (std::vector<std::string>{"1", "2", ""}));
    EXPECT_TRUE(reading.reader.ended_well());
}

INSTANTIATE_TEST_SUITE_P(ResponseReader, Pieces, testing::Values(1, 2, 7, 1'000));

struct Violation {
    const char* name;
    std::string bytes;

    /// For the names of the tests.
    friend void PrintTo(const Violation& violation, std::ostream* out) { *out << violation.name; }
};

class Violations : public testing::TestWithParam<Violation> {};

TEST_P(Violations, Fail) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{5}, std::size_t{60'000}}) {
        Reading reading;
        reading.feed(GetParam().bytes, piece);
        EXPECT_EQ(reading.reader.state(), State::failed);
        // What follows changes nothing.
        reading.feed(kStreamHead + chunk("data: x\n\n"), piece);
        EXPECT_EQ(reading.reader.state(), State::failed);
        EXPECT_TRUE(reading.data.empty());
    }
}

INSTANTIATE_TEST_SUITE_P(
    ResponseReader, Violations,
    testing::Values(Violation{"garbage", "\x16\x03\x01 no http at all\r\n\r\n"},
                    Violation{"head_without_end", std::string(ResponseReader::kHeadroom + 10, 'x')},
                    Violation{"line_without_end",
                              kBareHead + std::string(ResponseReader::kHeadroom + 10, 'x')},
                    Violation{"size_that_is_none", kStreamHead + "zz\r\ndata"},
                    Violation{"size_without_digits", kStreamHead + "\r\n\r\n"},
                    Violation{"negative_size", kStreamHead + "-5\r\ndata: x\r\n"},
                    Violation{"enormous_size", kStreamHead + "ffffffffffffffffffff\r\n"},
                    Violation{"extension", kStreamHead + "5;a=b\r\ndata:\r\n"},
                    Violation{"content_longer_than_its_size", kStreamHead + "3\r\ndata: x\r\n"},
                    Violation{"content_without_its_end", kStreamHead + "3\r\ndatX\n"},
                    Violation{"line_feeds_alone", kStreamHead + "3\ndat\n"},
                    Violation{"trailer", kStreamHead + "0\r\nx: y\r\n\r\n"},
                    Violation{"bytes_after_the_end", kStreamHead + "0\r\n\r\nmore"}),
    [](const auto& test) { return test.param.name; });

TEST(ResponseReader, TakesSizesInCapitals) {
    Reading reading;
    reading.feed(kStreamHead + "A\r\ndata: xy\n\n\r\n", 3);
    EXPECT_EQ(reading.data, std::vector<std::string>{"xy"});
}

TEST(ResponseReader, KnowsWhetherAStreamBrokeOff) {
    Reading whole;
    whole.feed(kBareHead + "data: a\n\n", 4);
    EXPECT_TRUE(whole.reader.ends_with_connection());
    Reading part;
    part.feed(kBareHead + "data: a\n", 4);
    EXPECT_FALSE(part.reader.ends_with_connection());
    Reading chunked;
    chunked.feed(kStreamHead + chunk("data: a\n\n"), 4);
    EXPECT_FALSE(chunked.reader.ends_with_connection());
}

TEST(ResponseReader, SaysWhichBlockIsTooLarge) {
    Reading reading;
    reading.feed(kBareHead + "data: " + std::string(ResponseReader::kHeadroom, 'x'), 10'000);
    EXPECT_TRUE(reading.reader.too_large());
}

}  // namespace
}  // namespace ssecast::load
