#pragma once

#include "core/frame.hpp"
#include "support/chunk_decoder.hpp"
#include "support/sockets.hpp"
#include "support/sse_parser.hpp"
#include "support/wait.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast::test {

/// The peer of an adopted connection: takes chunks apart, parses events, remembers how it ended.
class Reader {
public:
    Reader(Descriptor peer, Framing framing) : peer_(std::move(peer)), framing_(framing) {}

    /// Reads what is there, without waiting, but not many times `kPumpBytes` at once.
    void pump();

    /// Reads until `done()`, the end of the stream, or the deadline; says whether it is done.
    template <class Condition>
    [[nodiscard]] bool read_until(const Condition& done,
                                  std::chrono::milliseconds deadline = kDeadline) {
        const auto end = std::chrono::steady_clock::now() + deadline;
        for (;;) {
            pump();
            if (done()) return true;
            if (ended_ || std::chrono::steady_clock::now() > end) return false;
            wait_readable();
        }
    }
    /// Reads until so many events have come after `connected`.
    [[nodiscard]] bool read_events(std::size_t count) {
        return read_until([&] { return events().size() > count; });
    }
    [[nodiscard]] bool read_to_end() {
        return read_until([this] { return ended_; });
    }

    /// `connected` is the first.
    [[nodiscard]] const std::vector<ParsedEvent>& events() const noexcept {
        return parser_.events();
    }
    /// The data of the events after `connected`.
    [[nodiscard]] std::vector<std::string> data() const;
    [[nodiscard]] bool has(std::string_view type) const;
    [[nodiscard]] const SseParser& parser() const noexcept { return parser_; }
    [[nodiscard]] const ChunkDecoder& chunks() const noexcept { return chunks_; }

    /// The connection has ended, in whatever way.
    [[nodiscard]] bool ended() const noexcept { return ended_; }
    [[nodiscard]] bool reset() const noexcept { return reset_; }
    /// Ended with a whole frame and, where there are chunks, the last chunk.
    [[nodiscard]] bool ended_well() const noexcept;

    [[nodiscard]] Descriptor& peer() noexcept { return peer_; }
    void close() noexcept { peer_.close(); }

private:
    void wait_readable() const;

    Descriptor peer_;
    Framing framing_;
    ChunkDecoder chunks_;
    SseParser parser_;
    bool ended_ = false;
    bool reset_ = false;
};

}  // namespace ssecast::test
