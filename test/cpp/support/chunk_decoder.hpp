#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ssecast::test {

/// Takes HTTP/1.1 chunks apart (RFC 9112, section 7.1), strictly: the server sends neither chunk
/// extensions nor trailers. Throws std::runtime_error for anything else. Bytes may come in any
/// pieces.
class ChunkDecoder {
public:
    /// The content in `bytes`.
    [[nodiscard]] std::string feed(std::string_view bytes);

    /// The last chunk has come.
    [[nodiscard]] bool ended() const noexcept { return state_ == State::end; }
    /// Complete chunks so far, without the last one.
    [[nodiscard]] std::size_t chunks() const noexcept { return chunks_; }
    /// A chunk has begun and is not complete.
    [[nodiscard]] bool inside_chunk() const noexcept {
        return (state_ != State::size && state_ != State::end) || !line_.empty();
    }

private:
    enum class State { size, content, content_end, trailer, end };

    void take_size();

    State state_ = State::size;
    std::string line_;
    std::size_t left_ = 0;
    std::size_t chunks_ = 0;
};

}  // namespace ssecast::test
