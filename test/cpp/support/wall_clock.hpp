#pragma once

#include "net/wall_clock.hpp"

#include <chrono>

namespace ssecast::test {

/// Sets the wall clock of this process; its end sets it right again.
class WallClock {
public:
    WallClock() = default;
    WallClock(const WallClock&) = delete;
    WallClock& operator=(const WallClock&) = delete;
    ~WallClock() { net::wall_clock_step = 0; }

    void step(std::chrono::milliseconds by) { net::wall_clock_step += by.count(); }
};

}  // namespace ssecast::test
