#pragma once

#include <atomic>
#include <cstddef>

namespace ssecast {

/// Counts the memory of a broadcaster's frames, each once, however many clients wait for it.
///
/// A caller may hold a frame longer than the broadcaster lives. So the count lives as long as its
/// owner or any frame: it begins with 1 for the owner, and the call that takes it to
/// 0 deletes it. Any thread.
class FrameMeter {
public:
    class Count {
    public:
        void take(std::size_t bytes) noexcept {
            bytes_.fetch_add(bytes, std::memory_order_relaxed);
        }
        // The last one to come must see all that others did before: acquire and release.
        void give_back(std::size_t bytes) noexcept {
            if (bytes_.fetch_sub(bytes, std::memory_order_acq_rel) == bytes) delete this;
        }
        [[nodiscard]] std::size_t bytes() const noexcept {
            return bytes_.load(std::memory_order_relaxed) - 1;
        }

    private:
        // Alone on its cache line: publishers and workers write to it, and would otherwise slow
        // down whatever lies beside it.
        alignas(64) std::atomic<std::size_t> bytes_{1};
    };

    FrameMeter() : count_(new Count) {}
    FrameMeter(const FrameMeter&) = delete;
    FrameMeter& operator=(const FrameMeter&) = delete;
    ~FrameMeter() { count_->give_back(1); }

    [[nodiscard]] Count& count() noexcept { return *count_; }
    [[nodiscard]] std::size_t bytes() const noexcept { return count_->bytes(); }

private:
    Count* const count_;
};

}  // namespace ssecast
