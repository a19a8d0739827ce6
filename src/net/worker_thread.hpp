#pragma once

namespace ssecast::net {

/// Has the system treat the calling thread as a worker. Called by a new thread, first.
void prepare_worker_thread() noexcept;

}  // namespace ssecast::net
