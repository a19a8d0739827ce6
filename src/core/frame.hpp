#pragma once

#include "core/event_id.hpp"
#include "core/target.hpp"

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ssecast {

/// Bytes of a frame as a connection wants them.
struct Slice {
    const char* data = nullptr;
    std::size_t size = 0;
};

/// How the response's body is framed: HTTP/1.1 chunks, or bare for HTTP/1.0 and the stream path.
enum class Framing : std::uint8_t { chunked, bare };

class Frame;
using FramePtr = boost::intrusive_ptr<Frame>;

/// One event (or id-only block) serialised once for the wire and shared by reference.
///
/// One allocation holds the object and its bytes:
///
///     headroom | "id: …\n" | body lines, blank line | "\r\n"
///
/// The id is known only under the broadcaster's mutex, after the body was encoded without it.
/// So `stamp` writes the id line, and in front of it the chunk head, backwards into the headroom:
/// both framings are then one contiguous slice each. Immutable from `stamp` on.
class Frame : public boost::intrusive_ref_counter<Frame, boost::thread_safe_counter> {
public:
    /// A frame with room for `body_size` bytes and, when the caller gave the id, for its text.
    [[nodiscard]] static FramePtr allocate(std::size_t body_size, std::string_view own_id);

    /// Where the encoder writes the body. Before `stamp` only.
    [[nodiscard]] char* body() noexcept { return bytes() + body_offset_; }

    /// Gives the frame its place in the order of events. Once, before the frame is shared.
    void stamp(EventId id) noexcept;

    [[nodiscard]] EventId id() const noexcept { return id_; }

    /// The id as clients see it: the caller's own, or the text of `id()`.
    [[nodiscard]] std::string_view wire_id() const noexcept;
    [[nodiscard]] bool has_own_id() const noexcept { return own_id_size_ != 0; }

    [[nodiscard]] Slice slice(Framing framing) const noexcept {
        return framing == Framing::chunked ? Slice{bytes() + chunk_offset_, chunk_size_}
                                           : Slice{bytes() + bare_offset_, bare_size_};
    }

    /// What `encode_event` wrote: the fields without the id, and the blank line.
    [[nodiscard]] std::string_view text() const noexcept {
        return {bytes() + body_offset_, body_size_};
    }

    /// What the frame counts for in queues and in the history.
    [[nodiscard]] std::size_t size() const noexcept { return chunk_size_; }

    /// Set before the frame is shared.
    Target target;
    /// Which waiting event this one replaces for a slow client that keeps the newest of each key.
    std::string key;
    /// Nanoseconds of the steady clock when it was published; 0 when that was in another process.
    std::int64_t published_ns = 0;
    /// Milliseconds of the wall clock then; the id's may be others, when that clock was set back.
    std::uint64_t published_ms = 0;
    /// False for frames of the broadcaster's own, which count as nobody's delivery.
    bool is_event = true;
    /// A notice of a gap, which a later one may take in.
    bool is_gap = false;

    static void operator delete(void* memory) noexcept { ::operator delete(memory); }

private:
    Frame(std::size_t body_size, std::string_view own_id) noexcept;

    struct Room {
        std::size_t bytes;
    };
    static void* operator new(std::size_t size, Room room) {
        return ::operator new(size + room.bytes);
    }
    static void operator delete(void* memory, Room) noexcept { ::operator delete(memory); }

    [[nodiscard]] char* bytes() noexcept { return reinterpret_cast<char*>(this + 1); }
    [[nodiscard]] const char* bytes() const noexcept {
        return reinterpret_cast<const char*>(this + 1);
    }

    EventId id_;
    std::uint32_t body_offset_;
    std::uint32_t body_size_;
    std::uint32_t own_id_size_;
    std::uint32_t bare_offset_ = 0;
    std::uint32_t bare_size_ = 0;
    std::uint32_t chunk_offset_ = 0;
    std::uint32_t chunk_size_ = 0;
};

}  // namespace ssecast
