#include "core/history_file.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ssecast {
namespace {

HistoryFile some_file() {
    HistoryFile file{{10, 0}, {99, 3}, {}};
    for (std::uint64_t ms = 20; ms < 23; ++ms) {
        Envelope& event = file.events.emplace_back();
        event.id = {ms, 0};
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
    EXPECT_EQ(file->newest, (EventId{99, 3}));
    ASSERT_EQ(file->events.size(), 3U);
    EXPECT_EQ(file->events[2].text, some_file().events[2].text);
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
    file.newest = {21, 0};
    EXPECT_NE(why_not(to_text(file)), "");
    file = some_file();
    file.forgotten_through = {20, 0};
    EXPECT_NE(why_not(to_text(file)), "");
}

}  // namespace
}  // namespace ssecast
