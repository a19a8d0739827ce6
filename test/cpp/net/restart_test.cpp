// The history file: what one broadcaster wrote, the next one serves.
#include "support/engine.hpp"
#include "support/wall_clock.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <set>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace ssecast::test {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

class Restart : public testing::Test {
protected:
    Restart() {
        std::string pattern = (fs::temp_directory_path() / "ssecast-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        options.history_file = (folder / "history").string();
    }
    ~Restart() override { fs::remove_all(folder); }

    [[nodiscard]] bool exists() const { return fs::exists(options.history_file); }

    /// Waits for the next millisecond, as a restart takes. Within one, the order of ids of two
    /// processes is that of their identities, which are random.
    static void pass_a_millisecond() { std::this_thread::sleep_for(std::chrono::milliseconds(2)); }

    fs::path folder;
    Options options = quiet_options();
};

TEST_F(Restart, ClientsGoOnWhereTheyWere) {
    std::string cursor;
    {
        Engine engine(options);
        engine.publish(to_all(), "seen");
        cursor = engine.publish(to_channels({"a"}), "seen too");
        engine.publish(to_channels({"a"}), "missed");
        engine.publish(to_channels({"b"}), "for others");
        engine.publish(to_channels({"a", "b"}), "missed too");
        engine.publish(to_all(), "for all");
    }
    ASSERT_TRUE(exists());
    Engine engine(options);
    const auto restored = engine->restore_history();
    ASSERT_TRUE(restored);
    EXPECT_EQ(restored->events, 6U);
    EXPECT_EQ(restored->warning, "");
    EXPECT_FALSE(exists()) << "it is true only until the next event";
    Peer peer = engine.resume(cursor, {"a"});
    const nlohmann::json connected = peer.connected();
    EXPECT_TRUE(connected["resumed"].get<bool>());
    EXPECT_FALSE(connected["gap"].get<bool>());
    engine.publish(to_all(), "live");
    ASSERT_TRUE(peer.reader.read_events(4));
    EXPECT_EQ(peer.reader.data(), (Strings{"missed", "missed too", "for all", "live"}));
}

TEST_F(Restart, OwnIdsAndTheBorderOfTheHistoryComeAlong) {
    options.history.count = 2;
    std::string forgotten;
    {
        Engine engine(options);
        forgotten = std::string(to_string(engine->position()));
        engine.publish(to_all(), "1");
        engine->publish(to_all(), {.event = "test", .data = "2", .id = "mine"});
        engine.publish(to_all(), "3");
    }
    Engine engine(options);
    engine->restore_history();
    Peer peer = engine.resume("mine");
    ASSERT_TRUE(peer.reader.read_events(1));
    EXPECT_EQ(peer.reader.data(), Strings{"3"});
    EXPECT_TRUE(engine.resume(forgotten).connected()["gap"].get<bool>());
}

TEST_F(Restart, NewIdsFollowTheOldOnes) {
    std::string cursor;
    {
        Engine engine(options);
        for (int i = 0; i < 3'000; ++i) cursor = engine.publish(to_all(), "x");
    }
    Engine engine(options);
    engine->restore_history();
    EXPECT_GT(*parse_event_id(engine.publish(to_all(), "y")), *parse_event_id(cursor));
}

// Whether a client or an event comes first: the ids of this process follow those of the one before.
TEST_F(Restart, TheFirstEventReadsTheFile) {
    std::string cursor;
    {
        Engine engine(options);
        cursor = engine.publish(to_all(), "old");
        engine.publish(to_all(), "missed");
    }
    Engine engine(options);
    engine.publish(to_all(), "new");
    EXPECT_FALSE(exists());
    const auto restored = engine->restore_history();
    ASSERT_TRUE(restored) << "it can still be asked what came of it";
    EXPECT_EQ(restored->events, 2U);
    EXPECT_FALSE(engine->restore_history()) << "once";
    Peer peer = engine.resume(cursor);
    ASSERT_TRUE(peer.reader.read_events(2));
    EXPECT_EQ(peer.reader.data(), (Strings{"missed", "new"}));
}

TEST_F(Restart, AFileThatNobodyReadIsNotOverwritten) {
    std::string cursor;
    {
        Engine engine(options);
        cursor = engine.publish(to_all(), "old");
        engine.publish(to_all(), "missed");
    }
    // As `next build` does, which evaluates modules and publishes nothing.
    const auto written = fs::last_write_time(options.history_file);
    { Engine unused(options); }
    ASSERT_TRUE(exists());
    EXPECT_EQ(fs::last_write_time(options.history_file), written) << "not even touched";
    {
        Engine engine(options);
        engine.publish(to_all(), "between");
    }
    Engine engine(options);
    Peer peer = engine.resume(cursor);
    ASSERT_TRUE(peer.reader.read_events(2));
    EXPECT_EQ(peer.reader.data(), (Strings{"missed", "between"}));
}

TEST_F(Restart, AFileIsReadWhenItIsNamedLater) {
    std::string cursor;
    {
        Engine engine(options);
        cursor = engine.publish(to_all(), "old");
        engine.publish(to_all(), "missed");
    }
    const std::string json = R"({"history":{"file":")" + options.history_file + R"("}})";
    pass_a_millisecond();
    Engine engine;
    engine.publish(to_all(), "new");
    engine->configure(json);
    Peer peer = engine.resume(cursor);
    ASSERT_TRUE(peer.reader.read_events(2));
    EXPECT_EQ(peer.reader.data(), (Strings{"missed", "new"}));
}

TEST_F(Restart, AFileOfALaterTimeThanTheEventsIsNotMixedWithThem) {
    const EventId newest{99'999'999'999'999, kIdsAMillisecond};
    const HistoryFile later{{1, 0}, newest, {{newest, newest}}, {}, {}};
    EXPECT_EQ(net::save_history_file(options.history_file, later).error, "");
    const std::string json = R"({"history":{"file":")" + options.history_file + R"("}})";
    Engine engine;
    const std::string cursor = engine.publish(to_all(), "1");
    engine->configure(json);
    engine.publish(to_all(), "2");
    EXPECT_NE(engine->restore_history()->warning.find("clock"), std::string::npos);
    Peer peer = engine.resume(cursor);
    ASSERT_TRUE(peer.reader.read_events(1));
    EXPECT_EQ(peer.reader.data(), Strings{"2"});
}

TEST_F(Restart, WithoutTheFileAGapIsTold) {
    std::string cursor;
    {
        Engine engine(options);
        cursor = engine.publish(to_all(), "old");
    }
    fs::remove(options.history_file);
    Engine engine(options);
    EXPECT_FALSE(engine->restore_history()) << "no file is no fault";
    EXPECT_TRUE(engine.resume(cursor).connected()["gap"].get<bool>());
}

TEST_F(Restart, ATornFileIsSetAsideAndAGapIsTold) {
    std::string cursor;
    {
        Engine engine(options);
        cursor = engine.publish(to_all(), "old");
    }
    fs::resize_file(options.history_file, fs::file_size(options.history_file) - 1);
    Engine engine(options);
    const auto restored = engine->restore_history();
    ASSERT_TRUE(restored);
    EXPECT_NE(restored->warning.find("checksum"), std::string::npos) << restored->warning;
    EXPECT_FALSE(exists());
    EXPECT_TRUE(fs::exists(options.history_file + ".rejected"));
    EXPECT_TRUE(engine.resume(cursor).connected()["gap"].get<bool>());
}

TEST_F(Restart, AForeignFileIsSetAside) {
    std::ofstream(options.history_file) << "dear diary\n";
    Engine engine(options);
    const auto restored = engine->restore_history();
    ASSERT_TRUE(restored);
    EXPECT_NE(restored->warning.find("no history file"), std::string::npos) << restored->warning;
    EXPECT_TRUE(fs::exists(options.history_file + ".rejected"));
}

TEST_F(Restart, OnlyTheOwnerReadsIt) {
    {
        Engine engine(options);
        engine.publish(to_all(), "private");
    }
    struct stat status {};
    ASSERT_EQ(::stat(options.history_file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(Restart, AFolderThatIsNotThereIsReported) {
    options.history_file = (folder / "missing" / "history").string();
    Engine engine(options);
    engine.publish(to_all(), "x");
    std::optional<net::SavedHistory> saved;
    engine->drain(0, [&](const net::DrainReport& report) { saved = report.history; });
    ASSERT_TRUE(saved);
    EXPECT_NE(saved->error.find("folder"), std::string::npos) << saved->error;
}

// If the process were killed now, the file would hide that the event is missing.
TEST_F(Restart, AnEventAfterTheDrainMakesTheFileUntrue) {
    Engine engine(options);
    engine.publish(to_all(), "x");
    engine->drain(0, [](const net::DrainReport&) {});
    ASSERT_TRUE(exists());
    engine.publish(to_all(), "y");
    EXPECT_FALSE(exists());
    engine->close();
    EXPECT_TRUE(exists()) << "written once more, with both";
}

TEST_F(Restart, ADrainWritesWhatItsClientsMayHaveMissed) {
    std::string cursor;
    {
        Engine engine(options);
        Peer peer = engine.connect();
        engine.publish(to_all(), "seen");
        std::promise<net::DrainReport> done;
        engine->drain(10'000, [&](const net::DrainReport& report) { done.set_value(report); });
        ASSERT_TRUE(peer.reader.read_to_end());
        cursor = peer.reader.parser().last_event_id();
        const net::DrainReport report = done.get_future().get();
        ASSERT_TRUE(report.history);
        EXPECT_EQ(report.history->events, 1U);
        EXPECT_EQ(report.history->error, "");
        engine.publish(to_all(), "after the drain");
    }
    Engine engine(options);
    engine->restore_history();
    Peer peer = engine.resume(cursor);
    EXPECT_FALSE(peer.connected()["gap"].get<bool>());
    ASSERT_TRUE(peer.reader.read_events(1));
    EXPECT_EQ(peer.reader.data(), Strings{"after the drain"});
}

/// A history with bounds for single channels, which forget more than the whole.
class RestartWithChannels : public Restart {
protected:
    /// Each channel keeps so many events.
    void keep(std::size_t count) {
        constexpr std::size_t kUnbounded = 1'000'000'000;
        options.channel_history = HistoryLimits{count, kUnbounded, kUnbounded};
    }
    static void expect_gap(Engine& engine, const std::string& cursor, Strings channels) {
        Peer peer = engine.resume(cursor, std::move(channels));
        const nlohmann::json connected = peer.connected();
        EXPECT_TRUE(connected["gap"].get<bool>());
        EXPECT_FALSE(connected["resumed"].get<bool>());
    }
    static void expect_resumed(Engine& engine, const std::string& cursor, Strings channels,
                               const Strings& data) {
        Peer peer = engine.resume(cursor, std::move(channels));
        EXPECT_FALSE(peer.connected()["gap"].get<bool>());
        ASSERT_TRUE(peer.reader.read_events(data.size()));
        EXPECT_EQ(peer.reader.data(), data);
    }
};

TEST_F(RestartWithChannels, AGapOfOneChannelIsToldAfterIt) {
    keep(1);
    std::string cursor;
    std::string later;
    {
        Engine engine(options);
        cursor = engine.publish(to_all(), "seen");
        later = engine.publish(to_channels({"a"}), "forgotten");
        engine.publish(to_channels({"a"}), "kept");
        engine.publish(to_channels({"b"}), "b's");
        expect_gap(engine, cursor, {"a"});
    }
    for (int restarts = 1; restarts <= 3; ++restarts) {
        SCOPED_TRACE(restarts);
        Engine engine(options);
        expect_gap(engine, cursor, {"a"});
        expect_gap(engine, cursor, {"b", "a"});
        expect_resumed(engine, later, {"a"}, {"kept"});
        expect_resumed(engine, cursor, {"b"}, {"b's"});
    }
}

TEST_F(RestartWithChannels, AChannelThatHasNoEventLeftTellsItsGapToo) {
    keep(0);
    std::string cursor;
    std::string later;
    {
        Engine engine(options);
        cursor = engine.publish(to_all(), "seen");
        later = engine.publish(to_channels({"a"}), "forgotten");
        engine.publish(to_all(), "kept");
    }
    for (int restarts = 1; restarts <= 3; ++restarts) {
        SCOPED_TRACE(restarts);
        // The next process may have no bounds for single channels.
        if (restarts == 3) options.channel_history.reset();
        Engine engine(options);
        expect_gap(engine, cursor, {"a"});
        expect_resumed(engine, later, {"a"}, {"kept"});
        expect_resumed(engine, cursor, {"b"}, {"kept"});
    }
}

// More channels than one hold of the mutex copies.
TEST_F(RestartWithChannels, ManyChannelsTellTheirGaps) {
    keep(0);
    constexpr int kChannels = 9'000;
    std::string cursor;
    {
        Engine engine(options);
        cursor = engine.publish(to_all(), "seen");
        for (int i = 0; i < kChannels; ++i) {
            engine.publish(to_channels({"c" + std::to_string(i)}), "forgotten");
        }
    }
    Engine engine(options);
    std::size_t covered = 0;
    for (int i = 0; i < kChannels; ++i) {
        covered += engine->covers(cursor, "c" + std::to_string(i)) ? 1U : 0U;
    }
    EXPECT_EQ(covered, 0U);
    EXPECT_TRUE(engine->covers(cursor, "another"));
    EXPECT_EQ(engine->stats().history_events, 1U);
}

// The history is copied in pieces, and clients that come in between make channels forget.
TEST_F(RestartWithChannels, WhatChannelsForgetMeanwhileIsInTheFileOrToldByIt) {
    constexpr std::size_t kChannels = 2'000;
    constexpr std::uint64_t kMinute = 60'000;
    keep(1'000);
    options.history.count = 100'000;
    options.channel_history->age_ms = kMinute;
    WallClock clock;
    std::map<std::string, std::vector<EventId>> published;
    {
        Engine engine(options);
        const std::string cursor = engine.publish(to_all(), "seen");
        for (std::size_t i = 0; i < 10 * kChannels; ++i) {
            const std::string channel = "c" + std::to_string(i % kChannels);
            const auto id = parse_event_id(engine.publish(to_channels({channel}), "x"));
            published[channel].push_back(*id);
        }
        clock.step(std::chrono::milliseconds(2 * kMinute));
        std::thread clients([&] {
            for (const auto& [channel, ids] : published) (void)engine->covers(cursor, channel);
        });
        engine->drain(0, [](const net::DrainReport&) {});
        clients.join();
    }
    const net::LoadedHistory loaded = net::load_history_file(options.history_file);
    ASSERT_TRUE(loaded.file) << loaded.warning;
    std::set<EventId> held;
    for (const Envelope& event : loaded.file->events) held.insert(event.id);
    std::size_t lost = 0;
    for (const auto& [channel, ids] : published) {
        const auto found = loaded.file->channels.find(channel);
        const EventId through = found == loaded.file->channels.end() ? EventId{} : found->second;
        for (const EventId id : ids) lost += id > through && !held.contains(id) ? 1U : 0U;
    }
    EXPECT_EQ(lost, 0U) << loaded.file->channels.size() << " channels had forgotten";
}

// The file is named when this process has published and forgotten events of its own.
TEST_F(RestartWithChannels, WhatThisProcessHasForgottenStaysKnown) {
    std::string cursor;
    {
        Engine engine(options);
        cursor = engine.publish(to_all(), "old");
    }
    const std::string json = R"({"history":{"file":")" + options.history_file + R"("}})";
    keep(1);
    options.history_file.clear();
    pass_a_millisecond();
    Engine engine(options);
    engine.publish(to_channels({"a"}), "forgotten");
    engine.publish(to_channels({"a"}), "a's");
    engine->configure(R"({"history":{"perChannel":{"count":0}}})");
    engine.publish(to_channels({"b"}), "forgotten");
    engine->configure(json);
    expect_gap(engine, cursor, {"a"});
    expect_gap(engine, cursor, {"b"});
    expect_resumed(engine, cursor, {"c"}, {});
}

TEST_F(Restart, WhatThisProcessHasForgottenIsAGap) {
    std::string cursor;
    {
        Engine engine(options);
        cursor = engine.publish(to_all(), "old");
        engine.publish(to_all(), "missed");
    }
    const std::string json =
        R"({"history":{"count":100,"file":")" + options.history_file + R"("}})";
    options.history_file.clear();
    options.history.count = 2;
    pass_a_millisecond();
    Engine engine(options);
    for (int i = 0; i < 3; ++i) engine.publish(to_all(), std::to_string(i));
    engine->configure(json);
    Peer peer = engine.resume(cursor);
    EXPECT_TRUE(peer.connected()["gap"].get<bool>());
    EXPECT_NE(engine->restore_history()->warning.find("before the first event"), std::string::npos);
}

}  // namespace
}  // namespace ssecast::test
