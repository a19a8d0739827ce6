#pragma once

#include "net/broadcaster.hpp"
#include "net/worker.hpp"

#include <cstddef>
#include <vector>

namespace ssecast::net {

// For the files of Broadcaster that do something for many clients.

/// Steps of one piece, of a fifth of a microsecond each: a client, and each of its channels. So a
/// publisher waits some 0.4 ms at most while ten thousand clients are listed or closed.
inline constexpr std::size_t kPieceOfClients = 2'048;

template <class Each>
void Broadcaster::for_each_of(const std::vector<ClientPtr>& clients, const Each& each) {
    for (std::size_t i = 0; i < clients.size();) {
        const auto lock = mutex_.lock_behind();
        for (std::size_t steps = 0; i < clients.size() && steps < kPieceOfClients; ++i) {
            steps += 1 + clients[i]->directory_channels.size();
            each(*clients[i]);
        }
        // Each piece wakes, so that the workers begin with the first clients.
        for (const auto& worker : pool_.workers()) worker->wake();
    }
}

}  // namespace ssecast::net
