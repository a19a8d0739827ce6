// What clients read of the history, in pieces. Each piece holds the mutex for a bounded number of
// steps, however long the history is and however many channels a client and an event have. A worker
// calls these functions in a turn of its own for each piece, so its other clients get events
// meanwhile.
#include "net/broadcaster.hpp"

#include <algorithm>
#include <memory>

namespace ssecast::net {

namespace {

// What a parked client gets in a turn: about what the kernel takes of a fast client at once.
constexpr std::size_t kPageBytes = 256 * 1024;
constexpr std::size_t kPageFrames = 256;

}  // namespace

void Broadcaster::count_work(std::size_t steps) noexcept {
    history_work_.total += steps;
    history_work_.most = std::max<std::uint64_t>(history_work_.most, steps);
}

HistoryWork Broadcaster::history_work() {
    const Lock lock(mutex_);
    return history_work_;
}

/// The client's plan for the history from `place` on; a new one when it has none that fits its
/// channels.
ReplayPlan& Broadcaster::plan_of(Client& client, std::uint64_t place) {
    if (!client.plan) client.plan = std::make_unique<ReplayPlan>();
    if (!client.plan->covers(place, client.channels_version)) {
        client.plan->begin(place, history_.log.end_number(), client.channels_version);
    }
    return *client.plan;
}

Missed Broadcaster::count_missed(Client& client) {
    const auto lock = mutex_.lock_behind();
    // It was asked to close, which its worker learns later. It gets nothing more.
    if (!client.listed) return {};
    // The directory's channels: those of the worker lag behind by the commands in its inbox.
    const Memberships& channels = client.directory_channels;
    history_.log.trim(channels, options_.channel_history, history_.now_ms());
    Resuming& resuming = *client.resuming;
    if (const EventId forgotten = history_.log.forgotten_through(channels);
        client.cursor < forgotten) {
        // The history has forgotten events of the client since its admission. The answer is the one
        // that the admission would have given: a gap, and nothing from before it.
        return {.known = true, .gap = true, .cursor = std::max(forgotten, resuming.through)};
    }
    const bool goes_on = client.plan && resuming.place != 0 &&
                         client.plan->covers(resuming.place, client.channels_version);
    if (!goes_on) {
        // Also from the beginning when its channels have changed: the count is for those it has
        // now.
        resuming.counted = 0;
        resuming.place = history_.log.number_after(client.cursor);
    }
    const std::uint64_t end = history_.log.number_after(resuming.through);
    if (resuming.place < end) {
        std::size_t work = ReplayPlan::kPiece;
        ReplayPlan& plan = plan_of(client, resuming.place);
        const bool complete = plan.build(history_.log, client.key, channels, work);
        count_work(ReplayPlan::kPiece - work);
        if (!complete) return {};
        resuming.counted += plan.count(resuming.place, end);
        resuming.place = plan.end();
        if (resuming.place < end) {
            plan.begin(resuming.place, history_.log.end_number(), client.channels_version);
            return {};
        }
    }
    // None of the events was for this client, so it need not read them again.
    const EventId cursor = resuming.counted == 0 ? resuming.through : client.cursor;
    return {.known = true, .events = resuming.counted, .cursor = cursor};
}

HistoryPage Broadcaster::read_history(Client& client) {
    const auto lock = mutex_.lock_behind();
    HistoryPage page;
    page.cursor = client.cursor;
    // It was asked to close, which its worker learns later. Events from now on are not for it.
    page.revoked = !client.listed;
    if (page.revoked) return page;
    // The directory's channels: those of the worker lag behind by the commands in its inbox.
    const Memberships& channels = client.directory_channels;
    history_.log.trim(channels, options_.channel_history, history_.now_ms());
    if (const EventId forgotten = history_.log.forgotten_through(channels);
        page.cursor < forgotten) {
        page.forgotten_through = forgotten;
        page.cursor = forgotten;
    }
    // Caught up: the client goes on with live events. Those up to the newest id may still be in its
    // worker's inbox; the cursor makes the worker skip them.
    const std::uint64_t first = history_.log.number_after(page.cursor);
    if (first == history_.log.end_number()) {
        page.complete = true;
        page.cursor = history_.ids.last();
        return page;
    }
    std::size_t work = ReplayPlan::kPiece;
    ReplayPlan& plan = plan_of(client, first);
    const bool planned = plan.build(history_.log, client.key, channels, work);
    count_work(ReplayPlan::kPiece - work);
    if (!planned) return page;
    const std::size_t most = std::min<std::size_t>(kPageBytes, options_.queue_bytes);
    std::size_t bytes = 0;
    std::uint64_t place = plan.next(first);
    for (; place < plan.end() && bytes < most && page.frames.size() < kPageFrames;
         place = plan.next(place + 1)) {
        const FramePtr frame = history_.log.frame(place);
        // Forgotten since the plan was made. The next call finds the gap, if it is one for the
        // client.
        if (!frame) continue;
        bytes += frame->size();
        page.frames.push_back(frame);
    }
    // Past the events for others, too: otherwise the client would look at them again.
    page.cursor = std::max(page.cursor, history_.log.id_before(place));
    page.complete = place == history_.log.end_number();
    if (page.complete) page.cursor = history_.ids.last();
    return page;
}

}  // namespace ssecast::net
