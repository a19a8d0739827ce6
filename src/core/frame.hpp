#pragma once

#include "core/event_id.hpp"
#include "core/frame_meter.hpp"
#include "core/target.hpp"

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ssecast {

/// Bytes of a frame as a connection writes them. Valid while the frame is.
struct Slice {
    const char* data = nullptr;
    std::size_t size = 0;
};

/// How the response's body is framed: HTTP/1.1 chunks, or bare for HTTP/1.0 and the stream path,
/// where Node frames it.
enum class Framing : std::uint8_t { chunked, bare };

class Frame;
using FramePtr = boost::intrusive_ptr<Frame>;

/// One event (or id-only block), serialised once for the wire and shared by reference: ten thousand
/// clients wait for the same bytes.
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

    /// What the frame counts for in queues, inboxes and the history: all of its memory, with its
    /// target and its key. Known from `stamp` or `weigh` on.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Measures the frame, whose target and key are set, and counts it in `meter` until the last
    /// reference goes. Once, before the frame is shared.
    void weigh(FrameMeter& meter) noexcept;

    /// Set before the frame is weighed; any thread reads it afterwards.
    Target target;
    /// For slow clients that keep the newest event of each key (`slowClient: 'latest'`).
    std::string key;
    /// Nanoseconds of the steady clock at its publication; 0 when that was in another process,
    /// whose steady clock says nothing here.
    std::int64_t published_ns = 0;
    /// Milliseconds of the wall clock then. The id may have others, when that clock was set back.
    std::uint64_t published_ms = 0;
    /// False for `connected`, `gap` and heartbeats, which do not count as deliveries.
    bool is_event = true;
    /// A notice of a gap, which a later and larger one may replace.
    bool is_gap = false;

    ~Frame() {
        if (meter_ != nullptr) meter_->give_back(size_);
    }
    static void operator delete(void* memory) noexcept { ::operator delete(memory); }

private:
    Frame(std::size_t body_size, std::string_view own_id) noexcept;

    // The bytes lie behind the object in the same allocation: one call of the allocator and one
    // cache miss for each publish instead of two.
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

    [[nodiscard]] std::size_t measure() const noexcept;

    EventId id_;
    std::size_t size_ = 0;
    FrameMeter::Count* meter_ = nullptr;
    std::uint32_t body_offset_;
    std::uint32_t body_size_;
    std::uint32_t own_id_size_;
    std::uint32_t bare_offset_ = 0;
    std::uint32_t bare_size_ = 0;
    std::uint32_t chunk_offset_ = 0;
    std::uint32_t chunk_size_ = 0;
};

}  // namespace ssecast
