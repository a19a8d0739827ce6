#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <thread>

namespace ssecast::net {

/// A mutex that lets publishers pass work that is done in pieces.
///
/// A thread that unlocks a mutex and locks it again at once usually gets it, even if another thread
/// has waited longer: that one has to be woken first. Without this class, a worker that reads a
/// long history piece by piece would hold up every `publish` until the last piece, and `publish`
/// runs on the JavaScript thread.
///
/// A std::unique_lock or std::lock_guard of it is an ordinary lock, for short work without pieces.
class PublisherMutex {
public:
    using Lock = std::unique_lock<PublisherMutex>;

    void lock() { mutex_.lock(); }
    [[nodiscard]] bool try_lock() { return mutex_.try_lock(); }
    void unlock() { mutex_.unlock(); }

    /// For publishers.
    [[nodiscard]] Lock lock_first() {
        // A free mutex is the usual case, and costs one instruction on shared memory instead of
        // three.
        if (Lock lock(*this, std::try_to_lock); lock.owns_lock()) return lock;
        publishers_.fetch_add(1, std::memory_order_relaxed);
        Lock lock(*this);
        publishers_.fetch_sub(1, std::memory_order_relaxed);
        return lock;
    }

    /// For each piece of longer work. Waits while a publisher waits.
    [[nodiscard]] Lock lock_behind() {
        // Bounded, because publishers that never pause would otherwise starve all other work. A
        // yield costs about a microsecond, so this adds 0.1 ms to a piece at most.
        constexpr int kPatience = 100;
        for (int i = 0; i < kPatience && publishers_.load(std::memory_order_relaxed) != 0; ++i) {
            std::this_thread::yield();
        }
        return Lock(*this);
    }

private:
    std::mutex mutex_;
    /// Publishers that wait for the mutex now.
    std::atomic<std::uint32_t> publishers_{0};
};

}  // namespace ssecast::net
