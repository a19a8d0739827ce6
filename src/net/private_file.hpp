#pragma once

#include <optional>
#include <string>
#include <system_error>
#include <variant>

namespace ssecast::net {

/// Writes `text` to a new file that the owner alone may read, waits for the disk, and gives it the
/// name `path` in one step. On its way it is `<path>.new`: what has that name, a killed process's
/// file or a link that was planted there, is taken away and never written to.
[[nodiscard]] std::error_code replace_private_file(const std::string& path,
                                                   const std::string& text);

/// Why a file was not read.
struct UnreadableFile {
    /// A clause for a sentence.
    std::string why;
    /// It is a file or a link, which may be renamed; a folder is left alone.
    bool movable = true;
};

/// The whole of a regular file that belongs to this user or to root; nothing when there is none. No
/// symbolic link is followed: it may have been planted.
[[nodiscard]] std::optional<std::variant<std::string, UnreadableFile>> read_private_file(
    const std::string& path);

}  // namespace ssecast::net
