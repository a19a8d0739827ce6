#pragma once

#include "net/sink.hpp"
#include "net/worker.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <utility>

namespace ssecast::test {

/// The far end of a client's connection, and what it lets through.
struct Connection {
    static constexpr std::size_t kEverything = std::numeric_limits<std::size_t>::max() / 2;

    Framing framing = Framing::bare;
    /// As the stream path: whole frames, one chunk for each `pull`.
    bool pulled = false;
    /// Bytes it still takes; for a pulled one, in a chunk.
    std::size_t room = 0;
    bool asked = false;
    bool waiting = false;
    /// The worker does not know yet that it takes bytes again.
    bool telling = false;
    bool broken = false;
    bool finished = false;
    /// Written, and not read yet.
    std::string unread;
    std::size_t bytes = 0;

    [[nodiscard]] bool takes_everything() const noexcept {
        return room > kEverything / 2 && !pulled && !broken && !telling;
    }
};

/// What a worker sees of it.
class ModelSink final : public net::Sink {
public:
    ModelSink(std::shared_ptr<Connection> connection, net::Worker& worker, net::Client& client)
        : connection_(std::move(connection)), worker_(worker), client_(client) {}

    [[nodiscard]] Framing framing() const noexcept override { return connection_->framing; }

    net::WriteResult write(std::span<const Slice> slices) noexcept override {
        using Status = net::WriteResult::Status;
        Connection& to = *connection_;
        if (to.broken) return {Status::failed, 0};
        if (to.pulled && !std::exchange(to.asked, false)) return {Status::blocked, 0};
        std::size_t taken = 0;
        for (const Slice& slice : slices) {
            if (to.pulled && taken != 0 && taken + slice.size > to.room) break;
            const std::size_t bytes = to.pulled ? slice.size : std::min(slice.size, to.room);
            to.unread.append(slice.data, bytes);
            to.bytes += bytes;
            taken += bytes;
            if (!to.pulled) to.room -= bytes;
            if (bytes != slice.size) return {Status::blocked, taken};
        }
        return {to.pulled ? Status::blocked : Status::complete, taken};
    }

    void await_writable(ClientKey) override { connection_->waiting = !connection_->pulled; }
    void pull() noexcept override { connection_->asked = true; }
    bool finish() noexcept override {
        connection_->finished = true;
        return true;
    }

    /// What a reactor does when the peer reads again.
    void tell_writable() {
        if (!std::exchange(connection_->waiting, false)) return;
        connection_->telling = true;
        boost::asio::post(worker_.context(), [this, client = net::ClientPtr(&client_)] {
            if (client->sink.get() != this) return;
            connection_->telling = false;
            worker_.writable(*client);
        });
    }
    /// What a reactor does when the peer is gone.
    void tell_closed() {
        boost::asio::post(worker_.context(), [this, client = net::ClientPtr(&client_)] {
            if (client->sink.get() == this) worker_.close(*client, DisconnectReason::client);
        });
    }

    [[nodiscard]] std::size_t queued_bytes() const noexcept { return client_.queue.bytes(); }

private:
    const std::shared_ptr<Connection> connection_;
    net::Worker& worker_;
    net::Client& client_;
};

}  // namespace ssecast::test
