#include "core/event_id.hpp"

#include <algorithm>
#include <charconv>
#include <random>

namespace ssecast {

namespace {

char* write_number_backwards(std::uint64_t value, char* end) noexcept {
    do {
        *--end = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value != 0);
    return end;
}

// from_chars would accept neither sign nor blank, but it stops early; the whole part must be
// digits.
bool parse_number(std::string_view text, std::uint64_t& value) noexcept {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stop == end;
}

}  // namespace

char* write_backwards(EventId id, char* end) noexcept {
    char* start = write_number_backwards(id.sequence, end);
    *--start = '-';
    return write_number_backwards(id.ms, start);
}

std::string to_string(EventId id) {
    char buffer[kMaxEventIdLength];
    char* const end = buffer + sizeof buffer;
    return {write_backwards(id, end), end};
}

std::optional<EventId> parse_event_id(std::string_view text) noexcept {
    if (text.size() > kMaxEventIdLength) return std::nullopt;
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    EventId id;
    if (!parse_number(text.substr(0, dash), id.ms)) return std::nullopt;
    if (!parse_number(text.substr(dash + 1), id.sequence)) return std::nullopt;
    return id;
}

HistoryIdentity draw_identity() {
    std::random_device device;
    return std::uniform_int_distribution<HistoryIdentity>(1, kMaxIdentity)(device);
}

EventId EventIdClock::next(std::uint64_t now_ms) noexcept {
    const bool full = last_.sequence == base_ + kIdsAMillisecond - 1;
    if (now_ms > last_.ms || full) {
        last_ = {std::max(now_ms, last_.ms + 1), base_};
    } else {
        ++last_.sequence;
    }
    return last_;
}

void EventIdClock::follow(EventId id) noexcept {
    if (id.ms < last_.ms) return;
    last_ = {id.ms + 1, base_};
    first_ = last_;
}

}  // namespace ssecast
