#pragma once

#include "load_client.hpp"

#include <string>
#include <string_view>

namespace ssecast::bench {

/// Carries out commands, one a line, and answers each with one line of JSON.
///
///   open COUNT PORT PATH     open further connections
///   start FIRST              forget what was counted; FIRST is the next number
///   finish LAST TIMEOUT_MS   wait for LAST everywhere, then report
///   hangup                   reset every connection
///   quit
class Commands {
public:
    explicit Commands(LoadClient& client) : client_(client) {}

    /// Reads what the standard input has. @returns false when it has ended or said `quit`
    bool read_input();

private:
    [[nodiscard]] std::string carry_out(std::string_view line);

    LoadClient& client_;
    std::string input_;
    double cpu_at_start_ = 0;
    bool quit_ = false;
};

}  // namespace ssecast::bench
