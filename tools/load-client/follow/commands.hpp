#pragma once

#include "clients.hpp"
#include "command_lines.hpp"

#include <string>

namespace ssecast::load::follow {

///   open COUNT PORT PATH MS [CHANNELS]
///                              add clients of so many channels, of 8 by default, and wait until
///                              all are connected
///   stall COUNT PORT PATH MS   the same, with clients that read the head alone
///   resume PORT MS             connect those that are not connected
///   churn 0|1                  drop connections at random and come back
///   follow MS SERIES=N…        wait until every client has these numbers
///   ends MS                    wait until the server has ended every connection
///   latency                    the latencies since the last time
///   report                     what was found so far
///   hangup | close             reset or end every connection
class Commands final : public CommandLines {
public:
    explicit Commands(Clients& clients) : clients_(clients) {}

private:
    std::string carry_out(const std::string& command, std::istringstream& words) override;
    [[nodiscard]] const char* usage() const override;
    [[nodiscard]] std::string latency();
    [[nodiscard]] std::string report(bool ok, const std::string& missing = {});

    Clients& clients_;
};

}  // namespace ssecast::load::follow
