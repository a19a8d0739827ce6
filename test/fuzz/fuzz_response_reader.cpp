// Any bytes as the response of a server: however they come in pieces, what is read is the same, and
// the reader writes nowhere else.
#include "load/response_reader.hpp"
#include "require.hpp"

#include <algorithm>
#include <cstring>
#include <fuzzer/FuzzedDataProvider.h>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast::test {
namespace {

using load::Block;
using load::ResponseReader;

/// Writes down what comes.
class Record : public load::ResponseSink {
public:
    bool on_head(int status, std::string_view head) override {
        text_ += std::to_string(status) + '|' + std::string(head) + '|';
        return status == 200;
    }
    void on_block(const Block& block) override {
        for (const std::string_view part : {block.event, block.data, block.id}) {
            text_ += std::to_string(part.size()) + ':' + std::string(part) + '|';
        }
        text_ += block.has_data ? 'd' : '-';
        text_ += block.has_id ? 'i' : '-';
        text_ += block.retry ? std::to_string(*block.retry) : "-";
        text_ += '\n';
    }
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
};

struct Outcome {
    std::string text;
    ResponseReader::State state;
    int status;
    bool too_large;
    bool ended_well;
    bool inside_frame;
    bool operator==(const Outcome&) const = default;
};

/// Reads `bytes` in pieces whose sizes come from `sizes`; without any, at once. The memory of each
/// piece is as large as the reader may use.
Outcome read(std::string_view bytes, ResponseReader::Fields fields,
             const std::vector<std::uint8_t>& sizes) {
    Record record;
    ResponseReader reader(fields);
    std::size_t turn = 0;
    while (!bytes.empty()) {
        std::size_t size = bytes.size();
        if (!sizes.empty()) size = std::min<std::size_t>(size, 1U + sizes[turn++ % sizes.size()]);
        std::vector<char> memory(ResponseReader::kHeadroom + size);
        char* const data = memory.data() + ResponseReader::kHeadroom;
        std::memcpy(data, bytes.data(), size);
        reader.feed(data, size, record);
        bytes.remove_prefix(size);
    }
    return {record.text(),      reader.state(),      reader.status(),
            reader.too_large(), reader.ended_well(), reader.inside_frame()};
}

}  // namespace
}  // namespace ssecast::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ssecast::test;
    FuzzedDataProvider input(data, size);
    const auto fields = input.ConsumeBool() ? ssecast::load::ResponseReader::Fields::exact
                                            : ssecast::load::ResponseReader::Fields::standard;
    const auto sizes =
        input.ConsumeBytes<std::uint8_t>(input.ConsumeIntegralInRange<std::size_t>(1, 8));
    const bool has_head = input.ConsumeBool();
    const bool chunked = input.ConsumeBool();
    std::string bytes;
    // Most inputs would never get past the head.
    if (has_head) {
        bytes = chunked ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        : "HTTP/1.1 200 OK\r\n\r\n";
    }
    bytes += input.ConsumeRemainingBytesAsString();
    require(read(bytes, fields, {}) == read(bytes, fields, sizes),
            "a response is read the same in pieces");
    return 0;
}
