#pragma once

#include <chrono>
#include <thread>

namespace ssecast::test {

/// How long a condition may take to come true. Generous: only a failing test waits for it.
inline constexpr std::chrono::seconds kDeadline{30};

template <class Condition>
[[nodiscard]] bool wait_until(const Condition& condition,
                              std::chrono::milliseconds deadline = kDeadline) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

}  // namespace ssecast::test
