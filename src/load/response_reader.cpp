#include "load/response_reader.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstring>

namespace ssecast::load {

namespace {

/// No server that is measured sends a chunk of a gigabyte; a longer size is no size.
constexpr std::uint64_t kMaxChunk = 1ULL << 30;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

void ResponseReader::feed(char* data, std::size_t size, ResponseSink& sink) {
    if (size == 0) return;
    char* begin = data;
    char* const end = data + size;
    if (state_ == State::head) {
        begin = read_head(data, end, sink);
        if (begin == nullptr) return;
    } else if (state_ == State::done) {
        state_ = State::failed;
    }
    if (state_ != State::body) return;
    char* content = begin;
    const char* content_end = chunked_ ? decode_chunks(begin, end, begin) : end;
    // The headroom takes the part of a block that an earlier read ended with.
    if (!kept_.empty()) {
        content -= kept_.size();
        std::memcpy(content, kept_.data(), kept_.size());
        kept_.clear();
    }
    read_blocks(content, content_end, sink);
}

char* ResponseReader::read_head(char* data, char* end, ResponseSink& sink) {
    const std::size_t before = kept_.size();
    kept_.append(data, end);
    const std::size_t found = kept_.find("\r\n\r\n");
    if (found == std::string::npos) {
        if (kept_.size() > kHeadroom) state_ = State::failed;
        return nullptr;
    }
    std::string head = kept_.substr(0, found + 2);
    kept_.clear();
    std::transform(head.begin(), head.end(), head.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (head.starts_with("http/1.") && head.size() > 12) {
        std::from_chars(head.data() + 9, head.data() + 12, status_);
    }
    chunked_ = head.find("\r\ntransfer-encoding: chunked\r\n") != std::string::npos;
    state_ = sink.on_head(status_, head) ? State::body : State::failed;
    return data + (found + 4 - before);
}

char* ResponseReader::decode_chunks(char* data, const char* end, char* to) {
    while (data < end && state_ == State::body) {
        if (chunk_ != Chunk::data) {
            read_framing(*data++);
            continue;
        }
        const auto left = static_cast<std::uint64_t>(end - data);
        const auto size = static_cast<std::size_t>(std::min(chunk_left_, left));
        if (to != data) std::memmove(to, data, size);
        to += size;
        data += size;
        chunk_left_ -= size;
        if (chunk_left_ == 0) chunk_ = Chunk::data_cr;
    }
    // Nothing may follow the last chunk.
    if (state_ == State::done && data < end) state_ = State::failed;
    return to;
}

void ResponseReader::read_framing(char c) {
    const auto expect = [&](char wanted, Chunk next) {
        if (c == wanted) {
            chunk_ = next;
        } else {
            state_ = State::failed;
        }
    };
    switch (chunk_) {
        case Chunk::size:
            if (const int digit = hex_digit(c); digit >= 0 && chunk_left_ < kMaxChunk) {
                chunk_left_ = chunk_left_ * 16 + static_cast<std::uint64_t>(digit);
                has_digit_ = true;
            } else if (c == '\r' && has_digit_) {
                chunk_ = Chunk::size_lf;
            } else {
                state_ = State::failed;
            }
            break;
        case Chunk::size_lf:
            has_digit_ = false;
            expect('\n', chunk_left_ == 0 ? Chunk::last_cr : Chunk::data);
            break;
        case Chunk::data_cr:
            expect('\r', Chunk::data_lf);
            break;
        case Chunk::data_lf:
            expect('\n', Chunk::size);
            break;
        case Chunk::last_cr:
            expect('\r', Chunk::last_lf);
            break;
        case Chunk::last_lf:
            expect('\n', Chunk::size);
            if (state_ == State::body) state_ = State::done;
            break;
        case Chunk::data:
            break;
    }
}

void ResponseReader::read_blocks(const char* begin, const char* end, ResponseSink& sink) {
    const char* block_begin = begin;
    const char* line = begin;
    Block block;
    while (line < end) {
        const auto* newline =
            static_cast<const char*>(std::memchr(line, '\n', static_cast<std::size_t>(end - line)));
        if (newline == nullptr) break;
        std::string_view text(line, static_cast<std::size_t>(newline - line));
        if (!exact_ && text.ends_with('\r')) text.remove_suffix(1);
        if (!text.empty()) {
            if (!read_field(text, block)) {
                state_ = State::failed;
                return;
            }
            line = newline + 1;
            continue;
        }
        if (block_begin != line) sink.on_block(block);
        line = newline + 1;
        block_begin = line;
        block = {};
    }
    if (block_begin < end) keep(block_begin, end);
}

bool ResponseReader::read_field(std::string_view line, Block& block) {
    const std::size_t colon = line.find(':');
    if (colon == 0) return true;  // a comment
    if (colon == std::string_view::npos) return !exact_;
    const std::string_view name = line.substr(0, colon);
    std::string_view value = line.substr(colon + 1);
    if (value.starts_with(' ')) {
        value.remove_prefix(1);
    } else if (exact_) {
        return false;
    }
    if (exact_ && value.ends_with('\r')) return false;
    if (name == "data") {
        add_data(value, block);
    } else if (name == "event") {
        block.event = value;
    } else if (name == "id") {
        block.id = value;
        block.has_id = true;
    } else if (name == "retry") {
        std::uint64_t milliseconds = 0;
        const char* const end = value.data() + value.size();
        const auto [stop, error] = std::from_chars(value.data(), end, milliseconds);
        if (error != std::errc{} || stop != end) return !exact_;
        block.retry = milliseconds;
    } else {
        return !exact_;
    }
    return true;
}

void ResponseReader::add_data(std::string_view value, Block& block) {
    if (!block.has_data) {
        block.has_data = true;
        block.data = value;
        return;
    }
    // The data of the second line and the following is no longer in one piece.
    if (block.data.data() != joined_.data()) joined_.assign(block.data);
    joined_ += '\n';
    joined_ += value;
    block.data = joined_;
}

void ResponseReader::keep(const char* begin, const char* end) {
    if (static_cast<std::size_t>(end - begin) > kHeadroom) {
        state_ = State::failed;
        too_large_ = true;
        return;
    }
    kept_.assign(begin, end);
}

}  // namespace ssecast::load
