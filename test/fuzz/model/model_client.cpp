#include "model/model_client.hpp"

#include "require.hpp"
#include "trace.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace ssecast::test {

namespace {

/// The id in a notice of the broadcaster's own.
EventId own_place(const ParsedEvent& parsed) {
    const auto id = parse_event_id(parsed.id);
    require(id.has_value(), "a notice has an id of the broadcaster's own");
    return *id;
}

}  // namespace

bool ModelClient::inside_frame() const noexcept {
    return !parser_.between_blocks() ||
           (connection && connection->framing == Framing::chunked && chunks_.inside_chunk());
}

void ModelClient::left_channel() {
    for (std::size_t i = next_; i < due_.size(); ++i) {
        const ModelEvent& event = *due_[i].event;
        if (event.kind == Target::Kind::channels && !event.reaches(channels)) due_[i].left = true;
    }
}

void ModelClient::read(const Circumstances& circumstances) {
    if (!connection || connection->unread.empty()) return;
    const std::string bytes = std::exchange(connection->unread, {});
    const bool chunked = connection->framing == Framing::chunked;
    parser_.feed(chunked ? chunks_.feed(bytes) : bytes);
    for (; parsed_ < parser_.events().size(); ++parsed_) {
        take(parser_.events()[parsed_], circumstances);
    }
    require_cursor_behind_withheld();
}

void ModelClient::require_cursor_behind_withheld() const {
    if (!connected_ || next_ >= due_.size() || !due_[next_].late) return;
    const auto cursor = parse_event_id(parser_.last_event_id());
    require(!cursor || *cursor < due_[next_].event->id, "a cursor does not pass what was withheld");
}

void ModelClient::take(const ParsedEvent& parsed, const Circumstances& circumstances) {
    trace("%s got %s '%s' %.90s\n", id().c_str(), parsed.id.c_str(), parsed.type.c_str(),
          parsed.data.c_str());
    require(connected_ == (parsed.type != "connected"), "`connected` comes first, and once");
    if (!connected_) {
        take_connected(parsed, circumstances);
    } else if (parsed.type == "gap") {
        take_gap(parsed, circumstances);
    } else {
        require(!owes_gap_ || circumstances.drops, "a gap is told before the next event");
        take_event(parsed, circumstances);
    }
}

void ModelClient::take_connected(const ParsedEvent& parsed, const Circumstances& circumstances) {
    const auto data = nlohmann::json::parse(parsed.data);
    connected_ = true;
    resumed_ = data.at("resumed");
    owes_gap_ = data.at("gap");
    require(data.at("clientId") == id(), "`connected` tells the client's id");
    using Kind = Promise::Kind;
    if (promise_.kind == Kind::first) require(!resumed_ && !owes_gap_, "a first connection is one");
    if (promise_.kind == Kind::resumed) {
        require((resumed_ && !owes_gap_) || circumstances.forgets, "a known cursor resumes");
    }
    if (promise_.kind == Kind::gap) require(!resumed_ && owes_gap_, "an unknown cursor is a gap");
    require(promise_.kind == Kind::first || resumed_ != owes_gap_,
            "a cursor is known or it is not");
    // Until it is admitted, only what is replayed is due.
    const auto admitted = [&](const Due& due) { return promise_.newest < due.event->id; };
    const auto live = std::find_if(due_.begin(), due_.end(), admitted);
    const auto replayed = static_cast<std::size_t>(live - due_.begin());
    const auto told = data.at("replayed").get<std::size_t>();
    position_ = own_place(parsed);
    if (resumed_) {
        // What it has left meanwhile may be counted or not.
        const auto kept = static_cast<std::size_t>(
            std::count_if(due_.begin(), live, [](const Due& due) { return !due.left; }));
        require(kept <= told && told <= replayed, "what is replayed is counted");
        require(position_ == (told != 0 ? promise_.position : promise_.newest),
                "`connected` stands where the client is");
        return;
    }
    require(told == 0, "without resumption nothing is replayed");
    // The history may have forgotten what came after the admission, too, before what was missed
    // could be counted.
    const bool may_be_late = promise_.kind == Kind::resumed || promise_.kind == Kind::either;
    require(position_ == promise_.newest ||
                (may_be_late && circumstances.forgets && promise_.newest < position_),
            "`connected` stands where the client is");
    const auto behind = [&](const Due& due) { return position_ < due.event->id; };
    next_ = static_cast<std::size_t>(std::find_if(due_.begin(), due_.end(), behind) - due_.begin());
}

void ModelClient::take_gap(const ParsedEvent& parsed, const Circumstances& circumstances) {
    const auto data = nlohmann::json::parse(parsed.data);
    const EventId to = own_place(parsed);
    require(data.at("to") == parsed.id, "a gap ends where its id says");
    require(owes_gap_ || circumstances.forgets || circumstances.drops, "no gap without a reason");
    EventId from;
    if (data.at("from").is_null()) {
        require(owes_gap_, "only a first gap has no beginning");
    } else {
        from = parse_event_id(data.at("from").get<std::string>()).value();
    }
    require(position_ <= to, "a gap leads forward");
    for (; next_ < due_.size() && due_[next_].event->id <= to; ++next_) {
        require(from < due_[next_].event->id || may_miss(next_, circumstances),
                "what is missed lies inside the gap");
    }
    owes_gap_ = false;
    position_ = to;
}

void ModelClient::take_event(const ParsedEvent& parsed, const Circumstances& circumstances) {
    const auto is_it = [&](const Due& due) { return due.event->data == parsed.data; };
    const auto first = due_.begin() + static_cast<std::ptrdiff_t>(next_);
    const auto found = std::find_if(first, due_.end(), is_it);
    if (found == due_.end()) {
        require(std::none_of(due_.begin(), first, is_it), "no event comes twice or too late");
        require(false, "no event comes to a client that it is not for");
        return;
    }
    const auto index = static_cast<std::size_t>(found - due_.begin());
    for (; next_ < index; ++next_) {
        require(may_miss(next_, circumstances), "no event is lost outside a gap");
    }
    require(!found->late || !expired_at(net::wall_ms()),
            "what comes after the end of its right to read is withheld from a client");
    const ModelEvent& event = *found->event;
    require(parsed.type == event.name && parsed.id == event.wire_id, "an event is as published");
    require(position_ < event.id, "ids grow");
    position_ = event.id;
    ++next_;
    ++events_read_;
}

bool ModelClient::may_miss(std::size_t index, const Circumstances& circumstances) const {
    const auto [event, left, late] = due_[index];
    if (left && (begins_parked() || circumstances.parks)) return true;
    if (!circumstances.keeps_latest) return false;
    return std::any_of(
        due_.begin() + static_cast<std::ptrdiff_t>(index) + 1, due_.end(),
        [key = std::string_view(event->key)](const Due& due) { return due.event->key == key; });
}

void ModelClient::require_complete(const Circumstances& circumstances) {
    read(circumstances);
    require(connected_, "a client that reads is told that it is connected");
    require(!inside_frame(), "the last frame is complete");
    require(!owes_gap_ || circumstances.drops, "a gap is told");
    for (; next_ < due_.size() && !due_[next_].late; ++next_) {
        require(may_miss(next_, circumstances), "a client that reads gets everything");
    }
}

}  // namespace ssecast::test
