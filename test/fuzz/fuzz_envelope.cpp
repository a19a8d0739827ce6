// Any bytes as a line of a history file, as a whole file, and as the lines of a file whose checksum
// fits: what is read comes back as it was and is one event on the wire, what is damaged is refused.
#include "core/envelope.hpp"
#include "core/history_file.hpp"
#include "require.hpp"
#include "support/frames.hpp"
#include "support/sse_parser.hpp"

#include <boost/crc.hpp>

#include <fuzzer/FuzzedDataProvider.h>
#include <string>
#include <string_view>
#include <variant>

namespace ssecast::test {
namespace {

bool equal(const Envelope& a, const Envelope& b) {
    return a.id == b.id && a.own_id == b.own_id && a.key == b.key && a.channels == b.channels &&
           a.text == b.text;
}

void check_event(const Envelope& envelope) {
    const auto again = parse_envelope(to_json(envelope));
    require(again && equal(*again, envelope), "an envelope is read as it was written");
    const FramePtr frame = to_frame(envelope);
    const std::string id = envelope.own_id.empty() ? to_string(envelope.id) : envelope.own_id;
    require(frame->id() == envelope.id && frame->wire_id() == id, "the frame has its place");
    SseParser parser;
    parser.feed(text_of(frame->slice(Framing::bare)));
    require(parser.blocks() == 1 && parser.between_blocks(), "an envelope is one block");
    require(parser.events().size() <= 1, "an envelope is one event at most");
    require(parser.last_event_id() == id, "an envelope cannot forge an id");
}

std::string with_checksum(std::string text) {
    boost::crc_32_type crc;
    crc.process_bytes(text.data(), text.size());
    return text + R"({"crc32":)" + std::to_string(crc.checksum()) + "}\n";
}

bool is_file(std::string_view text) {
    return std::holds_alternative<HistoryFile>(parse_history_file(text));
}

void check_file(std::string_view text) {
    const auto parsed = parse_history_file(text);
    const auto* const file = std::get_if<HistoryFile>(&parsed);
    if (file == nullptr) {
        require(!std::get<std::string>(parsed).empty(), "a refusal says why");
        return;
    }
    EventId before = file->forgotten_through;
    for (const Envelope& event : file->events) {
        require(before < event.id && event.id <= file->newest, "events come in their order");
        before = event.id;
        check_event(event);
    }
    for (const auto& [channel, through] : file->channels) {
        require(file->forgotten_through < through && through <= file->newest,
                "a channel has forgotten more than the whole, and no more than there was");
    }
    const std::string written = to_text(*file);
    const auto again = parse_history_file(written);
    const auto* const same = std::get_if<HistoryFile>(&again);
    require(same != nullptr && same->forgotten_through == file->forgotten_through &&
                same->newest == file->newest && same->issued.size() == file->issued.size() &&
                same->events.size() == file->events.size() && same->channels == file->channels,
            "a file is read as it was written");
    for (std::size_t i = 0; i < file->events.size(); ++i) {
        require(equal(same->events[i], file->events[i]), "its events are read as they were");
    }
}

/// A correct file, and the same file with one byte changed.
void check_damage(std::string text, FuzzedDataProvider& input) {
    if (!is_file(text)) return;
    const auto at = input.ConsumeIntegralInRange<std::size_t>(0, text.size() - 1);
    require(!is_file(std::string_view(text).substr(0, at)), "a torn file is refused");
    text[at] = static_cast<char>(text[at] ^ (1 << input.ConsumeIntegralInRange(0, 7)));
    require(!is_file(text), "a flipped bit is noticed");
}

void run(FuzzedDataProvider& input) {
    const int way = input.ConsumeIntegralInRange(0, 4);
    const std::string header =
        R"({"kind":"ssecast history","version":2,"forgottenThrough":"1-0","newest":"9-100000",)"
        R"("issued":[["2-100000","9-100000"]]})"
        "\n";
    if (way == 0) {
        if (const auto envelope = parse_envelope(input.ConsumeRemainingBytesAsString())) {
            check_event(*envelope);
        }
    } else if (way == 1) {
        check_file(input.ConsumeRemainingBytesAsString());
    } else if (way == 2) {
        check_file(with_checksum(input.ConsumeRemainingBytesAsString()));
    } else {
        std::string lines = input.ConsumeRandomLengthString(2'000);
        if (way == 4) lines = R"({"channel":")" + lines;
        check_file(with_checksum(header + lines));
        check_damage(with_checksum(header + lines), input);
        require(is_file(with_checksum(header)), "a file may have a first line alone");
        check_damage(with_checksum(header), input);
    }
}

}  // namespace
}  // namespace ssecast::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    ssecast::test::run(input);
    return 0;
}
