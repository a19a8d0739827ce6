#include "core/frame.hpp"

#include "core/allocated.hpp"

namespace ssecast {

namespace {

constexpr std::string_view kIdField = "id: ";
constexpr std::string_view kChunkEnd = "\r\n";
// Eight hexadecimal digits and CRLF (RFC 9112, section 7.1). The size of a frame fits into 32 bits.
constexpr std::size_t kMaxChunkHead = 10;

char* write_backwards(std::string_view text, char* end) noexcept {
    char* const start = end - text.size();
    text.copy(start, text.size());
    return start;
}

char* write_chunk_head_backwards(std::size_t size, char* end) noexcept {
    end = write_backwards(kChunkEnd, end);
    do {
        *--end = "0123456789abcdef"[size % 16];
        size /= 16;
    } while (size != 0);
    return end;
}

/// Room for the longest id line and chunk head. A frame keeps what it does not use of it, some 30
/// bytes, which is less than a second allocation would cost.
std::size_t headroom(std::string_view own_id) noexcept {
    const std::size_t id_size = own_id.empty() ? kMaxEventIdLength : own_id.size();
    return kMaxChunkHead + kIdField.size() + id_size + 1;
}

}  // namespace

FramePtr Frame::allocate(std::size_t body_size, std::string_view own_id) {
    const std::size_t bytes = headroom(own_id) + body_size + kChunkEnd.size();
    return {new (Room{bytes}) Frame(body_size, own_id)};
}

Frame::Frame(std::size_t body_size, std::string_view own_id) noexcept
    : body_offset_(static_cast<std::uint32_t>(headroom(own_id))),
      body_size_(static_cast<std::uint32_t>(body_size)),
      own_id_size_(static_cast<std::uint32_t>(own_id.size())) {
    // Where `stamp` would put the id: it need not keep it elsewhere until then.
    write_backwards(own_id, body() - 1);
}

void Frame::stamp(EventId id) noexcept {
    id_ = id;
    char* start = body() - 1;
    *start = '\n';
    start = own_id_size_ != 0 ? start - own_id_size_ : ssecast::write_backwards(id, start);
    start = write_backwards(kIdField, start);
    bare_offset_ = static_cast<std::uint32_t>(start - bytes());
    bare_size_ = body_offset_ - bare_offset_ + body_size_;
    // The end of the chunk lies behind the body, where the bare framing never reads.
    write_backwards(kChunkEnd, start + bare_size_ + kChunkEnd.size());
    start = write_chunk_head_backwards(bare_size_, start);
    chunk_offset_ = static_cast<std::uint32_t>(start - bytes());
    chunk_size_ =
        bare_offset_ - chunk_offset_ + bare_size_ + static_cast<std::uint32_t>(kChunkEnd.size());
    size_ = measure();
}

// By capacity, not by size: that is what the allocator gave.
std::size_t Frame::measure() const noexcept {
    const std::size_t keys = target.keys.capacity();
    return allocated(sizeof(Frame) + body_offset_ + body_size_ + kChunkEnd.size()) +
           (keys <= Target::kInside ? 0 : allocated(keys * sizeof target.keys[0])) + allocated(key);
}

void Frame::weigh(FrameMeter& meter) noexcept {
    // Again, because `stamp` may have come before the target and the key were set.
    size_ = measure();
    meter_ = &meter.count();
    meter_->take(size_);
}

std::string_view Frame::wire_id() const noexcept {
    const std::uint32_t start = bare_offset_ + static_cast<std::uint32_t>(kIdField.size());
    return {bytes() + start, body_offset_ - 1 - start};
}

}  // namespace ssecast
