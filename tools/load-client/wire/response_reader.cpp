#include "event_parser.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstring>

namespace ssecast::bench {

namespace {

/// @returns whether `head` has a header `Transfer-Encoding: chunked`, in any case of letters
bool says_chunked(std::string_view head) {
    std::string lower(head);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower.find("\r\ntransfer-encoding: chunked") != std::string::npos;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool read_number(std::string_view& text, std::string_view before, std::uint64_t& value) {
    if (!text.starts_with(before)) return false;
    text.remove_prefix(before.size());
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

bool read_bench_event(std::string_view data, BenchEvent& event) {
    return read_number(data, R"({"n":)", event.number) &&
           read_number(data, R"(,"t":)", event.sent_at);
}

std::string_view field_value(std::string_view line, std::size_t name_size) {
    line.remove_prefix(name_size + 1);
    if (line.starts_with(' ')) line.remove_prefix(1);
    return line;
}

}  // namespace

void EventParser::feed(char* data, std::size_t size, EventSink& sink) {
    char* begin = data;
    char* end = data + size;
    if (state_ == State::head) {
        begin = read_head(data, end);
        if (begin == nullptr) return;
    }
    if (state_ != State::body) return;
    char* blocks = begin;
    char* blocks_end = chunked_ ? decode_chunks(begin, end, begin) : end;
    // The headroom takes the part of a block that an earlier read ended with.
    if (!kept_.empty()) {
        blocks -= kept_.size();
        std::memcpy(blocks, kept_.data(), kept_.size());
        kept_.clear();
    }
    read_blocks(blocks, blocks_end, sink);
}

char* EventParser::read_head(char* data, char* end) {
    const std::size_t before = kept_.size();
    kept_.append(data, end);
    const std::size_t found = kept_.find("\r\n\r\n");
    if (found == std::string::npos) {
        if (kept_.size() > kHeadroom) state_ = State::failed;
        return nullptr;
    }
    const std::string_view head(kept_.data(), found + 2);
    if (head.starts_with("HTTP/1.") && head.size() > 12) {
        std::from_chars(head.data() + 9, head.data() + 12, status_);
    }
    chunked_ = says_chunked(head);
    state_ = status_ == 200 ? State::body : State::failed;
    kept_.clear();
    return data + (found + 4 - before);
}

char* EventParser::decode_chunks(char* data, char* end, char* to) {
    while (data < end && state_ == State::body) {
        if (chunk_state_ == Chunk::data) {
            const auto size =
                std::min<std::uint64_t>(chunk_left_, static_cast<std::uint64_t>(end - data));
            if (to != data) std::memmove(to, data, size);
            to += size;
            data += size;
            chunk_left_ -= size;
            if (chunk_left_ == 0) chunk_state_ = Chunk::end;
            continue;
        }
        const char c = *data++;
        if (chunk_state_ == Chunk::end) {  // the line break after the payload
            if (c == '\n') chunk_state_ = Chunk::size;
        } else if (c == '\n') {
            extension_ = false;
            chunk_state_ = Chunk::data;
            if (chunk_left_ == 0) state_ = State::done;
        } else if (const int digit = hex_digit(c); digit >= 0 && !extension_) {
            chunk_left_ = chunk_left_ * 16 + static_cast<std::uint64_t>(digit);
        } else if (c == ';') {
            extension_ = true;
        } else if (c != '\r' && !extension_) {
            state_ = State::failed;
        }
    }
    return to;
}

void EventParser::read_blocks(char* begin, char* end, EventSink& sink) {
    const char* block = begin;
    const char* line = begin;
    std::string_view name;
    std::string_view data;
    while (line < end) {
        const auto* newline =
            static_cast<const char*>(std::memchr(line, '\n', static_cast<std::size_t>(end - line)));
        if (newline == nullptr) break;
        std::string_view text(line, static_cast<std::size_t>(newline - line));
        if (text.ends_with('\r')) text.remove_suffix(1);
        line = newline + 1;
        if (text.starts_with("data:")) {
            data = field_value(text, 4);
        } else if (text.starts_with("event:")) {
            name = field_value(text, 5);
        } else if (text.empty()) {
            BenchEvent event{};
            if (data.data() != nullptr) {
                if (read_bench_event(data, event)) {
                    sink.on_bench_event(event);
                } else {
                    sink.on_other_event(name);
                }
            }
            block = line;
            name = data = {};
        }
    }
    if (block < end) keep(block, end);
}

void EventParser::keep(const char* begin, const char* end) {
    if (static_cast<std::size_t>(end - begin) > kHeadroom) {
        state_ = State::failed;
        return;
    }
    kept_.assign(begin, end);
}

}  // namespace ssecast::bench
