#pragma once

#include "net/client.hpp"
#include "support/wait.hpp"

#include <cstddef>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace ssecast::test {

/// The calls of a ClosedHandler, on any thread.
class ClosedLog {
public:
    void add(net::ClientInfo&& client, DisconnectReason reason) {
        const std::lock_guard lock(mutex_);
        entries_.emplace_back(std::move(client), reason);
    }

    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return entries_.size();
    }
    [[nodiscard]] bool wait_for(std::size_t count) const {
        return wait_until([&] { return size() >= count; });
    }
    [[nodiscard]] std::vector<DisconnectReason> reasons_of(const std::string& id) const {
        const std::lock_guard lock(mutex_);
        std::vector<DisconnectReason> reasons;
        for (const auto& [client, reason] : entries_) {
            if (client.id == id) reasons.push_back(reason);
        }
        return reasons;
    }
    [[nodiscard]] net::ClientInfo client(std::size_t index) const {
        const std::lock_guard lock(mutex_);
        return entries_.at(index).first;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::pair<net::ClientInfo, DisconnectReason>> entries_;
};

}  // namespace ssecast::test
