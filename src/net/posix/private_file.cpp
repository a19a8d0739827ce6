#include "net/private_file.hpp"

#include "net/file_owner.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace ssecast::net {

namespace {

using Contents = std::variant<std::string, UnreadableFile>;

std::error_code last_error() { return {errno, std::generic_category()}; }

Contents unreadable(std::error_code error, bool movable = true) {
    return UnreadableFile{"it cannot be read (" + error.message() + ")", movable};
}

class File {
public:
    explicit File(int descriptor) noexcept : descriptor_(descriptor) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }
    [[nodiscard]] int get() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

// O_EXCL and O_NOFOLLOW: the folder may be one that others write to, like /tmp, and a link there
// could lead to any file of this user.
int create(const std::string& path) {
    constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    const int descriptor = ::open(path.c_str(), kFlags, 0600);
    // A killed process may have left its file. unlink() removes a link, not the file behind it. One
    // attempt: a name that comes back at once is put there on purpose, and must not keep this
    // process busy.
    if (descriptor >= 0 || errno != EEXIST || ::unlink(path.c_str()) != 0) return descriptor;
    return ::open(path.c_str(), kFlags, 0600);
}

// write() may take less than all, and a signal may interrupt it.
std::error_code write_all(int descriptor, const std::string& text) {
    std::size_t written = 0;
    while (written < text.size()) {
        const ssize_t count = ::write(descriptor, text.data() + written, text.size() - written);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return last_error();
        written += static_cast<std::size_t>(count);
    }
    // Without it the rename may reach the disk before the text: a crash would leave an empty file.
    return ::fsync(descriptor) == 0 ? std::error_code() : last_error();
}

// Not by fstat's size: the file may grow while it is read.
Contents read_all(int descriptor) {
    std::string text;
    std::size_t size = 0;
    for (;;) {
        constexpr std::size_t kPiece = 64 * 1024;
        if (text.size() < size + kPiece) text.resize(2 * text.size() + kPiece);
        const ssize_t count = ::read(descriptor, text.data() + size, text.size() - size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return unreadable(last_error());
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    text.resize(size);
    return text;
}

}  // namespace

std::error_code replace_private_file(const std::string& path, const std::string& text) {
    const std::string fresh = path + ".new";
    std::error_code error;
    {
        const File file(create(fresh));
        if (!file.is_open()) return last_error();
        error = write_all(file.get(), text);
    }
    // The one step in which the old file becomes the new one.
    if (!error && ::rename(fresh.c_str(), path.c_str()) != 0) error = last_error();
    if (error) ::unlink(fresh.c_str());
    return error;
}

std::optional<Contents> read_private_file(const std::string& path) {
    // Without waiting: opening a FIFO of that name would block until some process writes to it.
    const File file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file.is_open()) {
        // No such file, or no such folder.
        if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
        if (errno == ELOOP) return UnreadableFile{"it is a symbolic link, which is not followed"};
        return unreadable(last_error());
    }
    // Of the open descriptor, not of the name: the name may lead elsewhere by now.
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return unreadable(last_error());
    if (!S_ISREG(status.st_mode)) return UnreadableFile{"it is no regular file", false};
    // Root may read and write any file anyway.
    if (status.st_uid != file_owner() && status.st_uid != 0) {
        return UnreadableFile{"it belongs to another user"};
    }
    return read_all(file.get());
}

}  // namespace ssecast::net
