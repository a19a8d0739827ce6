#pragma once

#include "core/event_id.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ssecast::net {

/// Events that the history keeps although they are more than its bound allows, for clients that are
/// about to read them: what a client needs must not go between the question for its place and its
/// first page. Each hold lasts 5 to 10 s. Bounds in bytes and in age are not concerned.
class HistoryHold {
public:
    static constexpr std::int64_t kLeastNs = 5'000'000'000;

    /// Events after `place` stay.
    void begin(EventId place, std::int64_t now_ns) noexcept {
        auto& [older, newer] = windows_;
        if (!newer.is_open || now_ns - newer.began_ns >= kLeastNs) {
            older = newer;
            newer = {.is_open = true, .began_ns = now_ns, .after = place};
        } else {
            newer.after = std::min(newer.after, place);
        }
    }

    /// Events after this one stay now.
    [[nodiscard]] EventId after(std::int64_t now_ns) noexcept {
        EventId after = kNoEventAfter;
        for (Window& window : windows_) {
            window.is_open = window.is_open && now_ns - window.began_ns < 2 * kLeastNs;
            if (window.is_open) after = std::min(after, window.after);
        }
        return after;
    }

private:
    /// The holds that began within 5 s. Two windows follow each other, so no hold is kept for long
    /// because others begin after it.
    struct Window {
        bool is_open = false;
        std::int64_t began_ns = 0;
        EventId after;
    };
    std::array<Window, 2> windows_;
};

}  // namespace ssecast::net
