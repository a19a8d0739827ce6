#pragma once

#include "core/rate_limiter.hpp"
#include "core/replay_log.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast {

/// What happens to a client whose queue is full: it reads more slowly than events come.
enum class SlowClientPolicy : std::uint8_t {
    /// Nothing more is queued; the client catches up from the history when it can be written again.
    park,
    /// It is closed with the reason `slow`, comes back and resumes.
    disconnect,
    /// The events that waited longest are dropped, and a gap event reports it.
    drop_oldest,
    /// The newest event of each key stays, without a gap; when that is not enough, as drop_oldest.
    latest,
};

/// How a broadcaster behaves. Times in milliseconds. lib/types/options.ts explains each option.
struct Options {
    std::uint32_t heartbeat_interval_ms = 30'000;
    std::uint32_t retry_interval_ms = 3'000;
    std::uint32_t max_connections = 10'000;
    /// 0: no limit of its own.
    std::uint32_t max_connections_per_user = 0;
    std::uint32_t connection_timeout_ms = 300'000;
    /// 0: no limit.
    std::uint32_t max_connection_age_ms = 0;
    std::uint32_t queue_bytes = 1024 * 1024;
    /// 0: one less than the processors, from 1 to 4.
    std::uint32_t workers = 0;
    SlowClientPolicy slow_client = SlowClientPolicy::park;
    HistoryLimits history;
    std::optional<HistoryLimits> channel_history;
    /// The file by which the history survives a restart; empty: it does not.
    std::string history_file;
    std::vector<RateLimit> rate_limits;
};

/// `current` with what the JSON object `json` names changed. Throws Error invalid_option.
[[nodiscard]] Options merge_options(const Options& current, std::string_view json);

}  // namespace ssecast
