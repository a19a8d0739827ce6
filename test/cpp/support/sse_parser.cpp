#include "support/sse_parser.hpp"

#include <charconv>
#include <limits>
#include <utility>

namespace ssecast::test {

void SseParser::feed(std::string_view bytes) {
    for (const char byte : bytes) {
        // The LF of a CRLF belongs to the line that the CR has ended.
        const bool second_half = byte == '\n' && after_cr_;
        after_cr_ = byte == '\r';
        if (second_half) continue;
        if (byte == '\r' || byte == '\n') {
            take_line(std::exchange(line_, {}));
        } else {
            line_.push_back(byte);
        }
    }
}

void SseParser::take_line(std::string_view line) {
    if (std::exchange(first_line_, false) && line.starts_with("\xEF\xBB\xBF")) {
        line.remove_prefix(3);
    }
    if (line.empty()) {
        dispatch();
        return;
    }
    block_is_empty_ = false;
    const std::size_t colon = line.find(':');
    if (colon == 0) {
        comments_.emplace_back(line.substr(1));
    } else if (colon == std::string_view::npos) {
        process_field(line, {});
    } else {
        std::string_view value = line.substr(colon + 1);
        if (value.starts_with(' ')) value.remove_prefix(1);
        process_field(line.substr(0, colon), value);
    }
}

void SseParser::process_field(std::string_view name, std::string_view value) {
    if (name == "event") {
        type_buffer_ = value;
    } else if (name == "data") {
        data_buffer_ += value;
        data_buffer_ += '\n';
    } else if (name == "id") {
        if (value.find('\0') == std::string_view::npos) id_buffer_ = value;
    } else if (name == "retry") {
        std::uint64_t retry = 0;
        const char* const end = value.data() + value.size();
        const auto [stopped, error] = std::from_chars(value.data(), end, retry);
        // More than the number can hold is still a number.
        if (error == std::errc::result_out_of_range)
            retry = std::numeric_limits<std::uint64_t>::max();
        if (error != std::errc::invalid_argument && stopped == end) retry_ = retry;
    }
}

void SseParser::dispatch() {
    ++blocks_;
    block_is_empty_ = true;
    last_event_id_ = id_buffer_;
    std::string type = std::exchange(type_buffer_, {});
    std::string data = std::exchange(data_buffer_, {});
    if (data.empty()) return;
    data.pop_back();
    if (type.empty()) type = "message";
    events_.push_back({std::move(type), std::move(data), last_event_id_});
}

}  // namespace ssecast::test
