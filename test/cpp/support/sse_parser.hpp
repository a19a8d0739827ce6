#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast::test {

struct ParsedEvent {
    std::string type;
    std::string data;
    std::string id;

    bool operator==(const ParsedEvent&) const = default;
};

/// Reads an event stream as WHATWG HTML, section 9.2.6 "Interpreting an event stream", says: the
/// oracle of these tests, which shares nothing with the encoder. Bytes may come in any pieces.
class SseParser {
public:
    void feed(std::string_view bytes);

    [[nodiscard]] const std::vector<ParsedEvent>& events() const noexcept { return events_; }
    /// What a client would send as Last-Event-ID.
    [[nodiscard]] const std::string& last_event_id() const noexcept { return last_event_id_; }
    [[nodiscard]] std::optional<std::uint64_t> retry() const noexcept { return retry_; }
    [[nodiscard]] const std::vector<std::string>& comments() const noexcept { return comments_; }
    /// Blank lines seen, also those that fired nothing.
    [[nodiscard]] std::size_t blocks() const noexcept { return blocks_; }
    /// The bytes so far end with a whole block.
    [[nodiscard]] bool between_blocks() const noexcept { return block_is_empty_ && line_.empty(); }

private:
    void take_line(std::string_view line);
    void process_field(std::string_view name, std::string_view value);
    void dispatch();

    std::vector<ParsedEvent> events_;
    std::vector<std::string> comments_;
    std::string last_event_id_;
    std::optional<std::uint64_t> retry_;
    std::size_t blocks_ = 0;

    std::string line_;
    std::string data_buffer_;
    std::string type_buffer_;
    std::string id_buffer_;
    bool first_line_ = true;
    bool after_cr_ = false;
    bool block_is_empty_ = true;
};

}  // namespace ssecast::test
