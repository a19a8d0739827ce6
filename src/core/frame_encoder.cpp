#include "core/frame_encoder.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>

namespace ssecast {

namespace {

/// The C library looks for one byte far faster than for one of several.
bool has_any(std::string_view text, std::initializer_list<char> bytes) noexcept {
    return std::any_of(bytes.begin(), bytes.end(),
                       [text](char byte) { return text.find(byte) != std::string_view::npos; });
}

/// Calls `line` for each line of `text`; text that ends with a break ends with an empty line.
///
/// Each kind of break is searched for by itself, from where the last one was found: to ask for
/// either of them calls the C library for each byte.
template <class Line>
void for_each_line(std::string_view text, const Line& line) {
    std::size_t begin = 0;
    std::size_t lf = text.find('\n');
    std::size_t cr = text.find('\r');
    for (;;) {
        const std::size_t end = std::min(lf, cr);
        line(text.substr(begin, end - begin));
        if (end == std::string_view::npos) return;
        // CRLF is one break.
        const bool crlf = end == cr && lf == end + 1;
        begin = end + (crlf ? 2 : 1);
        if (lf < begin) lf = text.find('\n', begin);
        if (cr < begin) cr = text.find('\r', begin);
    }
}

/// The order of fields is that of `is_event_text`. The pass that measures and the pass that writes
/// make the same calls, so they cannot disagree about the size: the second one has no bounds
/// checks. `data` writes the lines of the data.
template <class Out, class Data>
void write_body(const EventFields& fields, Out& out, const Data& data) {
    // A comment, which browsers ignore and our client reads.
    if (fields.timestamp) {
        out.text(": timestamp ");
        out.number(*fields.timestamp);
        out.text("\n");
    }
    if (!fields.comments.empty()) {
        for_each_line(fields.comments, [&out](std::string_view line) {
            out.text(": ");
            out.text(line);
            out.text("\n");
        });
    }
    if (!fields.event.empty()) {
        out.text("event: ");
        out.text(fields.event);
        out.text("\n");
    }
    if (fields.retry) {
        out.text("retry: ");
        out.number(static_cast<std::int64_t>(*fields.retry));
        out.text("\n");
    }
    data();
    out.text("\n");
}

template <class Out>
void write_body(const EventFields& fields, Out& out) {
    write_body(fields, out, [&] {
        // Empty data is one line all the same: a block without data fires no event.
        for_each_line(fields.data, [&out](std::string_view line) {
            out.text("data: ");
            out.text(line);
            out.text("\n");
        });
    });
}

/// The longest text of a 64-bit number, sign included.
constexpr std::size_t kMaxNumber = 20;

class Measure {
public:
    void text(std::string_view text) noexcept { size_ += text.size(); }
    void number(std::int64_t number) noexcept {
        char digits[kMaxNumber];
        size_ += static_cast<std::size_t>(
            std::to_chars(digits, digits + sizeof digits, number).ptr - digits);
    }
    void late(const LateData& data) noexcept { size_ += data.size; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    std::size_t size_ = 0;
};

class Write {
public:
    Write(char* at, char* end) noexcept : at_(at), end_(end) {}
    void text(std::string_view text) noexcept { at_ += text.copy(at_, text.size()); }
    void number(std::int64_t number) noexcept { at_ = std::to_chars(at_, end_, number).ptr; }
    void late(const LateData& data) noexcept {
        late_ = {at_, data.write(data.source, at_, data.size)};
        at_ += data.size;
    }
    /// What `late` has written.
    [[nodiscard]] std::string_view late() const noexcept { return late_; }

private:
    char* at_;
    char* end_;
    std::string_view late_;
};

// Two passes and one allocation of the exact size. Growing a buffer would copy the body, and the
// history would keep the unused rest.
template <class Body>
FramePtr encode(const EventFields& fields, const Body& body, std::string_view* late) {
    Measure measure;
    body(measure);
    if (measure.size() > kMaxEventBytes) refuse_event_size(measure.size());
    FramePtr frame = Frame::allocate(measure.size(), fields.id);
    Write write(frame->body(), frame->body() + measure.size());
    body(write);
    *late = write.late();
    return frame;
}

FramePtr encode(const EventFields& fields) {
    std::string_view late;
    const LateData& data = fields.late_data;
    if (data.write == nullptr) {
        return encode(
            fields, [&](auto& out) { write_body(fields, out); }, &late);
    }
    FramePtr frame = encode(
        fields,
        [&](auto& out) {
            write_body(fields, out, [&] {
                out.text("data: ");
                out.late(data);
                out.text("\n");
            });
        },
        &late);
    if (late.size() == data.size && !has_any(late, {'\r', '\n'})) return frame;
    // Several lines, which JSON does not have: the data as it stands there is split.
    EventFields split = fields;
    split.late_data = {};
    split.data = late;
    return encode(
        split, [&](auto& out) { write_body(split, out); }, &late);
}

// A name of another event type of EventSource would fire the handlers of the connection itself.
void check_event_name(std::string_view event) {
    if (event.size() > kMaxFieldBytes) {
        throw Error(ErrorCode::invalid_event,
                    "Expected event to be at most " + std::to_string(kMaxFieldBytes) +
                        " bytes but received " + std::to_string(event.size()));
    }
    if (has_any(event, {'\r', '\n', '\0'})) {
        throw Error(ErrorCode::invalid_event,
                    "Expected event to be one line but received a name with CR, LF or NUL, "
                    "which would forge a field on the wire");
    }
    if (event == "error" || event == "open") {
        throw Error(ErrorCode::invalid_event,
                    "Expected event to be a name of your own but received '" + std::string(event) +
                        "', which collides with the browser's own events; choose another name");
    }
    // A page that gets a gap loads its data again. An event whose name a user chose must not be
    // able to make all pages do that.
    if (event == "connected" || event == "gap") {
        throw Error(ErrorCode::invalid_event,
                    "Expected event to be a name of your own but received '" + std::string(event) +
                        "', which ssecast sends itself; choose another name");
    }
}

// NUL, too: browsers ignore an id with NUL, and the client's cursor would stay behind (WHATWG HTML,
// section 9.2.6).
void check_id(std::string_view id) {
    if (id.size() > kMaxFieldBytes) {
        throw Error(ErrorCode::invalid_id, "Expected id to be at most " +
                                               std::to_string(kMaxFieldBytes) +
                                               " bytes but received " + std::to_string(id.size()));
    }
    if (has_any(id, {'\r', '\n', '\0'})) {
        throw Error(ErrorCode::invalid_id,
                    "Expected id to be one line but received an id with CR, LF or NUL, "
                    "which would forge a field on the wire or be ignored by clients");
    }
}

void check_retry(const std::optional<double>& retry) {
    // Browsers keep the number in 32 bits. NaN, for a value that is no number, fails the
    // comparison.
    constexpr double kMaxRetry = std::numeric_limits<std::int32_t>::max();
    if (!retry || (*retry >= 0 && *retry <= kMaxRetry && std::floor(*retry) == *retry)) return;
    throw Error(ErrorCode::invalid_retry,
                "Expected retry to be a whole number of milliseconds from 0 to 2147483647 "
                "but received " +
                    std::to_string(*retry));
}

void check_key(std::string_view key) {
    if (key.size() <= kMaxFieldBytes) return;
    throw Error(ErrorCode::invalid_event, "Expected key to be at most " +
                                              std::to_string(kMaxFieldBytes) +
                                              " bytes but received " + std::to_string(key.size()));
}

/// Known words only: anything else would be a way to write arbitrary lines into a stream.
bool is_comment(std::string_view line) noexcept {
    return std::any_of(kCommentWords.begin(), kCommentWords.end(), [line](std::string_view word) {
        return line.size() > word.size() && line.starts_with(word);
    });
}

void check_comments(std::string_view comments) {
    if (comments.empty()) return;
    if (has_any(comments, {'\r', '\0'})) {
        throw Error(ErrorCode::invalid_event,
                    "Expected comments to be lines separated by LF but received CR or NUL, which "
                    "would forge a field on the wire");
    }
    for_each_line(comments, [](std::string_view line) {
        // The history file refuses such a line when it is read, and with it all of its events.
        if (is_comment(line)) return;
        constexpr std::size_t kShown = 40;
        throw Error(ErrorCode::invalid_event,
                    "Expected each line of comments to be one of the words channel, version and "
                    "older, a space and something more, but received '" +
                        std::string(line.substr(0, kShown)) + "'");
    });
}

/// The number that the whole of `text` is, if it is one.
template <typename Number>
std::optional<Number> whole_number(std::string_view text) noexcept {
    Number number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return number;
}

/// A block without data: a browser takes the id as its cursor and fires no event.
FramePtr encode_id_block(EventId id, const std::string& body) {
    FramePtr frame = Frame::allocate(body.size(), {});
    body.copy(frame->body(), body.size());
    frame->is_event = false;
    frame->stamp(id);
    return frame;
}

}  // namespace

void refuse_event_size(std::size_t bytes) {
    throw Error(ErrorCode::event_too_large,
                "Expected an event of at most " + std::to_string(kMaxEventBytes) +
                    " bytes but received " + std::to_string(bytes) +
                    "; send a reference and let the client fetch the rest");
}

FramePtr encode_event(const EventFields& fields) {
    check_event_name(fields.event);
    check_id(fields.id);
    check_retry(fields.retry);
    check_key(fields.key);
    check_comments(fields.comments);
    FramePtr frame = encode(fields);
    frame->key = fields.key.empty() ? fields.event : fields.key;
    // The type that a browser gives an event without a name.
    if (frame->key.empty()) frame->key = "message";
    return frame;
}

FramePtr encode_heartbeat(EventId id) {
    return encode_id_block(id, ": cursor " + to_string(id) + "\n\n");
}

FramePtr encode_goodbye(EventId id, std::uint32_t retry_ms) {
    return encode_id_block(
        id, "retry: " + std::to_string(retry_ms) + "\n: cursor " + to_string(id) + "\n\n");
}

bool is_event_text(std::string_view text) noexcept {
    // The fields in their only order. Comments and data alone come more than once, and comments
    // begin with one of the known words.
    constexpr std::array<std::string_view, 5> kBeginnings{": timestamp ", ": ",
                                                          "event: ", "retry: ", "data: "};
    constexpr std::size_t kTimestamp = 0;
    constexpr std::size_t kComments = 1;
    constexpr std::size_t kRetry = 3;
    constexpr std::size_t kData = 4;
    // Whether the line is the field that stands at `place` of the order.
    const auto fits = [&](std::size_t place, std::string_view line) {
        const std::string_view beginning = kBeginnings[place];
        if (!line.starts_with(beginning)) return false;
        const std::string_view value = line.substr(beginning.size());
        switch (place) {
            case kTimestamp:
                return whole_number<std::int64_t>(value).has_value();
            case kComments:
                return is_comment(value);
            case kRetry:
                return whole_number<std::int32_t>(value).value_or(-1) >= 0;
            default:
                return true;
        }
    };
    if (has_any(text, {'\r', '\0'})) return false;
    bool has_data = false;
    std::size_t order = 0;
    while (!text.empty()) {
        // Each line is at `order` or later: a field out of its place is none that was written here.
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return false;
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end + 1);
        if (line.empty()) return has_data && text.empty();
        while (order < kBeginnings.size() && !fits(order, line)) ++order;
        if (order == kBeginnings.size()) return false;
        has_data = order == kData;
        if (order != kComments && order != kData) ++order;
    }
    return false;
}

FramePtr encode_notice(const EventFields& fields, EventId id) {
    FramePtr frame = encode(fields);
    frame->is_event = false;
    frame->stamp(id);
    return frame;
}

}  // namespace ssecast
