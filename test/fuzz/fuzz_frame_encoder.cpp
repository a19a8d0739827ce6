// Any fields a caller may give: either they are refused, exactly where the rules say so, or a
// client reads back what was given and nothing else, from both framings.
#include "core/error.hpp"
#include "core/frame_encoder.hpp"
#include "require.hpp"
#include "support/chunk_decoder.hpp"
#include "support/sse_parser.hpp"

#include <cmath>
#include <fuzzer/FuzzedDataProvider.h>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast::test {
namespace {

struct Given {
    std::string event;
    std::string data;
    std::string id;
    std::optional<double> retry;
    std::optional<std::int64_t> timestamp;
    std::string comments;
    EventId stamp;
};

/// Mostly what stands at the borders of the rules, which random bytes would seldom meet.
std::string any_name(FuzzedDataProvider& input) {
    switch (input.ConsumeIntegralInRange(0, 9)) {
        case 0:
            return "error";
        case 1:
            return "open";
        case 2:
            return std::string(input.ConsumeIntegralInRange<std::size_t>(1020, 1030), 'n');
        default:
            return input.ConsumeRandomLengthString(64);
    }
}

double any_retry(FuzzedDataProvider& input) {
    switch (input.ConsumeIntegralInRange(0, 3)) {
        case 0:
            return input.ConsumeIntegralInRange(-2, 2);
        case 1:
            return static_cast<double>(
                input.ConsumeIntegralInRange<std::int64_t>(2147483645, 2147483650));
        case 2:
            return input.PickValueInArray({std::numeric_limits<double>::quiet_NaN(),
                                           std::numeric_limits<double>::infinity(), -0.0, 0.5,
                                           1e300, -1e-300});
        default:
            return input.ConsumeFloatingPoint<double>();
    }
}

/// Mostly none, and mostly lines that are let in.
std::string any_comments(FuzzedDataProvider& input) {
    std::string comments;
    for (int lines = input.ConsumeIntegralInRange(-3, 3); lines > 0; --lines) {
        if (!comments.empty()) comments += "\n";
        comments += input.PickValueInArray({"channel ", "version ", "older ", ""});
        comments += input.ConsumeRandomLengthString(32);
    }
    return comments;
}

Given any_fields(FuzzedDataProvider& input) {
    Given given;
    given.event = any_name(input);
    given.id = input.ConsumeBool() ? any_name(input) : std::string();
    if (input.ConsumeBool()) given.retry = any_retry(input);
    if (input.ConsumeBool()) given.timestamp = input.ConsumeIntegral<std::int64_t>();
    given.comments = any_comments(input);
    given.stamp = {input.ConsumeIntegral<std::uint64_t>(), input.ConsumeIntegral<std::uint64_t>()};
    given.data = input.ConsumeRemainingBytesAsString();
    return given;
}

bool one_line(std::string_view text) {
    for (const char character : text) {
        if (character == '\r' || character == '\n' || character == '\0') return false;
    }
    return true;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    if (text.empty()) return lines;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i != text.size() && text[i] != '\n') continue;
        lines.push_back(text.substr(begin, i - begin));
        begin = i + 1;
    }
    return lines;
}

bool known_comment(const std::string& line) {
    const std::size_t space = line.find(' ');
    if (!one_line(line) || space == std::string::npos || space + 1 == line.size()) return false;
    const std::string word = line.substr(0, space);
    return word == "channel" || word == "version" || word == "older";
}

/// The rules once more, in other words than the encoder's.
std::optional<ErrorCode> refusal(const Given& given) {
    const bool name_fits = given.event.size() <= 1024 && one_line(given.event);
    const bool taken = given.event == "error" || given.event == "open" ||
                       given.event == "connected" || given.event == "gap";
    if (!name_fits || taken) {
        return ErrorCode::invalid_event;
    }
    if (given.id.size() > 1024 || !one_line(given.id)) return ErrorCode::invalid_id;
    if (given.retry) {
        double whole = 0;
        const bool fits = *given.retry >= 0 && *given.retry <= 2147483647;
        if (!fits || std::modf(*given.retry, &whole) != 0) return ErrorCode::invalid_retry;
    }
    for (const std::string& line : lines_of(given.comments)) {
        if (!known_comment(line)) return ErrorCode::invalid_event;
    }
    return std::nullopt;
}

/// Line breaks of every kind reach a client as LF.
std::string as_read(std::string_view data) {
    std::string text;
    for (std::size_t i = 0; i < data.size(); ++i) {
        const bool second_half = data[i] == '\n' && i != 0 && data[i - 1] == '\r';
        if (!second_half) text.push_back(data[i] == '\r' ? '\n' : data[i]);
    }
    return text;
}

void check_read(const SseParser& parser, const Given& given) {
    require(parser.blocks() == 1 && parser.between_blocks(), "a frame is one block");
    require(parser.events().size() == 1, "a frame is one event");
    const ParsedEvent& event = parser.events().front();
    // What a browser calls a block without a name.
    const std::string name = given.event.empty() ? "message" : given.event;
    require(event.type == name, "the name is as given");
    require(event.data == as_read(given.data), "the data is as given");
    require(event.id == (given.id.empty() ? to_string(given.stamp) : given.id), "the id is right");
    require(parser.retry().has_value() == given.retry.has_value(), "retry is there if given");
    require(!given.retry || static_cast<double>(*parser.retry()) == *given.retry,
            "retry is as given");
    std::vector<std::string> comments;
    if (given.timestamp) comments.push_back(" timestamp " + std::to_string(*given.timestamp));
    for (const std::string& line : lines_of(given.comments)) comments.push_back(" " + line);
    require(parser.comments() == comments, "the comments are the timestamp and those given");
}

void check_frame(const Frame& frame, const Given& given) {
    const Slice bare = frame.slice(Framing::bare);
    const Slice chunked = frame.slice(Framing::chunked);
    SseParser parser;
    parser.feed({bare.data, bare.size});
    check_read(parser, given);
    ChunkDecoder chunks;
    const std::string content = chunks.feed({chunked.data, chunked.size});
    require(content == std::string_view(bare.data, bare.size), "both framings carry the same");
    require(chunks.chunks() == 1 && !chunks.inside_chunk(), "a frame is one chunk");
    require(frame.size() >= sizeof(Frame) + chunked.size, "a frame counts for what it keeps");
    require(frame.is_event && frame.id() == given.stamp, "the frame knows its place");
    require(parse_event_id(to_string(given.stamp)) == given.stamp, "an id is read as written");
    const bool whole =
        frame.text().find_first_of(std::string_view{"\r\0", 2}) == std::string_view::npos;
    require(is_event_text(frame.text()) == whole, "what is written can be read from a file");
}

void run(const Given& given) {
    const std::optional<ErrorCode> refused = refusal(given);
    try {
        const FramePtr frame = encode_event({.event = given.event,
                                             .data = given.data,
                                             .id = given.id,
                                             .retry = given.retry,
                                             .timestamp = given.timestamp,
                                             .comments = given.comments});
        require(!refused, "the rules let this in");
        frame->stamp(given.stamp);
        check_frame(*frame, given);
    } catch (const Error& error) {
        require(refused == error.code(), "it is refused for what the rules say");
    }
}

}  // namespace
}  // namespace ssecast::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    ssecast::test::run(ssecast::test::any_fields(input));
    return 0;
}
