#include "load/stream_check.hpp"

namespace ssecast::load {

std::optional<Ledger::Entry> StreamCheck::see(std::string_view id, std::uint64_t now_ns, bool adds,
                                              Ledger& ledger, Report& report) {
    const EventId place = parse_event_id(id).value_or(EventId{});
    // Events that it has not got yet may be forgotten: they would look like new ones.
    const bool lags = is_begun_ && sequence_.next() < ledger.first();
    const auto entry = ledger.see(id, now_ns, adds && !lags);
    if (lags) ++report.unchecked;
    if (!entry) return std::nullopt;
    if (entry->is_new) ++report.measured.ids;
    if (lags) position_ = place;
    if (!is_begun_ || lags) begin_with(*entry, place, ledger);
    // A client that is behind may bring events from before the beginning of this stream.
    for (std::uint64_t i = sequence_.next(); i < entry->number; ++i) {
        if (ledger.is_up_to(i, position_)) sequence_.see(i, report.faults);
    }
    const std::uint64_t reordered = report.faults.reordered;
    sequence_.see(entry->number, report.faults);
    if (are_ordered(place, last_)) {
        // The ids say which of two clients has the wrong order.
        report.faults.reordered = reordered + (place < last_ ? 1 : 0);
    }
    if (!are_ordered(place, last_) || last_ < place) last_ = place;
    return entry;
}

void StreamCheck::begin_with(const Ledger::Entry& entry, EventId place, const Ledger& ledger) {
    is_begun_ = true;
    if (position_.ms == 0) position_ = place;
    sequence_.expect(ledger.first_after(position_, entry.number));
}

std::uint64_t StreamCheck::missing(const Ledger& ledger) const {
    std::uint64_t count = 0;
    for (std::uint64_t i = sequence_.next(); is_begun_ && i < ledger.next(); ++i) {
        if (!ledger.is_up_to(i, position_)) ++count;
    }
    return count;
}

}  // namespace ssecast::load
