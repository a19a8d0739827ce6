#include "net/private_file.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

// Windows has neither links that anyone may make nor modes of files: folders protect their files
// there.

namespace ssecast::net {

namespace {

using Contents = std::variant<std::string, UnreadableFile>;

/// Paths come from JavaScript as UTF-8; a path of chars would be one in the code page of the
/// system.
std::filesystem::path to_path(const std::string& path) {
    return {std::u8string(path.begin(), path.end())};
}

std::error_code write_all(const std::filesystem::path& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    return out.fail() ? std::make_error_code(std::errc::io_error) : std::error_code();
}

std::optional<std::string> read_all(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (in.bad() || !in.is_open()) return std::nullopt;
    return text;
}

}  // namespace

std::error_code replace_private_file(const std::string& path, const std::string& text) {
    const std::filesystem::path fresh = to_path(path + ".new");
    std::error_code error = write_all(fresh, text);
    if (!error) std::filesystem::rename(fresh, to_path(path), error);
    return error;
}

std::optional<Contents> read_private_file(const std::string& path) {
    const std::filesystem::path file = to_path(path);
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return std::nullopt;
    if (!std::filesystem::is_regular_file(file, error)) {
        return UnreadableFile{"it is no regular file", false};
    }
    if (auto text = read_all(file)) return *std::move(text);
    return UnreadableFile{"it cannot be read"};
}

}  // namespace ssecast::net
