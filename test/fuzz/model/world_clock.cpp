// The time as the process sees it, and processes that go their own way.
#include "model/world.hpp"
#include "require.hpp"
#include "trace.hpp"

#include <chrono>
#include <cstdlib>

namespace ssecast::test {

using namespace std::chrono_literals;

void World::set_clock(FuzzedDataProvider& input) {
    constexpr std::chrono::milliseconds kFarthest = 49h;
    const auto by = input.PickValueInArray<std::chrono::milliseconds>(
        {1min, -1min, 1h, -1h, 24h, -24h, 1s, -1s});
    // What was published before is handled by the time that it was published at.
    check();
    if (std::abs((clock_offset_ms_ + by.count())) > kFarthest.count()) return;
    clock_offset_ms_ += by.count();
    clock_.step(by);
    trace("the clock steps by %lld ms\n", static_cast<long long>(by.count()));
    let_expire();
}

void World::let_expire() {
    const std::uint64_t now_ms = net::wall_ms();
    for (const auto& client : clients_) {
        if (client->expired_at(now_ms)) client->allow_end(DisconnectReason::expired);
    }
}

/// An earlier input may have set the clock forward, and ids go on from there. Each begins at a time
/// that is theirs, so that it does the same whatever came before it.
void World::catch_up_with_ids() {
    const std::uint64_t now_ms = net::wall_ms();
    const std::uint64_t ids_ms = engine_->position().ms;
    if (ids_ms > now_ms) clock_.step(std::chrono::milliseconds(ids_ms - now_ms));
}

bool World::ids_lie_ahead() const {
    constexpr std::uint64_t kTenYears = 10ULL * 365 * 24 * 3'600'000;
    return engine_->position().ms >
           net::wall_ms() - static_cast<std::uint64_t>(net::wall_clock_step_ms()) + kTenYears;
}

std::string World::cursor_of_another(FuzzedDataProvider& input) {
    // A deploy: the other process publishes to its own clients at the same time.
    static net::Broadcaster other("other", {});
    if (input.ConsumeBool()) (void)other.publish({}, {.event = "x", .data = {}});
    return to_string(other.position());
}

}  // namespace ssecast::test
