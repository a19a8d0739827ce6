#pragma once

#include "model/held_engine.hpp"
#include "model/history_model.hpp"
#include "model/model_client.hpp"
#include "model/model_event.hpp"

#include <cstddef>
#include <deque>
#include <fuzzer/FuzzedDataProvider.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ssecast::test {

/// A broadcaster beside a model that is too simple to be wrong. Each command does the same to both
/// and compares what they answer.
///
/// world.cpp: publishing, options. world_clients.cpp: clients and connections. world_checks.cpp:
/// what has to hold in between and at the end.
class World {
public:
    explicit World(HeldEngine& engine);
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    void publish(FuzzedDataProvider& input);
    /// Events that are larger than a worker's inbox, to one client that does not read.
    void burst();
    void configure(FuzzedDataProvider& input);
    void ask_covers(FuzzedDataProvider& input);

    void admit(FuzzedDataProvider& input);
    void attach(FuzzedDataProvider& input);
    void subscribe(FuzzedDataProvider& input);
    void unsubscribe(FuzzedDataProvider& input);
    void disconnect(FuzzedDataProvider& input);
    /// The peer reads on, stops reading, or breaks.
    void read_on(FuzzedDataProvider& input);
    void stall(FuzzedDataProvider& input);
    void fail(FuzzedDataProvider& input);
    void peer_leaves(FuzzedDataProvider& input);

    /// Runs the worker to its end and checks everything that then has to hold.
    void check();
    /// Everybody reads: nobody may miss anything now.
    void let_everybody_read();
    /// Each leaves the broadcaster without a client.
    void end_by_disconnecting();
    /// The last two use the engine up.
    void end_by_closing();
    void end_by_draining(std::uint32_t deadline_ms);

private:
    [[nodiscard]] ModelClient* any_client(FuzzedDataProvider& input);
    /// The client that has this id now; null when there is none.
    [[nodiscard]] ModelClient* listed(const std::string& id) const;
    [[nodiscard]] std::optional<std::string> any_cursor(FuzzedDataProvider& input);
    [[nodiscard]] Promise promise(const std::optional<std::string>& cursor) const;
    [[nodiscard]] net::TargetNames any_target(FuzzedDataProvider& input);
    [[nodiscard]] bool means(const net::TargetNames& target, const ModelClient& client) const;
    [[nodiscard]] std::size_t count_listed() const;
    void publish(ModelEvent event, std::string data);
    void gone(const net::ClientInfo& info, DisconnectReason reason);
    void require_room(const net::Admission& admission, std::optional<ErrorCode> refused);
    void look_around();
    void check_counts();
    void check_inspection();
    void check_totals();
    void pull_until_dry(ModelClient& client);

    HeldEngine& engine_;
    std::shared_ptr<const net::ClosedHandler> handler_;
    net::BroadcasterStats before_;
    std::uint64_t parkings_before_ = 0;

    HistoryModel history_;
    std::deque<ModelEvent> events_;
    std::vector<std::unique_ptr<ModelClient>> clients_;
    Circumstances circumstances_;
    EventId first_;
    EventId newest_;
    std::size_t admitted_ = 0;
    std::size_t refused_ = 0;
    std::size_t published_ = 0;
    std::size_t largest_event_ = 0;
    std::size_t largest_queue_ = 0;
    std::size_t max_connections_ = 0;
    std::size_t max_connections_per_user_ = 0;
    /// The history has no bounds a channel: the model knows exactly what it holds.
    bool exact_ = true;
};

}  // namespace ssecast::test
