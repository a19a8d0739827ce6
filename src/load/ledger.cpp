#include "load/ledger.hpp"

#include <functional>

namespace ssecast::load {

std::optional<Ledger::Entry> Ledger::see(std::string_view id, std::uint64_t now_ns, bool adds) {
    const std::uint64_t hash = std::hash<std::string_view>{}(id);
    if (const auto found = numbers_.find(hash); found != numbers_.end()) {
        return Entry{found->second, at(found->second).first_ns, false};
    }
    if (!adds) return std::nullopt;
    const std::uint64_t number = next_++;
    const Event event{hash, now_ns, parse_event_id(id).value_or(EventId{})};
    if (events_.size() < remembered_) {
        events_.push_back(event);
    } else {
        // The place of the oldest.
        Event& place = events_[(number - 1) % remembered_];
        numbers_.erase(place.hash);
        place = event;
    }
    numbers_.emplace(hash, number);
    return Entry{number, now_ns, true};
}

std::uint64_t Ledger::first_after(EventId position, std::uint64_t number) const {
    while (number > first()) {
        const EventId before = at(number - 1).id;
        if (!are_ordered(before, position) || before <= position) break;
        --number;
    }
    return number;
}

bool Ledger::is_up_to(std::uint64_t number, EventId position) const {
    const EventId id = number >= first() ? at(number).id : EventId{};
    return are_ordered(id, position) && id <= position;
}

}  // namespace ssecast::load
