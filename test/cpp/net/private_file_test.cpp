// The history file in a folder that others may write to.
#include "net/private_file.hpp"

#include "net/file_owner.hpp"
#include "net/history_store.hpp"
#include "support/engine.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace ssecast::test {
namespace {

namespace fs = std::filesystem;

class PrivateFile : public testing::Test {
protected:
    PrivateFile() {
        std::string pattern = (fs::temp_directory_path() / "ssecast-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        path = (folder / "history").string();
        fresh = path + ".new";
        victim = (folder / "victim").string();
        std::ofstream(victim) << "precious";
    }
    ~PrivateFile() override { fs::remove_all(folder); }

    [[nodiscard]] static std::string text_of(const std::string& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    [[nodiscard]] static unsigned mode_of(const std::string& file) {
        struct stat status {};
        EXPECT_EQ(::stat(file.c_str(), &status), 0);
        return status.st_mode & 0777U;
    }

    fs::path folder;
    std::string path;
    std::string fresh;
    std::string victim;
};

/// Makes a file another user's. Root can give it away; for any other user, the process plays a
/// third one until this object ends.
class OtherUser {
public:
    explicit OtherUser(const std::string& file) {
        if (::geteuid() == 0) {
            EXPECT_EQ(::chown(file.c_str(), 12'345, 12'345), 0);
        } else {
            net::file_owner_step = 1;
        }
    }
    OtherUser(const OtherUser&) = delete;
    OtherUser& operator=(const OtherUser&) = delete;
    ~OtherUser() { net::file_owner_step = 0; }
};

TEST_F(PrivateFile, NoLinkIsFollowedWhereItIsWritten) {
    fs::create_symlink(victim, fresh);
    EXPECT_FALSE(net::replace_private_file(path, "secret"));
    EXPECT_EQ(text_of(victim), "precious");
    EXPECT_EQ(text_of(path), "secret");
    EXPECT_FALSE(fs::is_symlink(path));
    EXPECT_FALSE(fs::exists(fs::symlink_status(fresh))) << "the link is gone";
}

TEST_F(PrivateFile, NoHardLinkIsWrittenToEither) {
    fs::create_hard_link(victim, fresh);
    EXPECT_FALSE(net::replace_private_file(path, "secret"));
    EXPECT_EQ(text_of(victim), "precious");
    EXPECT_EQ(mode_of(path), 0600U);
}

TEST_F(PrivateFile, ALooseModeOfALeftoverIsNotKept) {
    std::ofstream(fresh) << "what a killed process left, which is longer than the new text";
    fs::permissions(fresh, fs::perms::all);
    EXPECT_FALSE(net::replace_private_file(path, "secret"));
    EXPECT_EQ(mode_of(path), 0600U);
    EXPECT_EQ(text_of(path), "secret");
}

TEST_F(PrivateFile, ALinkInItsPlaceIsReplaced) {
    fs::create_symlink(victim, path);
    EXPECT_FALSE(net::replace_private_file(path, "secret"));
    EXPECT_EQ(text_of(victim), "precious");
    EXPECT_FALSE(fs::is_symlink(path));
}

TEST_F(PrivateFile, AFolderInItsWayIsReportedAndLeftAlone) {
    fs::create_directory(fresh);
    EXPECT_TRUE(net::replace_private_file(path, "secret"));
    EXPECT_TRUE(fs::is_directory(fresh));
    fs::remove(fresh);
    fs::create_directory(path);
    EXPECT_TRUE(net::replace_private_file(path, "secret"));
    EXPECT_TRUE(fs::is_directory(path));
    EXPECT_FALSE(fs::exists(fresh)) << "nothing is left behind";
}

TEST_F(PrivateFile, NoLinkIsFollowedWhereItIsRead) {
    fs::create_symlink(victim, path);
    const net::LoadedHistory loaded = net::load_history_file(path);
    EXPECT_FALSE(loaded.file);
    EXPECT_NE(loaded.warning.find("symbolic link"), std::string::npos) << loaded.warning;
    EXPECT_EQ(text_of(victim), "precious");
    EXPECT_TRUE(fs::is_symlink(path + ".rejected"));
}

// Reading a folder once threw and ended the process. A folder must not be renamed either.
TEST_F(PrivateFile, AFolderIsReportedAndStays) {
    fs::create_directory(path);
    const net::LoadedHistory loaded = net::load_history_file(path);
    EXPECT_FALSE(loaded.file);
    EXPECT_NE(loaded.warning.find("no regular file"), std::string::npos) << loaded.warning;
    EXPECT_NE(loaded.warning.find("stays where it is"), std::string::npos) << loaded.warning;
    EXPECT_TRUE(fs::is_directory(path));
}

TEST_F(PrivateFile, AFifoThatNobodyWritesToIsNotWaitedFor) {
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_NE(net::load_history_file(path).warning.find("no regular file"), std::string::npos);
}

TEST_F(PrivateFile, AFileOfAnotherUserIsNotTrusted) {
    ASSERT_FALSE(net::replace_private_file(path, "forged"));
    const OtherUser other(path);
    EXPECT_NE(net::load_history_file(path).warning.find("another user"), std::string::npos);
}

// The memory of a process is a regular file, and reading its beginning gives EIO.
TEST_F(PrivateFile, AReadErrorIsReported) {
    const auto contents = net::read_private_file("/proc/self/mem");
    ASSERT_TRUE(contents);
    const auto* const unreadable = std::get_if<net::UnreadableFile>(&*contents);
    ASSERT_NE(unreadable, nullptr);
    EXPECT_NE(unreadable->why.find("Input/output error"), std::string::npos) << unreadable->why;
}

TEST_F(PrivateFile, ABroadcasterWhoseFileIsAFolderServesItsClients) {
    fs::create_directory(path);
    Options options = quiet_options();
    options.history_file = path;
    Engine engine(options);
    Peer peer = engine.connect();
    engine.publish(to_all(), "x");
    EXPECT_TRUE(peer.reader.read_events(1));
    const auto restored = engine->restore_history();
    ASSERT_TRUE(restored);
    EXPECT_NE(restored->warning.find("no regular file"), std::string::npos);
}

}  // namespace
}  // namespace ssecast::test
