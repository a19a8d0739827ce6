#include "net/worker_thread.hpp"

// Windows gives signals to a thread of their own.

namespace ssecast::net {

void prepare_worker_thread() noexcept {}

}  // namespace ssecast::net
