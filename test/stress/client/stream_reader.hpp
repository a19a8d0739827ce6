#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ssecast::stress {

/// One block of an event stream, complete with its blank line.
struct Block {
    std::string event;
    std::string data;
    bool has_data = false;
    std::string id;
    bool has_id = false;
    std::optional<std::uint64_t> retry;
};

class BlockSink {
public:
    virtual void on_block(const Block& block) = 0;

protected:
    ~BlockSink() = default;
};

/// Reads one HTTP/1.1 response with an event stream, strictly: anything that is not exactly a head,
/// chunks and blocks is a failure. Bytes may come in any pieces.
class StreamReader {
public:
    enum class State : std::uint8_t { head, body, done, failed };

    void feed(std::string_view bytes, BlockSink& sink);

    [[nodiscard]] State state() const noexcept { return state_; }
    [[nodiscard]] int status() const noexcept { return status_; }
    /// The last chunk came, and what came before ended with a whole block.
    [[nodiscard]] bool ended_well() const noexcept {
        return state_ == State::done && line_.empty() && block_is_empty_;
    }
    /// What came last is only a part of a chunk or of a block.
    [[nodiscard]] bool inside_frame() const noexcept {
        return state_ == State::body &&
               (chunk_ != Chunk::size || has_digit_ || !line_.empty() || !block_is_empty_);
    }
    /// The header `x-numbers`, `all=12 c0=7`: the last number of each series when this connection
    /// was admitted. Empty when the server does not say.
    [[nodiscard]] const std::string& numbers() const noexcept { return numbers_; }

private:
    enum class Chunk : std::uint8_t { size, size_end, data, data_cr, data_lf, last_cr, last_lf };

    void read_head(std::string_view& bytes);
    void read_chunks(std::string_view bytes, BlockSink& sink);
    void read_text(std::string_view text, BlockSink& sink);
    void read_line(std::string_view line, BlockSink& sink);

    State state_ = State::head;
    Chunk chunk_ = Chunk::size;
    int status_ = 0;
    std::uint64_t chunk_left_ = 0;
    bool has_digit_ = false;
    std::string head_;
    std::string numbers_;
    std::string line_;
    Block block_;
    bool block_is_empty_ = true;
};

}  // namespace ssecast::stress
