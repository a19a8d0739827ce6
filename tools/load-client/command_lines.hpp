#pragma once

#include <sstream>
#include <string>

namespace ssecast::load {

/// Commands on the standard input, one a line, each answered with one line of JSON. `quit` is one
/// of every program.
class CommandLines {
public:
    /// Reads the standard input once. @returns false when it has ended or a command was `quit`
    bool read_input();

protected:
    ~CommandLines() = default;
    /// `words` has what follows the command. @returns the answer, or nothing for what it cannot
    /// read
    virtual std::string carry_out(const std::string& command, std::istringstream& words) = 0;
    /// The commands there are, for the answer to any other.
    [[nodiscard]] virtual const char* usage() const = 0;

private:
    [[nodiscard]] std::string answer(const std::string& line);

    std::string input_;
    bool quit_ = false;
};

}  // namespace ssecast::load
