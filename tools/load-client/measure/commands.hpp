#pragma once

#include "command_lines.hpp"
#include "streams.hpp"

#include <string>

namespace ssecast::load::measure {

///   open COUNT PORT PATH [MOST_UNDER_WAY]
///                            open further connections
///   start FIRST              forget what was counted; FIRST is the next number
///   finish LAST TIMEOUT_MS   wait for LAST everywhere, then report
///   hangup                   reset every connection
class Commands final : public CommandLines {
public:
    explicit Commands(Streams& streams) : streams_(streams) {}

private:
    std::string carry_out(const std::string& command, std::istringstream& words) override;
    [[nodiscard]] const char* usage() const override;

    Streams& streams_;
    double cpu_at_start_ = 0;
};

}  // namespace ssecast::load::measure
