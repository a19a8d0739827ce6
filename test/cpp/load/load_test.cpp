#include "load/load.hpp"

#include "core/error.hpp"
#include "load/fake_server.hpp"
#include "support/wait.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace ssecast::load {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::chunk;
using test::event;
using test::FakeServer;
using test::kBareHead;
using test::kStreamHead;
using test::wait_until;

/// Times that only a failing test waits for, unless it says otherwise.
Options to(const FakeServer& server, std::size_t clients) {
    return {.address = "127.0.0.1",
            .port = server.port(),
            .request = "GET /{client} HTTP/1.1\r\nHost: test\r\n\r\n",
            .clients = clients,
            .ramp = 10'000,
            .duration = 30s,
            .grace = 30s,
            .patience = 30s};
}

Report wait_for(Load& load, Phase phase) {
    EXPECT_TRUE(wait_until([&] { return load.report().phase >= phase; }));
    return load.report();
}

/// Every client gets this answer, and the load is over by itself.
Report after(const Answer& answer, std::size_t clients = 3) {
    const FakeServer server(
        [&](std::size_t /*number*/, const std::string& /*head*/) { return answer; });
    Load load(to(server, clients));
    return wait_for(load, Phase::done);
}

TEST(Load, CountsAndComparesWhatItsClientsGet) {
    FakeServer server([](std::size_t /*number*/, const std::string& /*head*/) {
        return Answer{.pieces = {kStreamHead, chunk(event("1", "connected"))}};
    });
    Options options = to(server, 20);
    options.duration = 500ms;
    Load load(options);
    EXPECT_EQ(wait_for(load, Phase::measuring).connections.open, 20U);
    for (const char* id : {"a", "b", "c"}) server.write_to_all(chunk(event(id)));
    server.write_to_all(chunk("data: without an id\n\n: heartbeat\nid: 9\n\n"));
    const Report report = wait_for(load, Phase::done);
    EXPECT_EQ(report.measured.events, 80U);
    EXPECT_EQ(report.measured.without_id, 20U);
    EXPECT_EQ(report.measured.ids, 3U);
    EXPECT_EQ(report.measured.spread.count(), 57U);
    EXPECT_EQ(report.measured.latency.count(), 0U);
    EXPECT_EQ(report.opening.count(), 20U);
    EXPECT_EQ(report.faults.lost + report.faults.duplicated + report.faults.reordered, 0U);
}

TEST(Load, MeasuresFromTheTimeInAnId) {
    FakeServer server([](std::size_t /*number*/, const std::string& /*head*/) {
        return Answer{.pieces = {kStreamHead}};
    });
    Options options = to(server, 2);
    options.duration = 300ms;
    Load load(options);
    static_cast<void>(wait_for(load, Phase::measuring));
    const std::uint64_t now = wall_ns() / 1'000'000;
    server.write_to_all(chunk(event(std::to_string(now + 5) + "-100000")));
    server.write_to_all(chunk(event(std::to_string(now + 3'600'000) + "-100001")));
    // Published before the clients were there.
    server.write_to_all(chunk(event(std::to_string(now - 3'600'000) + "-100002")));
    const Report report = wait_for(load, Phase::done);
    EXPECT_EQ(report.measured.latency.count() + report.measured.early, 4U);
    EXPECT_GE(report.measured.early, 2U);
    EXPECT_EQ(report.measured.events, 6U);
}

TEST(Load, FindsWhatOneClientLacksHasTwiceAndHasInAnotherOrder) {
    FakeServer server([](std::size_t number, const std::string& /*head*/) {
        const std::string id = "1763712000000-10000";
        std::string events;
        // The first lacks one, the second has one twice, the third has two in another order.
        const char* const orders[] = {"1235", "123345", "132 45", "12345"};
        for (const char digit : std::string(orders[number])) {
            if (digit != ' ') events += event(id + digit);
        }
        return Answer{.pieces = {kStreamHead, chunk(event(id + "0", "connected") + events)}};
    });
    Options options = to(server, 4);
    options.duration = 300ms;
    options.grace = 0ms;
    Load load(options);
    const Report report = wait_for(load, Phase::done);
    EXPECT_EQ(report.faults.lost, 1U);
    EXPECT_EQ(report.faults.duplicated, 1U);
    EXPECT_EQ(report.faults.reordered, 1U);
}

TEST(Load, CountsGapsAndBeginsAnewAfterThem) {
    FakeServer server([](std::size_t number, const std::string& /*head*/) {
        const auto at = [](const char* last, const char* name = "tick") {
            return event(std::string("1763712000000-10000") + last, name);
        };
        return Answer{
            .pieces = {kStreamHead, chunk(at("1") + at("2")),
                       chunk(number == 0 ? at("3") + at("4") : at("4", "gap") + at("5"))}};
    });
    Options options = to(server, 2);
    options.duration = 300ms;
    options.grace = 0ms;
    Load load(options);
    const Report report = wait_for(load, Phase::done);
    EXPECT_EQ(report.gaps, 1U);
    // The first client lacks the last event; the other one was told of what it lacks.
    EXPECT_EQ(report.faults.lost, 1U);
}

TEST(Load, SendsTheNumberOfEachClient) {
    FakeServer server([](std::size_t /*number*/, const std::string& head) {
        const bool is_first = head.starts_with("GET /0 ");
        return Answer{.pieces = {is_first ? kStreamHead : "HTTP/1.1 404 Not Found\r\n\r\n"}};
    });
    Options options = to(server, 3);
    options.duration = 1ms;
    Load load(options);
    const Report report = wait_for(load, Phase::measuring);
    EXPECT_EQ(report.connections.open, 1U);
    EXPECT_EQ(report.connections.refused.at(404), 2U);
}

TEST(Load, CountsRefusalsByTheirStatus) {
    for (const int status : {401, 429, 503}) {
        const Report report =
            after({.pieces = {"HTTP/1.1 " + std::to_string(status) + " No\r\n\r\n"}});
        EXPECT_EQ(report.connections.refused.at(status), 3U);
        EXPECT_EQ(report.connections.waiting, 0U);
    }
}

TEST(Load, SaysWhatAnAnswerIs) {
    EXPECT_EQ(after({.pieces = {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>"}})
                  .connections.other_type,
              3U);
    EXPECT_EQ(after({.pieces = {"no http\r\n\r\n"}}).connections.malformed, 3U);
    EXPECT_EQ(after({.pieces = {"HTTP/1.1 200"}, .after = Answer::After::close})
                  .connections.failed.size(),
              1U);
    EXPECT_EQ(after({.pieces = {kStreamHead, "3\r\ntoo long\r\n"}}).connections.malformed, 3U);
    EXPECT_EQ(after({.pieces = {kStreamHead, chunk(event("a")), "0\r\n\r\n"}}).connections.ended,
              3U);
    EXPECT_EQ(after({.pieces = {kStreamHead, chunk(event("a"))}, .after = Answer::After::close})
                  .connections.cut,
              3U);
    EXPECT_EQ(
        after({.pieces = {kStreamHead, "5\r\nda"}, .after = Answer::After::reset}).connections.cut,
        3U);
    EXPECT_EQ(
        after({.pieces = {kBareHead, event("a")}, .after = Answer::After::close}).connections.ended,
        3U);
}

TEST(Load, EndsAStreamWhoseLineOrHeadHasNoEnd) {
    const std::string much(16 * 1024, 'x');
    EXPECT_EQ(after({.pieces = {kBareHead, much, much, much, much, much}}).connections.too_large,
              3U);
    EXPECT_EQ(after({.pieces = {much, much, much, much, much}}).connections.malformed, 3U);
}

TEST(Load, WaitsForNoAnswerForEver) {
    FakeServer server([](std::size_t /*number*/, const std::string& /*head*/) {
        return Answer{.pieces = {"HTTP/1.1 200 OK\r\nContent-"}};
    });
    Options options = to(server, 5);
    options.patience = 50ms;
    options.duration = 50ms;
    Load load(options);
    const Report report = wait_for(load, Phase::done);
    EXPECT_EQ(report.connections.waiting, 5U);
    EXPECT_EQ(report.connections.open, 0U);
}

TEST(Load, CountsConnectionsThatFail) {
    std::uint16_t port = 0;
    {
        const FakeServer gone([](std::size_t, const std::string&) { return Answer{}; });
        port = gone.port();
    }
    Load load({.address = "127.0.0.1",
               .port = port,
               .request = "GET / HTTP/1.1\r\n\r\n",
               .clients = 4,
               .ramp = 10'000});
    const Report report = wait_for(load, Phase::done);
    ASSERT_EQ(report.connections.failed.size(), 1U);
    EXPECT_EQ(report.connections.failed.begin()->second, 4U);
}

TEST(Load, EndsWhileAServerFloodsIt) {
    FakeServer server([](std::size_t /*number*/, const std::string& /*head*/) {
        return Answer{.pieces = {kBareHead + event("a"), event("b") + event("c")}, .endless = true};
    });
    Load load(to(server, 4));
    EXPECT_TRUE(wait_until([&] { return load.report().measured.bytes > 1'000'000; }));
    load.close();
    load.close();
    EXPECT_GT(load.report().faults.duplicated, 0U);
}

TEST(Load, EndsAtAnyMoment) {
    FakeServer server([](std::size_t /*number*/, const std::string& /*head*/) {
        return Answer{.pieces = {kStreamHead, chunk(event("a"))}};
    });
    for (int i = 0; i < 20; ++i) {
        Load load(to(server, 50));
        std::this_thread::sleep_for(std::chrono::microseconds(300 * i));
    }
}

TEST(Load, RefusesOptionsThatItCannotHave) {
    const auto expect_refused = [](const Options& options) { EXPECT_THROW(Load{options}, Error); };
    expect_refused({.address = "localhost", .port = 1});
    expect_refused({.address = "127.0.0.1", .port = 1, .clients = 0});
    expect_refused({.address = "127.0.0.1", .port = 1, .clients = kMaxClients + 1});
    expect_refused({.address = "127.0.0.1", .port = 1, .ramp = 0});
    expect_refused(
        {.address = "127.0.0.1", .port = 1, .request = std::string(kMaxRequestBytes + 1, 'x')});
}

}  // namespace
}  // namespace ssecast::load
