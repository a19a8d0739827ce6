#pragma once

#include "core/history_file.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace ssecast::net {

/// What writing the history file came to.
struct SavedHistory {
    std::size_t events = 0;
    std::size_t bytes = 0;
    /// Empty when it was written.
    std::string error;
};

/// Replaces the file in one step: whoever reads it finds the old one or the new one, whole. Only
/// the owner may read it; see private_file.hpp. Waits for the disk.
[[nodiscard]] SavedHistory save_history_file(const std::string& path, const HistoryFile& file);

void remove_history_file(const std::string& path) noexcept;

struct LoadedHistory {
    std::optional<HistoryFile> file;
    /// Why there is a file that could not be used, and where it is now; otherwise empty.
    std::string warning;
};

/// Reads the file and removes it, because it tells the truth only until the next event; a file that
/// cannot be used is renamed to `<path>.rejected`, unless it is a folder or a device. Waits for the
/// disk.
[[nodiscard]] LoadedHistory load_history_file(const std::string& path);

}  // namespace ssecast::net
