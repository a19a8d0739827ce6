#pragma once

#include "core/event_id.hpp"
#include "load/ledger.hpp"
#include "load/report.hpp"
#include "load/sequence.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace ssecast::load {

/// Checks the events of one stream against those of all clients: what it lacks, what came twice,
/// and what came in another order.
class StreamCheck {
public:
    /// The server introduced itself: what comes after `position`, where it says one, has to come.
    void begin(std::optional<EventId> position) noexcept {
        position_ = position.value_or(EventId{});
        is_begun_ = false;
    }

    /// The event with this id came. @returns its place among all events; nothing for one that is
    /// not to be counted
    std::optional<Ledger::Entry> see(std::string_view id, std::uint64_t now_ns, bool adds,
                                     Ledger& ledger, Report& report);

    /// How many of the events that were seen it has not got so far.
    [[nodiscard]] std::uint64_t missing(const Ledger& ledger) const;

private:
    void begin_with(const Ledger::Entry& entry, EventId place, const Ledger& ledger);

    SequenceCheck sequence_;
    /// Where the stream began, and its newest event. Without milliseconds: not known.
    EventId position_;
    EventId last_;
    bool is_begun_ = false;
};

}  // namespace ssecast::load
