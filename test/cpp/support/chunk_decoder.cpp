#include "support/chunk_decoder.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace ssecast::test {

std::string ChunkDecoder::feed(std::string_view bytes) {
    std::string content;
    while (!bytes.empty()) {
        if (state_ == State::end) throw std::runtime_error("bytes after the last chunk");
        if (state_ == State::content) {
            const std::size_t taken = std::min(left_, bytes.size());
            content.append(bytes.substr(0, taken));
            bytes.remove_prefix(taken);
            left_ -= taken;
            if (left_ == 0) state_ = State::content_end;
            continue;
        }
        line_.push_back(bytes.front());
        bytes.remove_prefix(1);
        if (!line_.ends_with("\r\n")) {
            if (line_.size() > 18) throw std::runtime_error("a chunk head without an end");
            continue;
        }
        line_.resize(line_.size() - 2);
        if (state_ == State::size) {
            take_size();
        } else if (!line_.empty()) {
            throw std::runtime_error("content is longer than its chunk, or a trailer came");
        } else if (state_ == State::trailer) {
            state_ = State::end;
        } else {
            ++chunks_;
            state_ = State::size;
        }
        line_.clear();
    }
    return content;
}

void ChunkDecoder::take_size() {
    const char* const end = line_.data() + line_.size();
    const auto [stop, error] = std::from_chars(line_.data(), end, left_, 16);
    if (error != std::errc{} || stop != end) {
        throw std::runtime_error("no chunk size: '" + line_ + "'");
    }
    state_ = left_ == 0 ? State::trailer : State::content;
}

}  // namespace ssecast::test
