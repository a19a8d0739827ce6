#include "core/options.hpp"

#include "support/expect_error.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace ssecast {
namespace {

using test::sentence_of;

std::string refused_options(std::string_view json) {
    return sentence_of(ErrorCode::invalid_option, [&] { (void)merge_options({}, json); });
}

TEST(Options, DefaultsAreTheDocumentedOnes) {
    const Options options = merge_options({}, "{}");
    EXPECT_EQ(options.heartbeat_interval_ms, 30'000U);
    EXPECT_EQ(options.retry_interval_ms, 3'000U);
    EXPECT_EQ(options.max_connections, 10'000U);
    EXPECT_EQ(options.connection_timeout_ms, 300'000U);
    EXPECT_EQ(options.queue_bytes, 1'048'576U);
    EXPECT_EQ(options.workers, 0U);
    EXPECT_EQ(options.slow_client, SlowClientPolicy::park);
    EXPECT_EQ(options.history.count, 10'000U);
    EXPECT_EQ(options.history.bytes, 16'777'216U);
    EXPECT_EQ(options.history.age_ms, 300'000U);
}

TEST(Options, TakesEveryOption) {
    const Options options = merge_options({}, R"({
        "heartbeatInterval": 0, "retryInterval": 1, "maxConnections": 2, "connectionTimeout": 3,
        "queueBytes": 1024, "workers": 4, "slowClient": "disconnect",
        "history": {"count": 5, "bytes": 6, "age": 7}})");
    EXPECT_EQ(options.heartbeat_interval_ms, 0U);
    EXPECT_EQ(options.retry_interval_ms, 1U);
    EXPECT_EQ(options.max_connections, 2U);
    EXPECT_EQ(options.connection_timeout_ms, 3U);
    EXPECT_EQ(options.queue_bytes, 1024U);
    EXPECT_EQ(options.workers, 4U);
    EXPECT_EQ(options.slow_client, SlowClientPolicy::disconnect);
    EXPECT_EQ(options.history.count, 5U);
    EXPECT_EQ(options.history.bytes, 6U);
    EXPECT_EQ(options.history.age_ms, 7U);
}

TEST(Options, LeavesAloneWhatIsNotNamed) {
    const Options first = merge_options({}, R"({"retryInterval": 9, "history": {"count": 8}})");
    const Options second = merge_options(first, R"({"maxConnections": 7, "history": {"age": 6}})");
    EXPECT_EQ(second.retry_interval_ms, 9U);
    EXPECT_EQ(second.max_connections, 7U);
    EXPECT_EQ(second.history.count, 8U);
    EXPECT_EQ(second.history.age_ms, 6U);
    EXPECT_EQ(second.history.bytes, 16'777'216U);
}

TEST(Options, FalseKeepsNoHistory) {
    EXPECT_EQ(merge_options({}, R"({"history": false})").history.count, 0U);
}

TEST(Options, TakesWholeNumbersHoweverTheyAreWritten) {
    EXPECT_EQ(merge_options({}, R"({"retryInterval": 2e3})").retry_interval_ms, 2'000U);
    EXPECT_EQ(merge_options({}, R"({"retryInterval": 5.0})").retry_interval_ms, 5U);
    EXPECT_EQ(merge_options({}, R"({"history": {"bytes": 68719476736}})").history.bytes,
              68'719'476'736U);
}

TEST(Options, PassesOverOptionsOfTheOtherLanguage) {
    EXPECT_NO_THROW((void)merge_options({}, R"({"name": "n", "directPath": true})"));
}

TEST(Options, NamesTheOptionWhatIsExpectedAndWhatCame) {
    EXPECT_EQ(refused_options(R"({"heartbeatInterval": -1})"),
              "Expected a whole number from 0 to 2147483647 for heartbeatInterval but received -1");
    EXPECT_EQ(refused_options(R"({"slowClient": "wait"})"),
              "Expected 'park', 'disconnect', 'drop-oldest' or 'latest' for slowClient but "
              "received \"wait\"");
    EXPECT_EQ(refused_options(R"({"history": true})"),
              "Expected an object or false for history but received true");
    EXPECT_EQ(refused_options("[]"), "Expected an object for options but received []");
}

struct Range {
    const char* name;
    const char* least;
    const char* below;
    const char* above;
};

void PrintTo(const Range& range, std::ostream* out) { *out << range.name; }

class OptionRanges : public testing::TestWithParam<Range> {};
INSTANTIATE_TEST_SUITE_P(All, OptionRanges,
                         testing::Values(Range{"heartbeatInterval", "0", "-1", "2147483648"},
                                         Range{"retryInterval", "0", "-1", "2147483648"},
                                         Range{"maxConnections", "0", "-1", "10000001"},
                                         Range{"connectionTimeout", "0", "-1", "2147483648"},
                                         Range{"queueBytes", "1024", "1023", "1073741825"},
                                         Range{"workers", "1", "0", "65"}),
                         [](const auto& range) { return std::string(range.param.name); });

TEST_P(OptionRanges, RefusesEverythingOutside) {
    const std::string name = GetParam().name;
    for (const char* const value : {GetParam().below, GetParam().above, "1.5", "1e300", "-1e300",
                                    "true", "null", "\"7\"", "[1]", "{}"}) {
        const std::string sentence = refused_options("{\"" + name + "\":" + value + "}");
        EXPECT_TRUE(sentence.starts_with("Expected a whole number from ")) << sentence;
        EXPECT_NE(sentence.find(" for " + name + " but received "), std::string::npos) << sentence;
    }
    const std::string least = "{\"" + name + "\":" + GetParam().least + "}";
    EXPECT_NO_THROW((void)merge_options({}, least)) << least;
}

TEST(Options, RefusesWrongBoundsOfTheHistory) {
    for (const std::string name : {"count", "bytes", "age"}) {
        for (const std::string value : {"-1", "0.5", "\"1\"", "null", "1e18"}) {
            const std::string sentence =
                refused_options(R"({"history": {")" + name + "\":" + value + "}}");
            EXPECT_NE(sentence.find(" for history." + name + " but received "), std::string::npos)
                << sentence;
        }
    }
}

TEST(Options, TakesRateLimitsAllAtOnce) {
    const Options first = merge_options(
        {}, R"({"rateLimits": {"a": {"perSecond": 50, "burst": 100}, "b": {"perSecond": 2.5}}})");
    EXPECT_EQ(first.rate_limits, (std::vector<RateLimit>{{"a", 50, 100}, {"b", 2.5, 2}}));
    EXPECT_EQ(merge_options(first, "{}").rate_limits, first.rate_limits);
    const Options second = merge_options(first, R"({"rateLimits": {"c": {"perSecond": 0.001}}})");
    EXPECT_EQ(second.rate_limits, (std::vector<RateLimit>{{"c", 0.001, 1}}));
    EXPECT_TRUE(merge_options(first, R"({"rateLimits": {}})").rate_limits.empty());
}

TEST(Options, RefusesWrongRateLimits) {
    const auto limits = [](const std::string& json) {
        return refused_options(R"({"rateLimits": )" + json + "}");
    };
    EXPECT_EQ(limits("5"), "Expected an object for rateLimits but received 5");
    EXPECT_EQ(limits(R"({"a": 5})"),
              "Expected an object like { perSecond, burst } for rateLimits.a but received 5");
    for (const std::string value : {"0", "-1", "0.0009", "1000001", "1e300", "\"1\"", "null"}) {
        EXPECT_EQ(
            limits(R"({"a": {"perSecond": )" + value + "}}")
                .find("Expected a number from 0.001 to 1000000 for rateLimits.a.perSecond but "),
            0U)
            << value;
        if (value == "1000001" || value == "0" || value == "-1") {
            EXPECT_EQ(
                limits(R"({"a": {"perSecond": 1, "burst": )" + value + "}}")
                    .find("Expected a whole number from 1 to 1000000 for rateLimits.a.burst but "),
                0U)
                << value;
        }
    }
    EXPECT_NE(limits(R"({"a": {}})").find("for rateLimits.a.perSecond but received null"),
              std::string::npos);
    for (const std::string prefix : {"", "a:", "a:b", "a\\n", "a\\u0000"}) {
        EXPECT_EQ(
            limits("{\"" + prefix + R"(": {"perSecond": 1}})")
                .find("Expected names that channels begin with, like workspace, without the colon "
                      "after them for rateLimits but received "),
            0U)
            << prefix;
    }
    std::string many = "{";
    for (std::size_t i = 0; i <= kMaxRateLimits; ++i) {
        many += (i == 0 ? "\"" : ",\"") + std::to_string(i) + R"(": {"perSecond": 1})";
    }
    EXPECT_EQ(limits(many + "}"), "Expected at most 100 limits for rateLimits but received 101");
}

TEST(Options, RefusesWhatIsNoObject) {
    for (const std::string_view json : {"", "null", "1", "\"x\"", "{", "{\"a\":}", "\xff"}) {
        const std::string sentence = refused_options(json);
        EXPECT_TRUE(sentence.starts_with("Expected an object for options but received "))
            << sentence;
    }
}

TEST(Options, AWrongOneChangesNothing) {
    Options options;
    EXPECT_THROW(options = merge_options(options, R"({"maxConnections": 1, "workers": 0})"), Error);
    EXPECT_EQ(options.max_connections, 10'000U);
}

}  // namespace
}  // namespace ssecast
