#include "net/adopt.hpp"

// Node on Windows tells no descriptor of a connection, so every client takes the stream path.

namespace ssecast::net {

bool adopts_sockets() noexcept { return false; }

void prepare_socket(const Broadcaster& /*broadcaster*/, int /*descriptor*/) noexcept {}

bool adopt_socket(Broadcaster& /*broadcaster*/, ClientKey /*client*/, int /*descriptor*/,
                  Framing /*framing*/) {
    return false;
}

}  // namespace ssecast::net
