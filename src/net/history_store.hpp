#pragma once

#include "core/history_file.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace ssecast::net {

/// The result of writing the history file.
struct SavedHistory {
    std::size_t events = 0;
    std::size_t bytes = 0;
    /// Empty when it was written.
    std::string error;
};

/// Replaces the file in one step: a reader finds the old file or the new one, whole. Only the owner
/// may read it; see private_file.hpp. Waits for the disk.
[[nodiscard]] SavedHistory save_history_file(const std::string& path, const HistoryFile& file);

/// Fails silently. The file then hides what was published since, until it is written again.
void remove_history_file(const std::string& path) noexcept;

struct LoadedHistory {
    std::optional<HistoryFile> file;
    /// Why a file that is there could not be used, and where it is now; otherwise empty.
    std::string warning;
};

/// Reads the file and removes it, because it is complete only until the next event. A file that
/// cannot be used is renamed to `<path>.rejected`, so that an operator can look into it and the
/// next process does not find it again; a folder or a device stays. Waits for the disk.
[[nodiscard]] LoadedHistory load_history_file(const std::string& path);

}  // namespace ssecast::net
