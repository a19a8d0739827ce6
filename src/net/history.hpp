#pragma once

#include "core/event_id.hpp"
#include "core/issued_ids.hpp"
#include "core/replay_log.hpp"
#include "net/clocks.hpp"
#include "net/history_hold.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace ssecast::net {

/// What a broadcaster has published: the clock that gives ids, the ids of earlier processes, and
/// the events that are still held.
///
/// The three belong together because a cursor can be served only if all of them agree: one of the
/// id ranges contains it, and the log still holds every event after it.
/// Guarded by the broadcaster's mutex, but for `newest_ms`.
struct History {
    History(std::uint64_t now_ms, std::function<void(const Frame&)> forgotten,
            std::function<std::size_t(ChannelId)> name_bytes)
        : ids(draw_identity(), now_ms, steady_ns()),
          log(ids.last(), std::move(forgotten), std::move(name_bytes)) {}

    /// The id of an event that is published at these times of the two clocks.
    [[nodiscard]] EventId next_id(std::uint64_t wall_ms, std::int64_t steady_ns) noexcept {
        const EventId id = ids.next(wall_ms, steady_ns);
        newest_ms_.store(id.ms, std::memory_order_relaxed);
        return id;
    }
    /// Ids from now on are later than `id`, the last one of an earlier process.
    void follow(EventId id) noexcept {
        ids.follow(id);
        newest_ms_.store(ids.last().ms, std::memory_order_relaxed);
    }

    /// From now on ids are those of a backplane's log, which stands at `position`.
    void begin(HistoryIdentity epoch, EventId position) noexcept {
        ids.take_over(epoch, position, steady_ns());
        issued.restore({});
        newest_ms_.store(0, std::memory_order_relaxed);
    }
    void advance(EventId id) noexcept { ids.advance(id, steady_ns()); }

    /// The time by which events grow old. It is the wall clock's, unless that clock was set back:
    /// then events would stay too long, and this time goes on at the pace of the steady clock.
    [[nodiscard]] std::uint64_t now_ms() const noexcept { return ids.time(wall_ms(), steady_ns()); }

    /// Where a cursor stands in the order of events. Nothing for a cursor that neither this process
    /// nor one that it continues has given: whatever its time says, what came after it is unknown.
    [[nodiscard]] std::optional<EventId> place_of(std::string_view cursor) const {
        const std::optional<EventId> place = log.locate(cursor);
        return place && issued.has(*place, ids) ? place : std::nullopt;
    }

    /// Keeps the events after `place` for some seconds, whatever their number.
    void hold(EventId place) noexcept {
        const std::int64_t now_ns = steady_ns();
        hold_.begin(place, now_ns);
        refresh_hold(now_ns);
    }
    /// Lets go of what no client needs any more. To be called before the log forgets.
    void refresh_hold(std::int64_t now_ns) noexcept { log.keep_after(hold_.after(now_ns)); }

    /// The milliseconds of the newest id. Any thread, without the mutex: `publish` encodes an event
    /// before it takes the mutex, and has to know whether ids run ahead of the wall clock.
    [[nodiscard]] std::uint64_t newest_ms() const noexcept {
        return newest_ms_.load(std::memory_order_relaxed);
    }

    EventIdClock ids;
    IssuedIds issued;
    ReplayLog log;

private:
    HistoryHold hold_;
    std::atomic<std::uint64_t> newest_ms_{0};
};

}  // namespace ssecast::net
