#pragma once

#include <atomic>
#include <sys/types.h>
#include <unistd.h>

namespace ssecast::net {

#if defined(SSECAST_TEST_SEAMS)

/// Lets a test play another user: only root could give a file away.
inline std::atomic<uid_t> file_owner_step{0};

[[nodiscard]] inline uid_t file_owner() noexcept { return ::geteuid() + file_owner_step; }

#else

/// The user whose files this process trusts. The effective one: it is what open() checks.
[[nodiscard]] inline uid_t file_owner() noexcept { return ::geteuid(); }

#endif

}  // namespace ssecast::net
