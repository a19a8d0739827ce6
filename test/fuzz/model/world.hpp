#pragma once

#include "model/begun_admission.hpp"
#include "model/held_engine.hpp"
#include "model/history_model.hpp"
#include "model/model_client.hpp"
#include "model/model_event.hpp"
#include "support/wall_clock.hpp"

#include <cstddef>
#include <cstdint>
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
/// world.cpp: publishing, options. world_admissions.cpp: clients come. world_clients.cpp: what they
/// and their peers do. world_clock.cpp: the time, and cursors of other processes. world_checks.cpp:
/// what has to hold in between and at the end.
class World {
public:
    /// `extended`: with the commands that came later.
    World(HeldEngine& engine, bool extended);
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    void publish(FuzzedDataProvider& input);
    /// Events that are larger than a worker's inbox, to one client that does not read.
    void burst();
    void configure(FuzzedDataProvider& input);
    void ask_covers(FuzzedDataProvider& input);

    [[nodiscard]] bool extended() const noexcept { return extended_; }
    /// Ids are so far ahead of the time that the next input needs another broadcaster.
    [[nodiscard]] bool ids_lie_ahead() const;

    void admit(FuzzedDataProvider& input);
    /// A request waits for its authorisation. Then it is admitted or, if that was revoked
    /// meanwhile, refused.
    void begin_admission(FuzzedDataProvider& input);
    void end_admission(FuzzedDataProvider& input);
    /// Requests of one connection that ends before all but the first are answered.
    void pipelined(FuzzedDataProvider& input);
    /// The request of a client ends, whatever it has come to.
    void leave(FuzzedDataProvider& input);
    /// Sets the wall clock forward or back by minutes, an hour or a day.
    void set_clock(FuzzedDataProvider& input);
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
    /// All clients read: none may miss anything now.
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
    [[nodiscard]] net::Admission any_admission(FuzzedDataProvider& input);
    ModelClient* admit(const net::Admission& admission, bool revoked);
    void require_room(const net::Admission& admission, std::optional<ErrorCode> refused,
                      bool revoked);
    /// An id that another process has given, about now.
    [[nodiscard]] std::string cursor_of_another(FuzzedDataProvider& input);
    void let_expire();
    void catch_up_with_ids();
    void publish(ModelEvent event, std::string data);
    void gone(const net::ClientInfo& info, DisconnectReason reason);
    void look_around();
    void check_counts();
    void check_inspection();
    void check_totals();
    void pull_until_dry(ModelClient& client);

    HeldEngine& engine_;
    net::ClosedHandlerPtr handler_;
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

    const bool extended_;
    WallClock clock_;
    std::int64_t clock_offset_ms_ = 0;
    std::deque<BegunAdmission> begun_;
};

}  // namespace ssecast::test
