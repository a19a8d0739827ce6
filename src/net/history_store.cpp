#include "net/history_store.hpp"

#include "net/private_file.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

namespace ssecast::net {

namespace {

namespace fs = std::filesystem;

/// Renames a file that cannot be used, so that the next process does not find it again. Returns a
/// sentence for the log.
std::string set_aside(const std::string& path, const UnreadableFile& file) {
    std::error_code error = std::make_error_code(std::errc::not_supported);
    const std::string aside = path + ".rejected";
    if (file.movable) fs::rename(path, aside, error);
    return "The history file " + path + " is not used: " + file.why + ". " +
           (error ? "It stays where it is." : "It was set aside as " + aside + ".") +
           " Clients that come back get a gap event.";
}

}  // namespace

SavedHistory save_history_file(const std::string& path, const HistoryFile& file) {
    const std::string text = to_text(file);
    SavedHistory saved{file.events.size(), text.size(), {}};
    if (const std::error_code error = replace_private_file(path, text)) {
        saved.error = "Expected to write the history file " + path + " but " + error.message() +
                      "; the folder has to be there and writable for this process";
    }
    return saved;
}

void remove_history_file(const std::string& path) noexcept {
    std::error_code error;
    fs::remove(path, error);
}

LoadedHistory load_history_file(const std::string& path) {
    const auto contents = read_private_file(path);
    // No file is the usual case, and no reason for a warning.
    if (!contents) return {};
    if (const auto* const unreadable = std::get_if<UnreadableFile>(&*contents)) {
        return {{}, set_aside(path, *unreadable)};
    }
    auto parsed = parse_history_file(std::get<std::string>(*contents));
    if (const auto* const why = std::get_if<std::string>(&parsed)) {
        return {{}, set_aside(path, {*why})};
    }
    // Before any of it is used: if it stayed, the next process would serve these events as the
    // newest.
    std::error_code error;
    fs::remove(path, error);
    if (!error) return {std::move(std::get<HistoryFile>(parsed)), {}};
    return {{},
            set_aside(path, {"it cannot be removed, and the next process would read it again (" +
                             error.message() + ")"})};
}

}  // namespace ssecast::net
