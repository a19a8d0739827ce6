#include "stream_reader.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace ssecast::stress {

namespace {

constexpr std::size_t kMaxHead = 16 * 1024;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

}  // namespace

void StreamReader::feed(std::string_view bytes, BlockSink& sink) {
    if (state_ == State::head) read_head(bytes);
    if (state_ == State::body) {
        read_chunks(bytes, sink);
    } else if (state_ == State::done && !bytes.empty()) {
        state_ = State::failed;
    }
}

void StreamReader::read_head(std::string_view& bytes) {
    const std::size_t before = head_.size();
    head_ += bytes;
    const std::size_t end = head_.find("\r\n\r\n");
    if (end == std::string::npos) {
        bytes = {};
        if (head_.size() > kMaxHead) state_ = State::failed;
        return;
    }
    bytes.remove_prefix(end + 4 - before);
    std::string head = head_.substr(0, end + 2);
    std::transform(head.begin(), head.end(), head.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    std::from_chars(head.data() + 9, head.data() + 12, status_);
    const bool fit = status_ == 200 &&
                     head.find("content-type: text/event-stream") != std::string::npos &&
                     head.find("transfer-encoding: chunked") != std::string::npos;
    constexpr std::string_view kNumbers = "\r\nx-numbers: ";
    if (const std::size_t at = head.find(kNumbers); at != std::string::npos) {
        const std::size_t begin = at + kNumbers.size();
        numbers_ = head.substr(begin, head.find('\r', begin) - begin);
    }
    state_ = fit ? State::body : State::failed;
    std::string().swap(head_);
}

void StreamReader::read_chunks(std::string_view bytes, BlockSink& sink) {
    while (!bytes.empty() && state_ == State::body) {
        if (chunk_ == Chunk::data) {
            const std::size_t size = std::min<std::uint64_t>(chunk_left_, bytes.size());
            read_text(bytes.substr(0, size), sink);
            bytes.remove_prefix(size);
            chunk_left_ -= size;
            if (chunk_left_ == 0) chunk_ = Chunk::data_cr;
            continue;
        }
        const char c = bytes.front();
        bytes.remove_prefix(1);
        const auto expect = [&](char wanted, Chunk next) {
            if (c == wanted) {
                chunk_ = next;
            } else {
                state_ = State::failed;
            }
        };
        switch (chunk_) {
            case Chunk::size:
                if (const int digit = hex_digit(c); digit >= 0) {
                    chunk_left_ = chunk_left_ * 16 + static_cast<std::uint64_t>(digit);
                    has_digit_ = true;
                } else if (c == '\r' && has_digit_) {
                    chunk_ = Chunk::size_end;
                } else {
                    state_ = State::failed;
                }
                break;
            case Chunk::size_end:
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
                if (state_ == State::body) state_ = bytes.empty() ? State::done : State::failed;
                break;
            case Chunk::data:
                break;
        }
    }
}

void StreamReader::read_text(std::string_view text, BlockSink& sink) {
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) {
            line_ += text;
            return;
        }
        if (line_.empty()) {
            read_line(text.substr(0, end), sink);
        } else {
            line_ += text.substr(0, end);
            const std::string line = std::move(line_);
            line_.clear();
            read_line(line, sink);
        }
        text.remove_prefix(end + 1);
    }
}

void StreamReader::read_line(std::string_view line, BlockSink& sink) {
    if (line.empty()) {
        if (!block_is_empty_) sink.on_block(block_);
        block_ = {};
        block_is_empty_ = true;
        return;
    }
    block_is_empty_ = false;
    const auto value = [&](std::string_view field) -> std::optional<std::string_view> {
        if (!line.starts_with(field)) return std::nullopt;
        return line.substr(field.size());
    };
    if (const auto data = value("data: ")) {
        if (block_.has_data) block_.data += '\n';
        block_.data += *data;
        block_.has_data = true;
    } else if (const auto event = value("event: ")) {
        block_.event = *event;
    } else if (const auto id = value("id: ")) {
        block_.id = *id;
        block_.has_id = true;
    } else if (const auto retry = value("retry: ")) {
        std::uint64_t milliseconds = 0;
        std::from_chars(retry->data(), retry->data() + retry->size(), milliseconds);
        block_.retry = milliseconds;
    } else if (!line.starts_with(':')) {
        state_ = State::failed;
    }
}

}  // namespace ssecast::stress
