#pragma once

#include "model/connection.hpp"
#include "model/model_event.hpp"
#include "net/broadcaster.hpp"
#include "support/chunk_decoder.hpp"
#include "support/sse_parser.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast::test {

/// What has happened to a broadcaster that allows a client to miss events.
struct Circumstances {
    /// The history has forgotten events, or was bounded for each channel.
    bool forgets = false;
    /// slowClient was 'drop-oldest' or 'latest' at some time.
    bool drops = false;
    bool keeps_latest = false;
    /// Some client was parked.
    bool parks = false;
    /// slowClient was 'disconnect' at some time.
    bool disconnects = false;
};

/// What `connected` has to say.
struct Promise {
    enum class Kind { first, resumed, gap, either };
    Kind kind = Kind::first;
    std::string cursor;
    /// Where the client is in the order of events, if the cursor is known.
    EventId position;
    /// The newest id when it was admitted.
    EventId newest;
};

/// One client: what it is to get, and what it got.
class ModelClient {
public:
    ModelClient(net::Admitted admitted, Promise promise, ModelMemberships channels,
                std::uint64_t expires_at_ms)
        : channels(std::move(channels)),
          admitted_(std::move(admitted)),
          promise_(std::move(promise)),
          expires_at_ms_(expires_at_ms) {}

    ModelMemberships channels;
    std::string user;
    std::string session;
    net::ClientPath path = net::ClientPath::pending;
    /// Addressed and counted: false from `disconnect` on.
    bool listed = true;
    bool gone = false;
    std::shared_ptr<Connection> connection;
    ModelSink* sink = nullptr;

    void allow_end(DisconnectReason reason) { ends_ |= 1U << static_cast<unsigned>(reason); }
    [[nodiscard]] bool may_end(DisconnectReason reason) const noexcept {
        return (ends_ & 1U << static_cast<unsigned>(reason)) != 0;
    }

    /// A former client may have had the same.
    [[nodiscard]] const std::string& id() const noexcept { return admitted_.id; }
    [[nodiscard]] ClientKey key() const noexcept { return admitted_.key; }
    /// The place in the order that the client has come to.
    [[nodiscard]] EventId position() const noexcept { return position_; }
    [[nodiscard]] const SseParser& parser() const noexcept { return parser_; }
    [[nodiscard]] std::size_t events_read() const noexcept { return events_read_; }
    [[nodiscard]] bool inside_frame() const noexcept;
    /// It was parked from the beginning, and may have been when it was closed.
    [[nodiscard]] bool resumes() const noexcept { return promise_.kind != Promise::Kind::first; }

    /// Its right to read has ended by that time.
    [[nodiscard]] bool expired_at(std::uint64_t wall_ms) const noexcept {
        return expires_at_ms_ != 0 && wall_ms >= expires_at_ms_;
    }
    /// It is to get this event, unless its right to read has ended.
    void expect(const ModelEvent& event) {
        due_.push_back({&event, false, expired_at(event.published_ms)});
    }
    /// Published before it came: its right, whatever the clock said then.
    void expect_replayed(const ModelEvent& event) { due_.push_back({&event, false, false}); }
    /// It has left a channel: events of that channel that it has not got may stay out, if it was
    /// parked.
    void left_channel();
    /// Reads what came and checks it.
    void read(const Circumstances& circumstances);
    /// It has had the time and the room to get everything.
    void require_complete(const Circumstances& circumstances);

private:
    struct Due {
        const ModelEvent* event;
        bool left;
        /// Published when the client's right to read had ended: it is withheld, and with it all
        /// that follows, so that no cursor passes it.
        bool late;
    };

    void take(const ParsedEvent& parsed, const Circumstances& circumstances);
    void take_connected(const ParsedEvent& parsed, const Circumstances& circumstances);
    void take_gap(const ParsedEvent& parsed, const Circumstances& circumstances);
    void take_event(const ParsedEvent& parsed, const Circumstances& circumstances);
    /// Its worker counts what it missed, and finds a gap meanwhile, maybe.
    [[nodiscard]] bool begins_parked() const noexcept {
        return promise_.kind == Promise::Kind::resumed || promise_.kind == Promise::Kind::either;
    }
    /// Whether it may never get what is due at `index`.
    [[nodiscard]] bool may_miss(std::size_t index, const Circumstances& circumstances) const;

    const net::Admitted admitted_;
    void require_cursor_behind_withheld() const;

    const Promise promise_;
    const std::uint64_t expires_at_ms_;
    std::uint32_t ends_ = 0;
    ChunkDecoder chunks_;
    SseParser parser_;
    std::size_t parsed_ = 0;
    std::size_t events_read_ = 0;
    bool connected_ = false;
    bool resumed_ = false;
    /// A gap has to follow `connected`.
    bool owes_gap_ = false;
    EventId position_;
    std::vector<Due> due_;
    /// The first that is due and was neither got nor missed.
    std::size_t next_ = 0;
};

}  // namespace ssecast::test
