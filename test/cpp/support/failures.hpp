#pragma once

#include <cstddef>

/// Makes the system fail on purpose: an executable that links failures.cpp has its own allocation
/// functions and its own of the system calls below, which fail when a test says so.
namespace ssecast::test {

/// Whose allocations fail.
enum class Thread { this_one, others };

/// From construction to destruction: allocations of these threads fail from the `first` one on (1
/// is the next), `count` of them.
class FailAllocations {
public:
    FailAllocations(Thread thread, std::size_t first, std::size_t count = 1);
    FailAllocations(const FailAllocations&) = delete;
    FailAllocations& operator=(const FailAllocations&) = delete;
    ~FailAllocations();

    /// So many have failed.
    [[nodiscard]] std::size_t failed() const noexcept;
};

enum class Call { eventfd, epoll_create, timerfd, dup, thread, open, read, write, fsync, rename };
inline constexpr std::size_t kCalls = 10;

/// From construction to destruction: this call fails with `error`, after it went well `before`
/// times.
class FailCalls {
public:
    FailCalls(Call call, int error, std::size_t before = 0);
    FailCalls(const FailCalls&) = delete;
    FailCalls& operator=(const FailCalls&) = delete;
    ~FailCalls();

    [[nodiscard]] std::size_t failed() const noexcept;

private:
    Call call_;
};

}  // namespace ssecast::test
