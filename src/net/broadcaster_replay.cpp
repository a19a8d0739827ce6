// What clients read of the history, in pieces. Each piece holds the mutex for a bounded number of
// steps, however long the history is and however many channels a client and an event have. A worker
// calls these functions in a turn of its own for each piece, so its other clients get events
// meanwhile.
#include "net/broadcaster.hpp"
#include "net/clocks.hpp"

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

/// Another log begins. What the worker knows of the client, its cursor above all, belongs to the
/// log before until the worker has handled the command.
bool Broadcaster::must_wait(const Client& client) const {
    return is_restarting_ || client.worker->inbox().is_restarting();
}

/// A plan counts the places of one log.
void Broadcaster::leave_archive(Client& client) {
    client.archive.reset();
    client.plan.reset();
    if (client.resuming) client.resuming->place.reset();
}

// The history may have forgotten what the client needs since its admission, or while it was slow.
// Then an archive that others needed serves it, too.
void Broadcaster::use_archive(Client& client, EventId cursor, EventId forgotten) {
    if (client.archive && client.archive->is_over) leave_archive(client);
    if (client.archive || cursor >= forgotten || !serves(cursor, forgotten)) return;
    leave_archive(client);
    client.archive = archive_;
}

/// What the client reads first: its archive, and after that the history.
const ReplayLog& Broadcaster::oldest_log_of(const Client& client) const noexcept {
    return client.archive ? client.archive->log : history_.log;
}

/// The client's plan for that log from `place` on; a new one when it has none that fits its
/// channels.
ReplayPlan& Broadcaster::plan_of(Client& client, const ReplayLog& log, std::uint64_t place) {
    if (!client.plan) client.plan = std::make_unique<ReplayPlan>();
    if (!client.plan->covers(place, client.channels_version)) {
        client.plan->begin(place, log.end_number(), client.channels_version);
    }
    return *client.plan;
}

Missed Broadcaster::count_missed(Client& client) {
    const auto lock = mutex_.lock_behind();
    // It was asked to close, which its worker learns later. It gets nothing more.
    if (!client.listed || must_wait(client)) return {};
    // The directory's channels: those of the worker lag behind by the commands in its inbox.
    const Memberships& channels = client.directory_channels;
    history_.log.trim(channels, options_.channel_history, history_.now_ms());
    Resuming& resuming = *client.resuming;
    // The history's own events come after those of the archive.
    const EventId forgotten = history_.log.forgotten_through(channels);
    use_archive(client, client.cursor, forgotten);
    const EventId begin = client.archive ? client.archive->through : client.cursor;
    if (begin < forgotten) {
        // The history has forgotten events of the client since its admission. The answer is the one
        // that the admission would have given: a gap, and nothing from before it.
        leave_archive(client);
        return {.known = true, .gap = true, .cursor = std::max(forgotten, resuming.through)};
    }
    const bool goes_on = client.plan && resuming.place &&
                         client.plan->covers(*resuming.place, client.channels_version);
    if (!goes_on) {
        // Also from the beginning when its channels have changed: the count is for those it has
        // now.
        resuming.counted = 0;
        resuming.past_archive = !client.archive;
        resuming.place = oldest_log_of(client).number_after(client.cursor);
    }
    const ReplayLog& log = resuming.past_archive ? history_.log : oldest_log_of(client);
    const std::uint64_t end = log.number_after(resuming.through);
    std::uint64_t& place = *resuming.place;
    if (place < end) {
        std::size_t work = ReplayPlan::kPiece;
        ReplayPlan& plan = plan_of(client, log, place);
        const bool complete = plan.build(log, client.key, channels, work);
        count_work(ReplayPlan::kPiece - work);
        if (!complete) return {};
        resuming.counted += plan.count(place, end);
        place = plan.end();
        if (place < end) {
            plan.begin(place, log.end_number(), client.channels_version);
            return {};
        }
    }
    if (!resuming.past_archive) {
        // The plan is anew for the history, and the client reads the archive with another one.
        resuming.past_archive = true;
        place = history_.log.number_after(begin);
        if (!client.plan) client.plan = std::make_unique<ReplayPlan>();
        client.plan->begin(place, history_.log.end_number(), client.channels_version);
        if (place < history_.log.number_after(resuming.through)) return {};
    }
    if (client.archive) client.plan.reset();
    // None of the events was for this client, so it need not read them again.
    const EventId cursor = resuming.counted == 0 ? resuming.through : client.cursor;
    if (resuming.counted == 0) client.archive.reset();
    return {.known = true, .events = resuming.counted, .cursor = cursor};
}

HistoryPage Broadcaster::read_history(Client& client) {
    const auto lock = mutex_.lock_behind();
    HistoryPage page;
    page.cursor = client.cursor;
    // It was asked to close, which its worker learns later. Events from now on are not for it.
    page.revoked = !client.listed;
    if (page.revoked || must_wait(client)) return page;
    // The directory's channels: those of the worker lag behind by the commands in its inbox.
    const Memberships& channels = client.directory_channels;
    history_.log.trim(channels, options_.channel_history, history_.now_ms());
    const EventId forgotten = history_.log.forgotten_through(channels);
    use_archive(client, page.cursor, forgotten);
    const ReplayLog& log = oldest_log_of(client);
    if (!client.archive && page.cursor < forgotten) {
        page.forgotten_through = forgotten;
        page.cursor = forgotten;
    }
    // Caught up: the client goes on with live events. Those up to the newest id may still be in its
    // worker's inbox; the cursor makes the worker skip them.
    const std::uint64_t first = log.number_after(page.cursor);
    if (client.archive && first == log.end_number()) {
        // The next page is one of the history.
        page.cursor = std::max(page.cursor, client.archive->through);
        leave_archive(client);
        return page;
    }
    if (first == log.end_number()) {
        page.complete = true;
        // A client that came from a process that had read further is ahead.
        page.cursor = std::max(page.cursor, history_.ids.last());
        return page;
    }
    std::size_t work = ReplayPlan::kPiece;
    if (client.archive) client.archive->read_at_ns = steady_ns();
    ReplayPlan& plan = plan_of(client, log, first);
    const bool planned = plan.build(log, client.key, channels, work);
    count_work(ReplayPlan::kPiece - work);
    if (!planned) return page;
    const std::size_t most = std::min<std::size_t>(kPageBytes, options_.queue_bytes);
    std::size_t bytes = 0;
    std::uint64_t place = plan.next(first);
    for (; place < plan.end() && bytes < most && page.frames.size() < kPageFrames;
         place = plan.next(place + 1)) {
        const FramePtr frame = log.frame(place);
        // Forgotten since the plan was made. The next call finds the gap, if it is one for the
        // client.
        if (!frame) continue;
        bytes += frame->size();
        page.frames.push_back(frame);
    }
    // Past the events for others, too: otherwise the client would look at them again.
    page.cursor = std::max(page.cursor, log.id_before(place));
    page.complete = !client.archive && place == log.end_number();
    if (page.complete) page.cursor = history_.ids.last();
    return page;
}

}  // namespace ssecast::net
