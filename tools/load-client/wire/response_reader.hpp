#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ssecast::bench {

/// A bench event: `data: {"n":<sequence>,"t":<CLOCK_MONOTONIC nanoseconds>,…}`.
struct BenchEvent {
    std::uint64_t number;
    std::uint64_t sent_at;
};

/// Receives what a parser finds, in order.
class EventSink {
public:
    virtual void on_bench_event(const BenchEvent& event) = 0;
    /// Any other event, such as `connected`.
    virtual void on_other_event(std::string_view name) = 0;

protected:
    ~EventSink() = default;
};

/// Reads one HTTP/1.x response: head, chunked or bare body, server-sent event blocks.
/// Keeps only a cut-off block or head between calls, so that a frame in one read copies nothing.
class EventParser {
public:
    /// Bytes that must be writable before `data` in `feed`; also the longest block understood.
    static constexpr std::size_t kHeadroom = 64 * 1024;

    enum class State : std::uint8_t { head, body, done, failed };

    /// Consumes `data[0, size)`, which may be overwritten, as may `kHeadroom` bytes before it.
    void feed(char* data, std::size_t size, EventSink& sink);

    [[nodiscard]] State state() const noexcept { return state_; }
    /// Status of the response; 0 before the head is complete.
    [[nodiscard]] int status() const noexcept { return status_; }

private:
    enum class Chunk : std::uint8_t { size, data, end };

    /// Takes the head out of `data`. @returns where the body begins, or nullptr: not complete yet
    char* read_head(char* data, char* end);
    /// Moves the chunks' payload together at `to`. @returns the end of the payload
    char* decode_chunks(char* data, char* end, char* to);
    void read_blocks(char* begin, char* end, EventSink& sink);
    void keep(const char* begin, const char* end);

    State state_ = State::head;
    Chunk chunk_state_ = Chunk::size;
    bool chunked_ = false;
    bool extension_ = false;  // of the chunk's size line: skipped
    int status_ = 0;
    std::uint64_t chunk_left_ = 0;
    std::string kept_;
};

}  // namespace ssecast::bench
