#include "net/worker_thread.hpp"

#include <csignal>
#include <pthread.h>

namespace ssecast::net {

void prepare_worker_thread() noexcept {
    // Signals are for the JavaScript thread. The kernel gives them to any thread that does not
    // block them, and would interrupt this one's system calls.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
#if defined(__linux__)
    pthread_setname_np(pthread_self(), "ssecast");
#endif
}

}  // namespace ssecast::net
