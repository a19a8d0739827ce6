// A broadcaster whose events come from the log of a backplane: ids, order and history are those of
// the log. The thread of the feed is its only publisher.
#include "core/error.hpp"
#include "net/broadcaster.hpp"
#include "net/broadcaster_pieces.hpp"
#include "net/clocks.hpp"

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

namespace ssecast::net {

namespace {

/// An archive that no client has read for so long is given back.
constexpr std::int64_t kArchiveNs = 60'000'000'000;
/// Replaced archives that clients still read; their bytes are bounded like those of the history.
constexpr std::size_t kMaxRetired = 16;

constexpr HistoryLimits kNothing{.count = 0, .bytes = 0, .age_ms = 0};
constexpr std::uint64_t kEndOfTime = std::numeric_limits<std::uint64_t>::max() / 2;

}  // namespace

std::string Broadcaster::encode(const TargetNames& names, const EventFields& fields) {
    const bool to_channels = names.kind == Target::Kind::channels;
    if (to_channels) {
        for (const std::string& key : names.keys) ChannelNames::check(key);
    }
    const bool limited = to_channels && rate_limiter_.active();
    if (limited) check_rate(names);
    // The checks, and the size that the event has in the end.
    (void)encode_event(fields);
    std::string text = to_log_text(names.kind, names.keys, fields);
    const auto lock = mutex_.lock_first();
    require_open();
    if (limited) rate_limiter_.take(names.keys, steady_ns());
    return text;
}

bool Broadcaster::claim_feed(const void* environment) {
    const Lock lock(mutex_);
    if (feeder_ == nullptr) feeder_ = environment;
    return feeder_ == environment;
}

void Broadcaster::release_feed(const void* environment) {
    const Lock lock(mutex_);
    if (feeder_ == environment) feeder_ = nullptr;
}

Feed& Broadcaster::feed() {
    const Lock lock(mutex_);
    require_open();
    return feed_;
}

void Broadcaster::begin_log(HistoryIdentity epoch, EventId position) {
    Lock lock(mutex_);
    if (closed_) return;
    // A process that has published by itself, or a log whose clock is behind: cursors of clients
    // and memberships are later than the ids to come. Kept until all is done: the call after one
    // that failed half-way finds the ids changed.
    is_back_ = is_back_ || position < history_.ids.last();
    following_ = true;
    is_restarting_ = true;
    history_.begin(epoch, position);
    end_archives();
    while (!history_.log.trim(kNothing, kEndOfTime)) {
        lock.unlock();
        lock = mutex_.lock_behind();
    }
    history_.log.restart(position);
    // Each client finds that the history begins after its cursor, and gets a gap.
    for (const auto& worker : pool_.workers()) {
        worker->inbox().push_restart(RestartLog{is_back_});
        worker->wake();
    }
    const std::vector<ClientPtr> clients =
        is_back_ ? directory_.select({}) : std::vector<ClientPtr>{};
    is_restarting_ = false;
    is_back_ = false;
    lock.unlock();
    for_each_of(clients, [position](Client& client) {
        for (Membership& membership : client.directory_channels) {
            membership.since = std::min(membership.since, position);
        }
        client.admitted_after = std::min(client.admitted_after, position);
        ++client.channels_version;
    });
}

/// The newest id that a reader of these channels no longer gets from the history.
EventId Broadcaster::forgotten_for(const Memberships& channels) const noexcept {
    // What is left is of the log before.
    if (is_restarting_) return history_.ids.last();
    return history_.log.forgotten_through(channels);
}

void Broadcaster::deliver(EventId id, const LogEntry& entry) {
    FramePtr frame = encode_event(entry.fields());
    frame->published_ns = steady_ns();
    frame->published_ms = wall_ms();
    const auto lock = mutex_.lock_first();
    // Read twice, after a connection broke.
    if (closed_ || id <= history_.ids.last()) return;
    history_.refresh_hold(frame->published_ns);
    // Events for clients of other processes move the place in the log all the same.
    const bool is_here = address(*frame, {entry.kind, entry.keys});
    if (is_here) {
        frame->stamp(id);
        frame->weigh(meter_);
        history_.log.append(frame, options_.history, options_.channel_history);
    }
    history_.advance(id);
    ++totals_.published;
    const std::size_t clients = is_here ? directory_.count(frame->target) : 0;
    if (clients == 0) return;
    for (const auto& worker : pool_.workers()) worker->inbox().push_event(frame, clients);
}

/// Names the target in numbers. False for clients that are not here.
bool Broadcaster::address(Frame& frame, const TargetNames& names) {
    frame.target.kind = names.kind;
    if (names.kind == Target::Kind::channels) {
        for (const std::string& key : names.keys) ChannelNames::check(key);
        acquire_names(names.keys, frame.target);
        return true;
    }
    frame.target = resolve(names);
    return names.kind == Target::Kind::all || !frame.target.keys.empty();
}

ArchivePtr Broadcaster::begin_archive(EventId after, EventId through) {
    ArchivePtr archive(
        new Archive(after, through, [this](const Frame& frame) { release_names(frame); }));
    const Lock lock(mutex_);
    // For `install`, which must not fail: names would stay for ever.
    retired_.reserve(retired_.size() + 2);
    return archive;
}

void Broadcaster::add_to(Archive& archive, EventId id, const LogEntry& entry) {
    FramePtr frame = encode_event(entry.fields());
    const auto lock = mutex_.lock_behind();
    if (closed_ || !address(*frame, {entry.kind, entry.keys})) return;
    if (entry.kind == Target::Kind::clients) {
        // The event was for a client that had this id then.
        auto& keys = frame->target.keys;
        keys.erase(std::remove_if(
                       keys.begin(), keys.end(),
                       [&](ClientKey key) { return directory_.find(key)->admitted_after >= id; }),
                   keys.end());
        if (frame->target.keys.empty()) return;
    }
    frame->stamp(id);
    frame->weigh(meter_);
    HistoryLimits limits = options_.history;
    limits.count = std::numeric_limits<std::size_t>::max();
    limits.age_ms = kEndOfTime;
    archive.log.append(frame, limits);
}

void Broadcaster::install(ArchivePtr archive) {
    Lock lock(mutex_);
    if (archive->is_over) {
        retire(archive);
    } else {
        retire(archive_);
        archive->after = std::max(archive->after, archive->log.forgotten_through());
        archive->read_at_ns = steady_ns();
        archive_ = std::move(archive);
    }
    bound_retired(lock);
}

void Broadcaster::retire(ArchivePtr& archive) {
    if (!archive) return;
    retired_.push_back(archive);
    archive.reset();
}

/// Clients that read an archive, whichever, find that it is over.
void Broadcaster::end_archives() {
    retire(archive_);
    for (const ArchivePtr& archive : retired_) archive->is_over = true;
}

// Clients that read slowly keep an archive each. Those of the oldest go on with the newest archive
// if it has what they need, and get a gap otherwise.
void Broadcaster::bound_retired(Lock& lock) {
    for (;;) {
        std::size_t bytes = 0;
        for (const ArchivePtr& archive : retired_) bytes += archive->log.bytes();
        if (bytes <= options_.history.bytes && retired_.size() <= kMaxRetired) return;
        const ArchivePtr oldest = retired_.front();
        oldest->is_over = true;
        while (!oldest->log.trim(kNothing, kEndOfTime)) {
            lock.unlock();
            lock = mutex_.lock_behind();
        }
        std::erase(retired_, oldest);
    }
}

// In pieces, with the upkeep of the workers: names of channels are given back one by one.
void Broadcaster::look_after_archives() {
    if (archive_ && archive_->use_count() == 1 && steady_ns() - archive_->read_at_ns > kArchiveNs) {
        retire(archive_);
    }
    const auto unread =
        std::find_if(retired_.begin(), retired_.end(),
                     [](const ArchivePtr& archive) { return archive->use_count() == 1; });
    if (unread != retired_.end() && (*unread)->log.trim(kNothing, kEndOfTime)) {
        retired_.erase(unread);
    }
}

/// The place of a cursor of this log that was got from another process, which has read further.
std::optional<EventId> Broadcaster::place_ahead(const std::string& cursor) const {
    const std::optional<EventId> id = parse_event_id(cursor);
    const bool is_ahead = id && following_ && identity_of(*id) == history_.ids.identity() &&
                          *id > history_.ids.last();
    return is_ahead ? id : std::nullopt;
}

CursorPlace Broadcaster::place_of(const Admission& admission) {
    Lock lock(mutex_);
    if (!admission.last_event_id || admission.last_event_id->empty()) return CursorPlace::none;
    history_.refresh_hold(steady_ns());
    // As the admission does. Otherwise events that have aged in a quiet hour are here now, and are
    // gone when the client is admitted.
    while (!history_.log.trim(options_.history, history_.now_ms())) {
        lock.unlock();
        lock = mutex_.lock_behind();
    }
    const std::string& cursor = *admission.last_event_id;
    const std::optional<EventId> place = history_.place_of(cursor);
    if (!place) return place_ahead(cursor) ? CursorPlace::ahead : CursorPlace::unknown;
    Memberships channels;
    for (const std::string& name : all_channels(admission)) {
        const auto number = directory_.names().find(name);
        if (number) channels.push_back({*number, {}, 0});
    }
    history_.log.trim(channels, options_.channel_history, history_.now_ms());
    const EventId forgotten = forgotten_for(channels);
    // Until the client is admitted and has read its first page, or until older entries are read
    // that lead up to here.
    history_.hold(std::max(*place, forgotten));
    if (*place >= forgotten || serves(*place, forgotten)) return CursorPlace::held;
    return CursorPlace::older;
}

/// The archive leads from the cursor to the history. A cursor of the log before may lie in it by
/// its milliseconds alone.
bool Broadcaster::serves(EventId cursor, EventId forgotten) const noexcept {
    return archive_ && identity_of(cursor) == history_.ids.identity() && archive_->covers(cursor) &&
           forgotten <= archive_->through;
}

LogState Broadcaster::log_state() {
    const Lock lock(mutex_);
    return {.instance = instance_,
            .following = following_,
            .position = history_.ids.last(),
            .begin = forgotten_for({}),
            .archived = archive_ ? archive_->log.count() : 0};
}

}  // namespace ssecast::net
