#pragma once

#include "core/frame.hpp"

namespace ssecast::net {

class Broadcaster;

/// Direct path: duplicates `descriptor` and gives the duplicate to the client's worker. The
/// caller's own stays open and the caller's. False when it is no connected stream socket, no
/// descriptor is left, or the client is gone. JavaScript thread.
[[nodiscard]] bool adopt_socket(Broadcaster& broadcaster, ClientKey client, int descriptor,
                                Framing framing);

/// What the kernel is asked for every client's connection: to bound what it holds, and to notice a
/// silent peer within the broadcaster's timeout. JavaScript thread.
void prepare_socket(const Broadcaster& broadcaster, int descriptor) noexcept;

}  // namespace ssecast::net
