#include "support/failures.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <fcntl.h>
#include <new>
#include <pthread.h>
#include <sys/types.h>
#include <unistd.h>

namespace ssecast::test {

namespace {

std::atomic<bool> allocations_fail{false};
std::atomic<Thread> whose{Thread::this_one};
std::atomic<pthread_t> armed_by{};
std::atomic<long> until_first{0};
std::atomic<long> failures_left{0};
std::atomic<std::size_t> failed_allocations{0};

struct Plan {
    std::atomic<int> error{0};
    std::atomic<long> before{0};
    std::atomic<std::size_t> failed{0};
};
std::array<Plan, kCalls> plans;

bool allocation_fails() noexcept {
    if (!allocations_fail.load(std::memory_order_relaxed)) return false;
    const bool own = ::pthread_equal(::pthread_self(), armed_by.load()) != 0;
    if (own != (whose.load() == Thread::this_one)) return false;
    if (until_first.fetch_sub(1) > 1 || failures_left.fetch_sub(1) <= 0) return false;
    ++failed_allocations;
    return true;
}

bool call_fails(Call call) noexcept {
    Plan& plan = plans[static_cast<std::size_t>(call)];
    const int error = plan.error.load(std::memory_order_relaxed);
    if (error == 0 || plan.before.fetch_sub(1) > 0) return false;
    ++plan.failed;
    errno = error;
    return true;
}

/// The system's own.
template <class Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

/// fcntl() of whatever name.
int control(int descriptor, int command, void* argument) {
    if (command == F_DUPFD_CLOEXEC && call_fails(Call::dup)) return -1;
    return real<int(int, int, ...)>("fcntl")(descriptor, command, argument);
}

}  // namespace

FailAllocations::FailAllocations(Thread thread, std::size_t first, std::size_t count) {
    armed_by = ::pthread_self();
    whose = thread;
    until_first = static_cast<long>(first);
    failures_left = static_cast<long>(count);
    failed_allocations = 0;
    allocations_fail = true;
}
FailAllocations::~FailAllocations() { allocations_fail = false; }
std::size_t FailAllocations::failed() const noexcept { return failed_allocations; }

FailCalls::FailCalls(Call call, int error, std::size_t before) : call_(call) {
    Plan& plan = plans[static_cast<std::size_t>(call)];
    plan.before = static_cast<long>(before);
    plan.failed = 0;
    plan.error = error;
}
FailCalls::~FailCalls() { plans[static_cast<std::size_t>(call_)].error = 0; }
std::size_t FailCalls::failed() const noexcept {
    return plans[static_cast<std::size_t>(call_)].failed;
}

}  // namespace ssecast::test

using ssecast::test::Call;
using ssecast::test::call_fails;
using ssecast::test::control;
using ssecast::test::real;

void* operator new(std::size_t size) {
    if (ssecast::test::allocation_fails()) throw std::bad_alloc();
    void* const memory = std::malloc(size == 0 ? 1 : size);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }

extern "C" {

int eventfd(unsigned int count, int flags) {
    if (call_fails(Call::eventfd)) return -1;
    return real<int(unsigned int, int)>("eventfd")(count, flags);
}

// What Asio takes where there is no eventfd.
int pipe(int* ends) noexcept {
    if (call_fails(Call::eventfd)) return -1;
    return real<int(int*)>("pipe")(ends);
}

int epoll_create1(int flags) {
    if (call_fails(Call::epoll_create)) return -1;
    return real<int(int)>("epoll_create1")(flags);
}

int timerfd_create(int clock, int flags) {
    if (call_fails(Call::timerfd)) return -1;
    return real<int(int, int)>("timerfd_create")(clock, flags);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                   void* argument) {
    if (call_fails(Call::thread)) return errno;
    using Function = int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
    return real<Function>("pthread_create")(thread, attributes, start, argument);
}

// Both names: with 64-bit offsets the headers may rename the functions.
int fcntl(int descriptor, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    return control(descriptor, command, argument);
}
int fcntl64(int descriptor, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void* const argument = va_arg(arguments, void*);
    va_end(arguments);
    return control(descriptor, command, argument);
}

int open(const char* path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    const auto mode = va_arg(arguments, unsigned int);
    va_end(arguments);
    if (call_fails(Call::open)) return -1;
    return real<int(const char*, int, ...)>("open")(path, flags, mode);
}

ssize_t read(int descriptor, void* buffer, std::size_t size) {
    if (call_fails(Call::read)) return -1;
    return real<ssize_t(int, void*, std::size_t)>("read")(descriptor, buffer, size);
}

ssize_t write(int descriptor, const void* buffer, std::size_t size) {
    if (call_fails(Call::write)) return -1;
    return real<ssize_t(int, const void*, std::size_t)>("write")(descriptor, buffer, size);
}

int fsync(int descriptor) {
    if (call_fails(Call::fsync)) return -1;
    return real<int(int)>("fsync")(descriptor);
}

int rename(const char* from, const char* to) noexcept {
    if (call_fails(Call::rename)) return -1;
    return real<int(const char*, const char*)>("rename")(from, to);
}
}
