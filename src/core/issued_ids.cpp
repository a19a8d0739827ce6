#include "core/issued_ids.hpp"

#include <algorithm>

namespace ssecast {

bool IssuedIds::has(EventId id, const EventIdClock& own) const noexcept {
    if (IssuedRange{own.first(), own.last()}.has(id)) return true;
    return std::any_of(earlier_.begin(), earlier_.end(),
                       [id](const IssuedRange& range) { return range.has(id); });
}

// Ranges are few, at most a hundred: each search looks at all of them.
std::vector<IssuedRange> IssuedIds::ranges(EventId forgotten_through,
                                           const EventIdClock& own) const {
    std::vector<IssuedRange> ranges = earlier_;
    ranges.push_back({own.first(), own.last()});
    std::erase_if(ranges, [&](const IssuedRange& range) { return range.last < forgotten_through; });
    if (ranges.size() > kMost) {
        ranges.erase(ranges.begin(), ranges.end() - static_cast<std::ptrdiff_t>(kMost));
    }
    return ranges;
}

}  // namespace ssecast
