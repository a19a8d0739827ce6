// A backplane's feed without memory or threads: no entry is lost without a gap.
#include "support/engine.hpp"
#include "support/failures.hpp"
#include "support/log.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <exception>
#include <string>
#include <system_error>

namespace ssecast::test {
namespace {

// Longer than a string keeps inside.
const std::string kLong(100, 'x');

// Without clients: the thread of the feed is the only other one. Its first allocation alone fails:
// the destructor of nlohmann's JSON takes memory, too, and ends the process when it gets none.
constexpr std::size_t kFirst = 1;

TEST(FeedFailures, AnEntryForWhichThereIsNoMemoryIsAGap) {
    for (const std::size_t n : {kFirst}) {
        Engine engine;
        follow(engine, 1'000);
        net::LogEntries entries;
        for (unsigned i = 1; i <= 3; ++i) {
            entries.add("2000-" + std::to_string(i), event("a", std::to_string(i) + kLong));
        }
        std::size_t failed = 0;
        {
            const FailAllocations failing(Thread::others, n);
            engine->feed().push(std::move(entries));
            ASSERT_TRUE(wait_until([&] { return engine->feed().state().waiting == 0; },
                                   std::chrono::seconds(5)))
                << "the feed has stopped";
            failed = failing.failed();
        }
        EXPECT_EQ(engine->feed().state().waiting_bytes, 0U);
        EXPECT_EQ(engine->feed().state().taken, 3U);
        feed(engine, events("a", 2'001, 4, 4));
        Peer peer = engine.resume(wire_id(1'000, 0), {"a"});
        if (peer.connected()["gap"] == false) {
            ASSERT_TRUE(peer.reader.read_events(4));
            EXPECT_EQ(peer.reader.data().size(), 4U);
        } else {
            EXPECT_NE(failed, 0U);
        }
        EXPECT_EQ(failed, 1U);
    }
}

// An entry that is here already needs no memory to be left out.
TEST(FeedFailures, AnEntryThatIsReadTwiceIsNoGap) {
    for (const std::size_t n : {kFirst}) {
        Engine engine;
        follow(engine, 1'000);
        feed(engine, events("a", 2'000, 1, 2));
        std::size_t failed = 0;
        {
            const FailAllocations failing(Thread::others, n);
            engine->feed().push(events("a", 2'000, 1, 1));
            ASSERT_TRUE(wait_until([&] { return engine->feed().state().waiting == 0; },
                                   std::chrono::seconds(5)));
            failed = failing.failed();
        }
        EXPECT_EQ(to_string(engine->position()), wire_id(2'000, 2));
        EXPECT_TRUE(engine->covers(wire_id(1'000, 0), "a"));
        EXPECT_EQ(failed, 1U);
    }
}

TEST(FeedFailures, ALogWhoseIdsAreBehindReachesClientsAlsoWhenItsBeginFails) {
    for (std::size_t n = 1;; ++n) {
        SCOPED_TRACE(n);
        Engine engine;
        engine.publish(to_all(), "own");
        Peer peer = engine.connect(in_channels({"a"}));
        (void)peer.connected();
        engine->subscribe(peer.id, "later");
        const EventId position{1'000, kEpoch * kIdsAMillisecond};
        bool thrown = false;
        {
            const FailAllocations failing(Thread::this_one, n);
            try {
                engine->begin_log(kEpoch, position);
            } catch (const std::bad_alloc&) {
                thrown = true;
            }
        }
        // As the thread of the feed does.
        if (thrown) engine->begin_log(kEpoch, position);
        ASSERT_TRUE(peer.reader.read_until([&] { return peer.reader.has("gap"); }));
        // The thread has to know the epoch; the place is the same.
        engine->feed().follow(kEpoch, {1'000, 0});
        feed(engine, events("a", 2'000, 1, 1));
        feed(engine, events("later", 2'000, 2, 2));
        EXPECT_TRUE(peer.reader.read_until(
            [&] { return peer.reader.events().back().data == "\"2\""; }, std::chrono::seconds(5)));
        if (HasFailure() || !thrown) break;
        ASSERT_LT(n, 100U);
    }
}

TEST(FeedFailures, WhatCannotStartTheThreadIsNotTaken) {
    Engine engine;
    {
        const FailCalls failing(Call::thread, EAGAIN);
        EXPECT_THROW(engine->feed().push(events("a", 2'000, 1, 3)), std::system_error);
    }
    follow(engine, 1'000);
    EXPECT_EQ(engine->feed().state().taken, 0U);
    EXPECT_EQ(engine->feed().state().waiting, 0U);
    feed(engine, events("a", 2'000, 1, 3));
    EXPECT_EQ(engine->feed().state().taken, 3U);
    EXPECT_EQ(engine->feed().state().waiting_bytes, 0U);
}

TEST(FeedFailures, AnArchiveForWhichThereIsNoMemoryIsNotUsed) {
    for (const std::size_t n : {kFirst}) {
        Engine engine(keeping(3));
        follow(engine, 1'000);
        feed(engine, events("a", 2'000, 1, 10));
        const EventId begin = engine->log_state().begin;
        net::LogEntries older = events("a", 2'000, 1, 7);
        net::LogEntries next = events("a", 2'001, 1, 1);
        std::size_t failed = 0;
        {
            const FailAllocations failing(Thread::others, n);
            engine->feed().archive(*parse_event_id(wire_id(2'000, 0)), begin, std::move(older));
            ASSERT_TRUE(wait_until(
                [&] { return failing.failed() != 0 || engine->log_state().archived == 7; }));
            failed = failing.failed();
        }
        feed(engine, std::move(next));
        EXPECT_EQ(engine->log_state().archived, failed == 0 ? 7U : 0U);
        EXPECT_EQ(failed, 1U);
    }
}

}  // namespace
}  // namespace ssecast::test
