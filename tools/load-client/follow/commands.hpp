#pragma once

#include "clients.hpp"

#include <string>
#include <string_view>

namespace ssecast::stress {

/// Commands on the standard input, one a line, each answered with one line of JSON.
class Commands {
public:
    explicit Commands(Clients& clients) : clients_(clients) {}

    /// @returns false when there will be no more
    bool read_input();

private:
    [[nodiscard]] std::string carry_out(std::string_view line);
    [[nodiscard]] std::string latency();
    [[nodiscard]] std::string report(bool ok, const std::string& missing = {});

    Clients& clients_;
    std::string input_;
    bool quit_ = false;
};

}  // namespace ssecast::stress
