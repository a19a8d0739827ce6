// The disk refuses: the history file is not written or not read, and nothing else happens.
#include "support/engine.hpp"
#include "support/failures.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <string>

namespace ssecast::test {
namespace {

namespace fs = std::filesystem;

class FailingFile : public testing::TestWithParam<Call> {
protected:
    FailingFile() {
        std::string pattern = (fs::temp_directory_path() / "ssecast-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        options.history_file = (folder / "history").string();
    }
    ~FailingFile() override { fs::remove_all(folder); }

    fs::path folder;
    Options options = quiet_options();
};

using FileThatIsWritten = FailingFile;
using FileThatIsRead = FailingFile;

TEST_P(FileThatIsWritten, IsReportedAndLeavesNothingBehind) {
    Engine engine(options);
    engine.publish(to_all(), "x");
    std::optional<net::SavedHistory> saved;
    {
        const FailCalls failing(GetParam(), EIO);
        engine->drain(0, [&](const net::DrainReport& report) { saved = report.history; });
        EXPECT_GE(failing.failed(), 1U);
    }
    ASSERT_TRUE(saved);
    EXPECT_NE(saved->error.find("Input/output error"), std::string::npos) << saved->error;
    EXPECT_TRUE(fs::is_empty(folder));
    engine->close();
    EXPECT_TRUE(fs::exists(options.history_file)) << "tried once more at the end";
}

TEST_P(FileThatIsRead, IsReportedAndTheBroadcasterServes) {
    {
        Engine engine(options);
        engine.publish(to_all(), "x");
    }
    Engine engine(options);
    std::optional<net::RestoredHistory> restored;
    {
        const FailCalls failing(GetParam(), EIO);
        restored = engine->restore_history();
        EXPECT_GE(failing.failed(), 1U);
    }
    ASSERT_TRUE(restored);
    EXPECT_NE(restored->warning.find("Input/output error"), std::string::npos);
    Peer peer = engine.connect();
    engine.publish(to_all(), "y");
    EXPECT_TRUE(peer.reader.read_events(1));
}

const auto kName = [](const testing::TestParamInfo<Call>& info) {
    switch (info.param) {
        case Call::open:
            return "Open";
        case Call::read:
            return "Read";
        case Call::write:
            return "Write";
        case Call::fsync:
            return "Sync";
        default:
            return "Rename";
    }
};

INSTANTIATE_TEST_SUITE_P(Fails, FileThatIsWritten,
                         testing::Values(Call::open, Call::write, Call::fsync, Call::rename),
                         kName);
INSTANTIATE_TEST_SUITE_P(Fails, FileThatIsRead, testing::Values(Call::open, Call::read), kName);

}  // namespace
}  // namespace ssecast::test
