#include "core/log_entry.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ssecast {
namespace {

using Keys = std::vector<std::string>;

LogEntry parsed(std::string_view text) {
    LogEntry entry;
    EXPECT_EQ(parse_log_text(text, entry), "") << text;
    return entry;
}

std::string problem(std::string_view text) {
    LogEntry entry;
    return parse_log_text(text, entry);
}

TEST(LogEntry, AnEventComesBackAsItWas) {
    const std::string data = "{\"a\":1.0,\"lone\":\"\\ud83d\",\"big\":12345678901234567890123}\nx";
    const EventFields fields{.event = "order",
                             .data = data,
                             .id = "own-1",
                             .retry = 1000,
                             .timestamp = 17,
                             .key = "k",
                             .comments = "channel a\nversion 2"};
    const std::string text = to_log_text(Target::Kind::channels, {"user:1", "orders"}, fields);
    const LogEntry entry = parsed(text);
    EXPECT_EQ(entry.kind, Target::Kind::channels);
    EXPECT_EQ(entry.keys, (Keys{"user:1", "orders"}));
    EXPECT_EQ(entry.data, data) << "byte by byte, whatever a JSON parser makes of it";
    EXPECT_EQ(entry.event, "order");
    EXPECT_EQ(entry.id, "own-1");
    EXPECT_EQ(entry.key, "k");
    EXPECT_EQ(entry.retry, 1000);
    EXPECT_EQ(entry.timestamp, 17);
    EXPECT_EQ(entry.comments, "channel a\nversion 2");
}

TEST(LogEntry, AnEventWithoutAChannelOfItsOwnComesBackWithoutOne) {
    const std::string text =
        to_log_text(Target::Kind::channels, {"orders"}, {.event = "e", .data = "1"});
    EXPECT_EQ(parsed(text).comments, "");
}

TEST(LogEntry, ReadsWhatAnotherProgramWrites) {
    const LogEntry entry =
        parsed(R"({"target":{"channel":"orders"},"event":"order","data":{"b":1,"a":[true]}})");
    EXPECT_EQ(entry.keys, Keys{"orders"});
    EXPECT_EQ(entry.data, R"({"b":1,"a":[true]})");
    EXPECT_EQ(entry.comments, "channel orders");
    EXPECT_EQ(parsed(R"({"target":"all","event":"e"})").data, "null");
    EXPECT_EQ(parsed(R"({"target":"all","event":"e"})").comments, "channel all");
    EXPECT_EQ(parsed("{\"target\": \"all\",\n \"event\": \"e\",\n \"data\": 2}\n").data, "2");
    EXPECT_EQ(parsed("{\"target\":\"all\",\"event\":\"e\",\"data\":2}\n").data, "2");
    EXPECT_EQ(parsed(R"({"target":{"user":"1"},"event":"e"})").keys, Keys{"user:1"});
    EXPECT_EQ(parsed(R"({"target":{"session":["a","b"]},"event":"e"})").keys,
              (Keys{"session:a", "session:b"}));
    EXPECT_EQ(parsed(R"({"target":{"session":["a","b"]},"event":"e"})").comments, "");
    const LogEntry to_client = parsed(R"({"target":{"client":"c"},"event":"e"})");
    EXPECT_EQ(to_client.kind, Target::Kind::clients);
    EXPECT_EQ(to_client.keys, Keys{"c"});
}

TEST(LogEntry, ReadsTheFormOfTheSessionEmitter) {
    const LogEntry entry = parsed(R"({"sessionId":"s1","event":{"type":"joined","data":{"n":1}}})");
    EXPECT_EQ(entry.keys, Keys{"session:s1"});
    EXPECT_EQ(entry.event, "");
    EXPECT_EQ(entry.key, "joined");
    EXPECT_EQ(entry.data, R"({"type":"joined","data":{"n":1}})");
}

TEST(LogEntry, SaysWhatIsWrong) {
    EXPECT_EQ(problem("nonsense"), "Expected an object of JSON but received something else");
    EXPECT_EQ(problem(""), "Expected an object of JSON but received something else");
    EXPECT_EQ(problem("[1]"), "Expected an object of JSON but received something else");
    EXPECT_EQ(problem(R"({"event":"e"})"), "Expected a target but received none");
    EXPECT_EQ(problem(R"({"target":"all"})"), "Expected an event but received none");
    const std::string target =
        "Expected \"all\", or one of user, session, channel and client, for target but received ";
    EXPECT_EQ(problem(R"({"target":"some","event":"e"})"), target + "\"some\"");
    EXPECT_EQ(problem(R"({"target":{"user":"1","channel":"a"},"event":"e"})"),
              target + R"({"user":"1","channel":"a"})");
    EXPECT_EQ(problem(R"({"target":{"user":""},"event":"e"})"), target + R"({"user":""})");
    EXPECT_EQ(problem(R"({"target":{"user":[1]},"event":"e"})"), target + R"({"user":[1]})");
    EXPECT_EQ(problem(R"({"target":{"user":[["a"]]},"event":"e"})"),
              target + R"({"user":[["a"]]})");
    EXPECT_EQ(problem(R"({"target":"all","event":1})"), "Expected a name for event but received 1");
    EXPECT_EQ(problem(R"({"target":"all","event":{}})"),
              "Expected a name, or an object with a type, for event but received {}");
    EXPECT_EQ(problem(R"({"target":"all","event":"e","id":1})"),
              "Expected a string for id but received 1");
    EXPECT_EQ(problem(R"({"target":"all","event":"e","retry":"1"})"),
              "Expected a number for retry but received \"1\"");
    EXPECT_EQ(problem(R"({"sessionId":5,"event":"e"})"),
              "Expected the id of a session for sessionId but received 5");
}

std::string repeated(std::size_t times, std::string_view text) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

// Writing JSON takes a stack that grows with the depth.
TEST(LogEntry, RefusesWhatIsNestedTooDeeply) {
    const auto nested = [](std::size_t depth) {
        return R"({"target":"all","event":"e","data":)" + repeated(depth, "[") +
               repeated(depth, "]") + "}";
    };
    const std::string sentence =
        "Expected at most 500 arrays and objects in each other but received more; deeper data may "
        "follow the object on the next line";
    // The event itself is the first.
    EXPECT_EQ(parsed(nested(499)).data.size(), 998U);
    EXPECT_EQ(problem(nested(500)), sentence);
    // Far more than a stack holds, also where the JSON has a line break.
    EXPECT_EQ(problem(nested(2'000'000)), sentence);
    EXPECT_EQ(problem("{\n" + nested(2'000'000).substr(1)), sentence);
    EXPECT_EQ(problem(R"({"target":"all","event":)" + repeated(300'000, R"({"type":)")), sentence);
    const std::string brackets = repeated(1'000, R"(\"[)");
    EXPECT_EQ(problem(R"({"target":"all","event":"e","data":")" + brackets + "\"}"), "");
    const std::string below = "{\"target\":\"all\",\"event\":\"e\"}\n" + repeated(600, "[");
    EXPECT_EQ(parsed(below).data.size(), 600U);
}

// The order of members is kept, and each is compared with all before it.
TEST(LogEntry, RefusesAnObjectOfTooManyMembers) {
    const auto wide = [](std::size_t members) {
        std::string text = R"({"target":"all","event":"e","data":{"m":0)";
        for (std::size_t i = 1; i < members; ++i) text += ",\"" + std::to_string(i) + "\":0";
        return text + "}}";
    };
    EXPECT_EQ(problem(wide(4'000)), "");
    EXPECT_EQ(problem(wide(100'000)),
              "Expected at most 4096 members in an object but received more; larger data may "
              "follow the object on the next line");
    const std::string rows = repeated(5'000, R"({"a":1},)");
    EXPECT_EQ(problem(R"({"target":"all","event":"e","data":[)" + rows + "1]}"), "");
}

}  // namespace
}  // namespace ssecast
