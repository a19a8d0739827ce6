#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ssecast::load {

/// One block of an event stream, complete with its blank line. The views last as long as the call
/// of `ResponseSink::on_block`.
struct Block {
    std::string_view event;
    std::string_view data;
    std::string_view id;
    std::optional<std::uint64_t> retry;
    bool has_data = false;
    bool has_id = false;
};

/// Receives the parts of a response, in order.
class ResponseSink {
public:
    /// `head` has the status line and the headers, in lower case, each with its line break.
    /// @returns whether the body is to be read; without it the response has failed
    virtual bool on_head(int status, std::string_view head) = 0;
    virtual void on_block(const Block& block) = 0;

protected:
    ~ResponseSink() = default;
};

/// Reads one HTTP/1.x response: the head, a body with or without chunks, and the blocks in it. It
/// keeps only an incomplete head or block between calls, so that a frame in one read copies
/// nothing. Chunks have to be exactly as RFC 9112, section 7.1, has them, without extensions and
/// trailers.
class ResponseReader {
public:
    /// Bytes that must be writable before `data` in `feed`; also the longest head or block.
    static constexpr std::size_t kHeadroom = 64 * 1024;

    enum class State : std::uint8_t { head, body, done, failed };

    enum class Fields : std::uint8_t {
        /// Whatever the standard allows.
        standard,
        /// Only as ssecast writes them: known names, one space, lines that end with LF.
        exact,
    };

    explicit ResponseReader(Fields fields) : exact_(fields == Fields::exact) {}

    /// Consumes `data[0, size)`, which may be overwritten, as may `kHeadroom` bytes before it.
    void feed(char* data, std::size_t size, ResponseSink& sink);

    [[nodiscard]] State state() const noexcept { return state_; }
    /// Status of the response; 0 before the head is complete.
    [[nodiscard]] int status() const noexcept { return status_; }
    /// It failed because a block was longer than `kHeadroom`.
    [[nodiscard]] bool too_large() const noexcept { return too_large_; }
    /// The last chunk came, and a whole block came before it.
    [[nodiscard]] bool ended_well() const noexcept {
        return state_ == State::done && kept_.empty();
    }
    /// The end of the connection is the end of the stream, and it is between two blocks.
    [[nodiscard]] bool ends_with_connection() const noexcept {
        return state_ == State::body && !chunked_ && kept_.empty();
    }
    /// The bytes so far end inside a chunk or a block.
    [[nodiscard]] bool inside_frame() const noexcept {
        return state_ == State::body && (chunk_ != Chunk::size || has_digit_ || !kept_.empty());
    }

private:
    /// What the next byte belongs to.
    enum class Chunk : std::uint8_t { size, size_lf, data, data_cr, data_lf, last_cr, last_lf };

    /// Takes the head out of `data`. @returns where the body begins, or nullptr: not complete yet
    char* read_head(char* data, char* end, ResponseSink& sink);
    /// Moves the content of the chunks together at `to`. @returns the end of the content
    char* decode_chunks(char* data, const char* end, char* to);
    void read_framing(char c);
    void read_blocks(const char* begin, const char* end, ResponseSink& sink);
    [[nodiscard]] bool read_field(std::string_view line, Block& block);
    void add_data(std::string_view value, Block& block);
    void keep(const char* begin, const char* end);

    State state_ = State::head;
    Chunk chunk_ = Chunk::size;
    bool exact_;
    bool chunked_ = false;
    bool has_digit_ = false;
    bool too_large_ = false;
    int status_ = 0;
    std::uint64_t chunk_left_ = 0;
    std::string kept_;
    /// The data of a block that has several lines of it.
    std::string joined_;
};

}  // namespace ssecast::load
