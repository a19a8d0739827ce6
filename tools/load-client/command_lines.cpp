#include "command_lines.hpp"

#include <array>
#include <cstdio>
#include <unistd.h>

namespace ssecast::load {

bool CommandLines::read_input() {
    std::array<char, 4096> bytes;
    const ssize_t size = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (size <= 0) return false;
    input_.append(bytes.data(), static_cast<std::size_t>(size));
    for (std::size_t end; !quit_ && (end = input_.find('\n')) != std::string::npos;) {
        const std::string line = answer(input_.substr(0, end));
        input_.erase(0, end + 1);
        std::puts(line.c_str());
        std::fflush(stdout);
    }
    return !quit_;
}

std::string CommandLines::answer(const std::string& line) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    if (command == "quit") {
        quit_ = true;
        return "{}";
    }
    std::string answer = carry_out(command, words);
    if (!answer.empty()) return answer;
    return std::string(R"({"error":"expected )") + usage() + R"( or quit"})";
}

}  // namespace ssecast::load
