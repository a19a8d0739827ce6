#include "net/history_store.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#if !defined(_WIN32)
#include <fcntl.h>
#include <unistd.h>
#endif

namespace ssecast::net {

namespace {

namespace fs = std::filesystem;

#if defined(_WIN32)
bool write_durably(const std::string& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    return !out.fail();
}
#else
bool write_durably(const std::string& path, const std::string& text) {
    // Events may be private: nobody else reads them here either.
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) return false;
    std::size_t written = 0;
    while (written < text.size()) {
        const ssize_t count = ::write(descriptor, text.data() + written, text.size() - written);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) break;
        written += static_cast<std::size_t>(count);
    }
    const bool durable = written == text.size() && ::fsync(descriptor) == 0;
    const int error = errno;
    ::close(descriptor);
    errno = error;
    return durable;
}
#endif

}  // namespace

SavedHistory save_history_file(const std::string& path, const HistoryFile& file) {
    const std::string text = to_text(file);
    const std::string fresh = path + ".new";
    SavedHistory saved{file.events.size(), text.size(), {}};
    std::error_code error;
    if (!write_durably(fresh, text)) {
        error.assign(errno, std::generic_category());
    } else {
        fs::rename(fresh, path, error);
    }
    if (error) {
        saved.error = "Expected to write the history file " + path + " but " + error.message() +
                      "; the folder has to be there and writable for this process";
        fs::remove(fresh, error);
    }
    return saved;
}

void remove_history_file(const std::string& path) noexcept {
    std::error_code error;
    fs::remove(path, error);
}

LoadedHistory load_history_file(const std::string& path) {
    LoadedHistory loaded;
    std::error_code error;
    if (!fs::exists(path, error)) return loaded;
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    auto parsed = in.bad() || !in.is_open()
                      ? std::variant<HistoryFile, std::string>("it cannot be read")
                      : parse_history_file(text);
    if (auto* const file = std::get_if<HistoryFile>(&parsed)) {
        loaded.file = std::move(*file);
        fs::remove(path, error);
        if (!error) return loaded;
        loaded.file.reset();
        parsed =
            "it cannot be removed, and would be taken for new once more (" + error.message() + ")";
    }
    const std::string aside = path + ".rejected";
    fs::rename(path, aside, error);
    loaded.warning = "The history file " + path + " is not used: " + std::get<std::string>(parsed) +
                     ". " +
                     (error ? "It stays where it is." : "It was set aside as " + aside + ".") +
                     " Clients that come back are told of a gap.";
    return loaded;
}

}  // namespace ssecast::net
