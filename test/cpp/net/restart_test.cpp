// The history file: what one broadcaster wrote, the next one serves.
#include "support/engine.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <sys/stat.h>
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

// Whoever comes first: the ids of this process have to follow those of the one before.
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
    Engine engine;
    engine.publish(to_all(), "new");
    engine->configure(json);
    Peer peer = engine.resume(cursor);
    ASSERT_TRUE(peer.reader.read_events(2));
    EXPECT_EQ(peer.reader.data(), (Strings{"missed", "new"}));
}

TEST_F(Restart, AFileOfALaterTimeThanTheEventsIsNotMixedWithThem) {
    const EventId newest{99'999'999'999'999, kIdsAMillisecond};
    const HistoryFile later{{1, 0}, newest, {{newest, newest}}, {}};
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

// The file would hide that the event is missing, if the process were killed before it ends.
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

}  // namespace
}  // namespace ssecast::test
