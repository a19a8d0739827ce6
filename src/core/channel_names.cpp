#include "core/channel_names.hpp"

#include "core/allocated.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace ssecast {

void ChannelNames::check(std::string_view name) {
    if (name.empty() || name.size() > kMaxChannelName) {
        throw Error(ErrorCode::invalid_channel,
                    "Expected a channel's name to be 1 to " + std::to_string(kMaxChannelName) +
                        " bytes but received " + std::to_string(name.size()));
    }
    const bool control = std::any_of(name.begin(), name.end(), [](char character) {
        return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
    });
    if (control) {
        throw Error(ErrorCode::invalid_channel,
                    "Expected a channel's name without control characters but received one with "
                    "such a character; names are matched letter by letter");
    }
    // V8 turns a lone surrogate into U+FFFD when it copies the string out. Different names would
    // become one channel, and a client could read what another one subscribed to.
    if (name.find("\xEF\xBF\xBD") != std::string_view::npos) {
        throw Error(
            ErrorCode::invalid_channel,
            "Expected a channel's name in Unicode but received one with a lone surrogate or "
            "U+FFFD; several such names would be the same");
    }
}

// All or nothing: a name without its number would never be released.
ChannelId ChannelNames::acquire(std::string_view name) {
    if (const auto found = slots_.find(name); found != slots_.end()) {
        Entry& known = at(*found);
        ++known.references;
        return known.channel;
    }
    if (free_ == kNoSlot) grow();
    const std::uint32_t slot = free_;
    Entry& named = at(slot);
    named.name = name;
    try {
        slots_.insert(slot);
    } catch (const std::bad_alloc&) {
        named.name = {};
        throw;
    }
    free_ = named.next_free;
    // Numbers are never given twice: an index or a frame may still hold an old one.
    named.channel = (++last_ << kSlotBits) | slot;
    named.references = 1;
    return named.channel;
}

void ChannelNames::grow() {
    const std::size_t first = pieces_.size() * kPiece;
    if (first + kPiece > kMaxSlots) throw std::bad_alloc();
    pieces_.push_back(std::make_unique<Piece>());
    for (std::size_t slot = first + kPiece; slot-- > first;) {
        at(slot).next_free = std::exchange(free_, static_cast<std::uint32_t>(slot));
    }
}

void ChannelNames::release(ChannelId channel) {
    Entry& named = entry(channel);
    if (--named.references != 0) return;
    slots_.erase(std::string_view(named.name));
    // Its memory goes, too.
    std::string{}.swap(named.name);
    named.next_free = std::exchange(free_, static_cast<std::uint32_t>(slot_of(channel)));
}

std::optional<ChannelId> ChannelNames::find(std::string_view name) const {
    const auto found = slots_.find(name);
    if (found == slots_.end()) return std::nullopt;
    return at(*found).channel;
}

std::size_t ChannelNames::bytes(ChannelId channel) const { return bytes(entry(channel).name); }

std::size_t ChannelNames::bytes(const std::string& name) noexcept {
    // A flat table has room for a third more on average, and a byte for each place.
    constexpr std::size_t kPlace = (sizeof(Slots::value_type) + 1) * 4 / 3;
    return sizeof(Entry) + kPlace + allocated(name);
}

}  // namespace ssecast
