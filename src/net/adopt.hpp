#pragma once

#include "core/frame.hpp"

namespace ssecast::net {

class Broadcaster;

/// Whether this system has the direct path. Where it has not, `adopt_socket` adopts nothing.
[[nodiscard]] bool adopts_sockets() noexcept;

/// Direct path: duplicates `descriptor` and gives the duplicate to the client's worker. The caller
/// keeps its own and closes it: Node may then free all that it has for the request, and the
/// connection lives on. False when it is no connected stream socket, no descriptor is left, or the
/// client is gone. JavaScript thread.
[[nodiscard]] bool adopt_socket(Broadcaster& broadcaster, ClientKey client, int descriptor,
                                Framing framing);

/// Sets the options of every client's connection: a bound for what the kernel holds, and probes
/// that notice a vanished peer within the broadcaster's timeout. JavaScript thread.
void prepare_socket(const Broadcaster& broadcaster, int descriptor) noexcept;

}  // namespace ssecast::net
