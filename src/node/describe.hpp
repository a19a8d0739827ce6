#pragma once

#include "net/broadcaster.hpp"

#include <span>
#include <string>

namespace ssecast::node {

/// The texts of lib/native/contract.cts (NativeClient) and lib/types/stats.ts. Any thread.
[[nodiscard]] std::string to_json(const net::ClientInfo& client);
[[nodiscard]] std::string to_json(std::span<const net::ClientInfo> clients);
[[nodiscard]] std::string to_json(const net::BroadcasterStats& stats);
[[nodiscard]] std::string to_json(std::span<const net::ClientDetails> clients);
[[nodiscard]] std::string to_json(const net::RestoredHistory& restored);
[[nodiscard]] std::string to_json(const net::DrainReport& report);
[[nodiscard]] std::string to_json(const net::LogState& log, const net::FeedState& feed);
[[nodiscard]] const char* name_of(net::CursorPlace place) noexcept;
[[nodiscard]] const char* name_of(DisconnectReason reason) noexcept;
/// `server` for an unknown name.
[[nodiscard]] DisconnectReason reason_of(std::string_view name) noexcept;

}  // namespace ssecast::node
