#pragma once

#include "core/revocations.hpp"
#include "net/client.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ssecast::net {

/// The longest id that a caller may give a client, in bytes of UTF-8.
inline constexpr std::size_t kMaxClientId = 256;

/// A request to become a client, after the application has authorised it.
struct Admission {
    /// Nothing: the broadcaster draws one.
    std::optional<std::string> client_id;
    std::string user_id;
    std::string session_id;
    std::vector<std::string> channels;
    /// JSON text, or empty.
    std::string metadata;
    /// Milliseconds since the epoch; 0 is never.
    std::uint64_t expires_at_ms = 0;
    /// The cursor as the client sent it, if it sent one. Unchecked text from the network.
    std::optional<std::string> last_event_id;
    /// When the request began, as `Broadcaster::ticket` gave it; 0: now.
    Ticket ticket = 0;
    /// The response waits behind another one on the same connection (HTTP pipelining).
    bool queued = false;
    /// A number of the caller's own that comes back with the client's end; 0 is none.
    std::uint32_t tag = 0;
    ClosedHandlerPtr closed;
};

/// The channels that a client joins by itself and by request, each once; the user's and the
/// session's come first. Throws Error invalid_channel.
[[nodiscard]] std::vector<std::string> all_channels(const Admission& admission);

/// The result of an admission.
struct Admitted {
    ClientKey key = 0;
    std::string id;
};

}  // namespace ssecast::net
