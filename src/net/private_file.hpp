#pragma once

#include <optional>
#include <string>
#include <system_error>
#include <variant>

namespace ssecast::net {

/// Writes `text` to a new file that the owner alone may read, waits for the disk, and renames it to
/// `path` in one step. Events may be confidential, so no other user may read them. Until then the
/// file is `<path>.new`. Anything that has that name, the file of a killed process or a link that
/// was planted there, is removed and never written to.
[[nodiscard]] std::error_code replace_private_file(const std::string& path,
                                                   const std::string& text);

/// Why a file was not read.
struct UnreadableFile {
    /// A clause for a sentence.
    std::string why;
    /// It is a file or a link, which may be renamed; a folder is left alone.
    bool movable = true;
};

/// The whole of a regular file that belongs to this user or to root; nothing when there is none.
/// Its events go to clients, so a file of another user could forge them. No symbolic link is
/// followed: it may have been planted.
[[nodiscard]] std::optional<std::variant<std::string, UnreadableFile>> read_private_file(
    const std::string& path);

}  // namespace ssecast::net
