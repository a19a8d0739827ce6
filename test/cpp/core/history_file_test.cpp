#include "core/history_file.hpp"

#include <boost/crc.hpp>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace ssecast {
namespace {

constexpr std::uint64_t kEarlier = 3 * kIdsAMillisecond;
constexpr std::uint64_t kOwn = 2 * kIdsAMillisecond;

HistoryFile some_file() {
    HistoryFile file{
        {10, 0},
        {99, kOwn + 3},
        {{{8, kEarlier}, {21, kEarlier}}, {{22, kOwn}, {99, kOwn + 3}}},
        {},
        {{"a", {19, kEarlier}}, {"\"quoted\"", {98, kOwn}}},
    };
    for (std::uint64_t ms = 20; ms < 23; ++ms) {
        Envelope& event = file.events.emplace_back();
        event.id = {ms, ms == 22 ? kOwn : kEarlier};
        event.channels = {{"a"}};
        event.text = "event: e\ndata: " + std::to_string(ms) + "\n\n";
    }
    return file;
}

std::string why_not(std::string_view text) {
    const auto parsed = parse_history_file(text);
    const auto* const reason = std::get_if<std::string>(&parsed);
    return reason == nullptr ? "" : *reason;
}

TEST(HistoryFileTest, ComesBackAsItWas) {
    const auto parsed = parse_history_file(to_text(some_file()));
    const auto* const file = std::get_if<HistoryFile>(&parsed);
    ASSERT_NE(file, nullptr) << std::get<std::string>(parsed);
    EXPECT_EQ(file->forgotten_through, (EventId{10, 0}));
    EXPECT_EQ(file->newest, (EventId{99, kOwn + 3}));
    ASSERT_EQ(file->events.size(), 3U);
    EXPECT_EQ(file->events[2].text, some_file().events[2].text);
    EXPECT_EQ(file->channels, some_file().channels);
}

/// `text` with the checksum that fits it.
std::string summed(std::string text) {
    text.erase(text.rfind('\n', text.size() - 2) + 1);
    boost::crc_32_type crc;
    crc.process_bytes(text.data(), text.size());
    return text + R"({"crc32":)" + std::to_string(crc.checksum()) + "}\n";
}

// A file of a process that did not write how far channels have forgotten.
TEST(HistoryFileTest, OneWithoutChannelsIsOne) {
    HistoryFile file = some_file();
    file.channels.clear();
    const std::string text = to_text(file);
    EXPECT_EQ(text.find("channel"), std::string::npos);
    EXPECT_EQ(why_not(text), "");
}

TEST(HistoryFileTest, ChannelsThatCannotHaveForgottenSoFarAreRefused) {
    const auto refusal = [](const std::string& channel, EventId through) {
        HistoryFile file = some_file();
        file.channels[channel] = through;
        return why_not(to_text(file));
    };
    EXPECT_EQ(refusal("b", {99, kOwn + 3}), "");
    EXPECT_NE(refusal("b", {99, kOwn + 4}), "") << "later than the newest event";
    EXPECT_NE(refusal("b", {10, 0}), "") << "no more than the whole";
    EXPECT_NE(refusal("", {50, kOwn}), "");
    EXPECT_NE(refusal("\n", {50, kOwn}), "");
    EXPECT_NE(refusal(std::string(513, 'x'), {50, kOwn}), "");
}

TEST(HistoryFileTest, LinesOfChannelsAreReadStrictly) {
    const std::string text = to_text(some_file());
    const std::size_t events = text.find("{\"id\"");
    const auto refusal = [&](std::string_view line, std::size_t at) {
        return why_not(summed(std::string(text).insert(at, std::string(line) + "\n")));
    };
    EXPECT_EQ(refusal(R"({"channel":"b","forgottenThrough":"50-200000"})", events), "");
    for (const char* const line :
         {R"({"channel":"a","forgottenThrough":"50-200000"})",
          R"({"channel":"A","forgottenThrough":"50-200000"})", R"({"channel":"b"})",
          R"({"channel":"b","forgottenThrough":50})", R"({"channel":"b","forgottenThrough":"50"})",
          R"({"channel":1,"forgottenThrough":"50-200000"})", R"({"channel":null})",
          R"({"channel":)", R"({"channel":"b","forgottenThrough":"50-200000")",
          "{\"channel\":\"\xff\",\"forgottenThrough\":\"50-200000\"}"}) {
        EXPECT_NE(refusal(line, events), "") << line;
    }
    const std::size_t end = text.rfind("{\"crc32");
    EXPECT_NE(refusal(R"({"channel":"b","forgottenThrough":"50-200000"})", end), "")
        << "channels come before events";
}

TEST(HistoryFileTest, OneWithoutEventsIsOne) {
    HistoryFile empty = some_file();
    empty.events.clear();
    EXPECT_EQ(why_not(to_text(empty)), "");
}

TEST(HistoryFileTest, EveryTornOneIsRefused) {
    const std::string text = to_text(some_file());
    for (std::size_t size = 0; size < text.size(); ++size) {
        EXPECT_NE(why_not(std::string_view(text).substr(0, size)), "") << size;
    }
}

TEST(HistoryFileTest, EveryFlippedBitIsNoticed) {
    const std::string text = to_text(some_file());
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (const unsigned bit : {0U, 3U, 6U}) {
            std::string flipped = text;
            flipped[i] = static_cast<char>(flipped[i] ^ (1U << bit));
            EXPECT_NE(why_not(flipped), "") << i;
        }
    }
}

TEST(HistoryFileTest, ForeignOnesAreRefused) {
    EXPECT_NE(why_not("{\"kind\":\"something else\"}\n{}\n"), "");
    EXPECT_NE(why_not(std::string(1'000, '\n')), "");
    EXPECT_NE(why_not("\x7f"
                      "ELF"),
              "");
    HistoryFile file = some_file();
    std::swap(file.events[0], file.events[1]);
    EXPECT_NE(why_not(to_text(file)).find("order"), std::string::npos);
    file = some_file();
    file.newest = {21, kEarlier};
    file.issued.pop_back();
    EXPECT_NE(why_not(to_text(file)).find("order"), std::string::npos);
    file = some_file();
    file.forgotten_through = {20, kEarlier};
    EXPECT_NE(why_not(to_text(file)), "");
}

// A range that was not checked would admit cursors that this history never gave.
TEST(HistoryFileTest, IdsOfHistoriesThatCannotBeAreRefused) {
    const auto refusal = [](std::vector<IssuedRange> issued) {
        HistoryFile file = some_file();
        file.issued = std::move(issued);
        if (!file.issued.empty()) file.newest = file.issued.back().last;
        return why_not(to_text(file));
    };
    const IssuedRange own{{22, kOwn}, {99, kOwn + 3}};
    EXPECT_EQ(refusal({own}), "");
    EXPECT_NE(refusal({}), "");
    EXPECT_NE(refusal({{{22, kOwn}, {99, kEarlier}}}), "") << "two identities";
    EXPECT_NE(refusal({{{99, kOwn + 3}, {22, kOwn}}}), "") << "the last before the first";
    EXPECT_NE(refusal({{{22, 0}, {99, 0}}}), "") << "no identity";
    EXPECT_NE(refusal({{{22, kOwn}, {99, kOwn}}, {{99, kEarlier}, {99, kEarlier}}}), "")
        << "one begins before the other ended";
    EXPECT_NE(refusal({{{22, kOwn}, {kMaxEventIdMs, kOwn}}}), "") << "no later id is left";
    std::vector<IssuedRange> many;
    for (std::uint64_t ms = 100; many.size() < IssuedIds::kMost; ++ms) {
        many.push_back({{ms, kOwn}, {ms, kOwn}});
    }
    EXPECT_EQ(refusal(many), "");
    many.push_back({{1'000, kOwn}, {1'000, kOwn}});
    EXPECT_NE(refusal(many), "") << "too many";
    HistoryFile file = some_file();
    file.newest = {50, kOwn};
    EXPECT_NE(why_not(to_text(file)), "") << "the newest is not its own";
}

TEST(HistoryFileTest, OneWithoutIdentitiesIsOfAnotherVersion) {
    const std::string header =
        R"({"kind":"ssecast history","version":1,"forgottenThrough":"10-0","newest":"99-3"})"
        "\n";
    EXPECT_NE(why_not(header + "{\"crc32\":0}\n").find("version"), std::string::npos);
}

}  // namespace
}  // namespace ssecast
