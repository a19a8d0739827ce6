// Any bytes as an entry of a backplane's log: what is read is one event on the wire, and what is
// written is read as it was.
#include "core/error.hpp"
#include "core/log_entry.hpp"
#include "require.hpp"
#include "support/frames.hpp"
#include "support/sse_parser.hpp"

#include <fuzzer/FuzzedDataProvider.h>
#include <optional>
#include <string>
#include <string_view>

namespace ssecast::test {
namespace {

constexpr EventId kId{1'763'712'000'000, 7'700'001};

void check_wire(const LogEntry& entry) {
    FramePtr frame;
    try {
        frame = encode_event(entry.fields());
    } catch (const Error&) {
        // Refused, as it would be by `publish`.
        return;
    }
    frame->stamp(kId);
    SseParser parser;
    parser.feed(text_of(frame->slice(Framing::bare)));
    require(parser.blocks() == 1 && parser.between_blocks(), "an entry is one block");
    require(parser.events().size() <= 1, "an entry is one event at most");
    require(parser.last_event_id() == (entry.id.empty() ? to_string(kId) : entry.id),
            "an entry cannot forge an id");
}

void check_entry(std::string_view text) {
    LogEntry entry;
    if (!parse_log_text(text, entry).empty()) return;
    require(entry.kind != Target::Kind::all || entry.keys.empty(), "all clients have no keys");
    for (const std::string& key : entry.keys) require(!key.empty(), "a key is not empty");
    check_wire(entry);
    const std::string written = to_log_text(entry.kind, entry.keys, entry.fields());
    LogEntry again;
    require(parse_log_text(written, again).empty(), "what is written is read");
    require(again.kind == entry.kind && again.keys == entry.keys, "with its target");
    // An empty rest is no data of its own.
    if (!entry.data.empty()) require(again.data == entry.data, "with its data");
    require(again.event == entry.event && again.id == entry.id && again.key == entry.key &&
                again.comments == entry.comments && again.timestamp == entry.timestamp,
            "with its fields");
}

}  // namespace
}  // namespace ssecast::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ssecast::test::check_entry({reinterpret_cast<const char*>(data), size});
    return 0;
}
