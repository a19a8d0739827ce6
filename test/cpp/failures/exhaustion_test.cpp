// What the system refuses costs the call or the client concerned, and nothing else: memory,
// descriptors, threads.
#include "support/engine.hpp"
#include "support/failures.hpp"
#include "support/frames.hpp"
#include "support/process.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <exception>
#include <string>
#include <vector>

namespace ssecast::test {
namespace {

using Strings = std::vector<std::string>;

/// The engine does for new clients what it always does.
void expect_alive(Engine& engine) {
    const std::size_t clients = engine->stats().clients;
    Peer peer = engine.connect(in_channels({"alive"}));
    (void)peer.connected();
    const std::string cursor = engine.publish(to_channels({"alive"}), "1");
    engine.publish(to_all(), "2");
    ASSERT_TRUE(peer.reader.read_events(2));
    EXPECT_EQ(peer.reader.data(), (Strings{"1", "2"}));
    Peer again = engine.resume(cursor, {"alive"});
    EXPECT_EQ(again.connected()["resumed"], true);
    ASSERT_TRUE(again.reader.read_events(1));
    EXPECT_EQ(engine->disconnect(to_clients({peer.id, again.id}), DisconnectReason::server), 2U);
    ASSERT_TRUE(peer.reader.read_to_end());
    ASSERT_TRUE(again.reader.read_to_end());
    EXPECT_TRUE(wait_until([&] { return engine->stats().clients == clients; }));
}

class Exhausted : public testing::TestWithParam<Call> {};

TEST_P(Exhausted, TheFirstClientIsRefusedAndTheNextIsNot) {
    Engine engine;
    engine.publish(to_all(), "before");
    const std::size_t descriptors = open_descriptors();
    {
        const FailCalls failing(GetParam(), GetParam() == Call::thread ? EAGAIN : EMFILE);
        EXPECT_THROW(engine.admit(in_channels({"a"})), std::exception);
        EXPECT_GE(failing.failed(), 1U);
    }
    EXPECT_EQ(open_descriptors(), descriptors);
    const net::BroadcasterStats stats = engine->stats();
    EXPECT_EQ(stats.clients, 0U);
    EXPECT_EQ(stats.connections, 0U);
    EXPECT_EQ(stats.refusals[static_cast<std::size_t>(RefusalReason::system)], 1U);
    EXPECT_EQ(stats.counts.channels, 0U);
    EXPECT_EQ(stats.workers, 0U);
    expect_alive(engine);
    EXPECT_EQ(engine->stats().workers, 2U);
}

std::string name_of(const testing::TestParamInfo<Call>& info) {
    switch (info.param) {
        case Call::eventfd:
            return "Events";
        case Call::epoll_create:
            return "Epolls";
        default:
            return "Threads";
    }
}

INSTANTIATE_TEST_SUITE_P(Of, Exhausted,
                         testing::Values(Call::eventfd, Call::epoll_create, Call::thread), name_of);

TEST(Exhaustion, OneWorkerServesWhenThereIsNoOther) {
    Engine engine;
    {
        const FailCalls failing(Call::thread, EAGAIN, 1);
        (void)engine.admit();
    }
    EXPECT_EQ(engine->stats().workers, 1U);
    expect_alive(engine);
}

TEST(Exhaustion, ADescriptorThatCannotBeDuplicatedLeavesTheStreamPath) {
    Engine engine;
    const std::string id = engine.admit();
    Connection connection = unix_connection();
    const std::size_t descriptors = open_descriptors();
    {
        const FailCalls failing(Call::dup, EMFILE);
        EXPECT_FALSE(engine.adopt(id, connection.server.get(), Framing::chunked));
        EXPECT_EQ(failing.failed(), 1U);
    }
    EXPECT_EQ(open_descriptors(), descriptors);
    EXPECT_EQ(engine->clients(to_clients({id})).front().path, net::ClientPath::pending);
    EXPECT_TRUE(engine.adopt(id, connection.server.get(), Framing::chunked));
}

/// Lets each allocation of `action` fail in turn, until none does any more.
template <class Action, class Check>
void with_each_allocation_failing(const Action& action, const Check& check) {
    for (std::size_t n = 1;; ++n) {
        ASSERT_LT(n, 5'000U) << "it never went well";
        std::size_t failed = 0;
        bool thrown = false;
        {
            const FailAllocations failing(Thread::this_one, n);
            try {
                action();
            } catch (const std::bad_alloc&) {
                thrown = true;
            }
            failed = failing.failed();
        }
        SCOPED_TRACE(n);
        check(thrown);
        if (testing::Test::HasFailure() || failed == 0) return;
    }
}

TEST(Exhaustion, AnAdmissionIsWholeOrNotAtAll) {
    Engine engine;
    (void)engine.admit();
    net::Admission admission =
        identified("ann", "s1", {"a", "b", "c", "a rather long name for one"});
    admission.closed = engine.handler();
    net::Admitted admitted;
    with_each_allocation_failing(
        [&] { admitted = engine->admit(admission); },
        [&](bool thrown) {
            // The worker's part is done by this thread, too. Where it fails, the end is told.
            const std::vector<DisconnectReason> ends = engine.closed().reasons_of(admitted.id);
            const bool lost = !thrown && ends == std::vector{DisconnectReason::error};
            const bool whole = !thrown && !lost;
            const net::BroadcasterStats stats = engine->stats();
            EXPECT_EQ(stats.clients, whole ? 2U : 1U);
            EXPECT_EQ(stats.counts.users, whole ? 1U : 0U);
            EXPECT_EQ(stats.counts.channels, whole ? 4U : 0U);
            EXPECT_EQ(engine->count(to_channels({"user:ann"})), whole ? 1U : 0U);
            if (whole) engine->leave(admitted.key);
        });
    expect_alive(engine);
}

// The timer of the upkeep needs memory, too: a worker without it would send no heartbeat any more.
TEST(Exhaustion, AWorkerWhoseFirstClientFoundNoMemoryLooksAfterTheNext) {
    Options options = quiet_options();
    options.workers = 1;
    options.heartbeat_interval_ms = 20;
    for (std::size_t n = 1;; ++n) {
        SCOPED_TRACE(n);
        Engine engine(options);
        std::size_t failed = 0;
        {
            const FailAllocations failing(Thread::this_one, n);
            try {
                (void)engine.admit();
            } catch (const std::bad_alloc&) {
                // The admission itself.
            }
            failed = failing.failed();
        }
        Peer peer = engine.connect();
        (void)peer.connected();
        EXPECT_TRUE(wait_until([&] { return engine->stats().heartbeats > 0; }));
        if (HasFailure() || failed == 0) return;
    }
}

TEST(Exhaustion, AHistoryIsRestoredOrForgotten) {
    const auto event = [](std::uint64_t ms, ChannelId channel) {
        FramePtr frame = make_frame({ms, 0}, "x");
        frame->target = {Target::Kind::channels, {channel}};
        return frame;
    };
    const HistoryLimits whole;
    const HistoryLimits channel{2, 1'000'000, 1'000'000};
    for (std::size_t n = 1;; ++n) {
        SCOPED_TRACE(n);
        std::size_t told = 0;
        ReplayLog log(EventId{10, 0}, [&](const Frame& /*frame*/) { ++told; });
        for (std::uint64_t ms = 100; ms < 105; ++ms) log.append(event(ms, 1), whole, channel);
        ReplayLog::Earlier earlier{{40, 0}, {event(50, 2)}, {}};
        for (std::uint64_t ms = 60; ms < 70; ++ms) earlier.events.push_back(event(ms, 3 + ms % 4));
        const std::size_t frames = 5 + 1 + 10;
        bool thrown = false;
        std::size_t failed = 0;
        {
            const FailAllocations failing(Thread::this_one, n);
            try {
                log.restore(std::move(earlier), whole, channel);
            } catch (const std::bad_alloc&) {
                thrown = true;
            }
            failed = failing.failed();
        }
        if (log.forgotten_through() >= EventId{40, 0}) {
            const bool forgets_all = log.forgotten_through() >= EventId{104, 0};
            EXPECT_EQ(thrown, forgets_all);
            if (thrown) {
                EXPECT_EQ(told, frames) << "each once, for the names of its channels";
                EXPECT_EQ(log.bytes(), 0U);
            }
        } else {
            EXPECT_TRUE(thrown);
            EXPECT_EQ(log.count(), 2U) << "as it was before";
        }
        if (HasFailure() || failed == 0) return;
    }
}

TEST(Exhaustion, APublishReachesAllOrNobody) {
    Engine engine;
    Peer peer = engine.connect(in_channels({"a"}));
    (void)peer.connected();
    Strings published;
    int number = 0;
    with_each_allocation_failing(
        [&] {
            engine->publish(to_channels({"a", "b" + std::to_string(number)}),
                            {.event = "e", .data = std::to_string(number)});
        },
        [&](bool thrown) {
            if (!thrown) published.push_back(std::to_string(number));
            ++number;
            engine->flush();
        });
    engine.publish(to_all(), "last");
    published.emplace_back("last");
    ASSERT_TRUE(peer.reader.read_events(published.size()));
    EXPECT_EQ(peer.reader.data(), published);
    expect_alive(engine);
}

TEST(Exhaustion, ADisconnectLeavesNoGhost) {
    Engine engine;
    with_each_allocation_failing(
        [&] {
            const std::string id = engine->admit(in_channels({"a"})).id;
            engine->disconnect(to_clients({id}), DisconnectReason::server);
        },
        [&](bool /*thrown*/) {
            engine->disconnect(to_all(), DisconnectReason::server);
            EXPECT_EQ(engine->count(to_all()), 0U);
        });
    expect_alive(engine);
    EXPECT_EQ(engine->stats().counts.channels, 0U);
}

// Whatever a worker does when memory runs out: it lives on, and what it could not do costs the
// client that it was for.
TEST(Exhaustion, AWorkerLivesOn) {
    for (std::size_t n = 1; n < 120; ++n) {
        SCOPED_TRACE(n);
        Options options = quiet_options();
        options.workers = 1;
        options.heartbeat_interval_ms = 40;
        Engine engine(options);
        const std::string cursor = engine.publish(to_all(), "0");
        engine.publish(to_channels({"a"}), "1");
        std::size_t failed = 0;
        {
            const FailAllocations failing(Thread::others, n, 3);
            std::vector<Peer> peers;
            const auto connect = [&](net::Admission admission) {
                try {
                    peers.push_back(engine.connect(std::move(admission)));
                } catch (const std::runtime_error&) {
                    // Its worker has closed it before it had its connection.
                }
            };
            for (int i = 0; i < 3; ++i) connect(in_channels({"a", "b"}));
            net::Admission returning = in_channels({"a"});
            returning.last_event_id = cursor;
            connect(std::move(returning));
            engine.publish(to_channels({"a"}), std::string(100'000, 'x'));
            if (!peers.empty()) engine->subscribe(peers.front().id, "c");
            engine.publish(to_channels({"c"}), "2");
            if (!peers.empty()) {
                engine->disconnect(to_clients({peers.back().id}), DisconnectReason::server);
            }
            for (Peer& peer : peers) {
                (void)peer.reader.read_until([&] { return peer.reader.events().size() > 1; },
                                             std::chrono::milliseconds(40));
            }
            failed = failing.failed();
        }
        EXPECT_TRUE(wait_until([&] { return engine->stats().clients == 0; })) << "a ghost";
        expect_alive(engine);
        if (HasFailure() || (failed == 0 && n > 40)) return;
    }
}

TEST(Exhaustion, AClientWhoseWorkerFailedIsCountedAndToldOf) {
    Options options = quiet_options();
    options.workers = 1;
    Engine engine(options);
    Peer other = engine.connect();
    (void)other.connected();
    const std::string id = engine.admit();
    engine->attach(engine.key_of(id), net::ClientPath::stream,
                   [](net::Worker&, net::Client&) -> std::unique_ptr<net::Sink> {
                       throw std::runtime_error("on purpose");
                   });
    ASSERT_TRUE(engine.closed().wait_for(1));
    EXPECT_EQ(engine.closed().reasons_of(id), std::vector{DisconnectReason::error});
    EXPECT_EQ(engine.closed().client(0).fault, "on purpose");
    EXPECT_EQ(engine->stats().disconnects[static_cast<std::size_t>(DisconnectReason::error)], 1U);
    engine.publish(to_all(), "x");
    EXPECT_TRUE(other.reader.read_events(1)) << "the worker's other client notices nothing";
}

}  // namespace
}  // namespace ssecast::test
