#pragma once

#include "core/target.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ssecast {

// The number of a channel is that of its slot, below a number that no other channel ever has. Slots
// are used again, so tables of channels are arrays: a look-up meets one cache line, and there is no
// room to spare as in a table of hashes.

inline constexpr unsigned kSlotBits = 28;
inline constexpr std::size_t kMaxSlots = std::size_t{1} << kSlotBits;

[[nodiscard]] constexpr std::size_t slot_of(ChannelId channel) noexcept {
    return static_cast<std::size_t>(channel & (kMaxSlots - 1));
}

/// Values by channels, in pieces that never move and go when they are empty. Not synchronised.
///
/// A slot may be given to another channel while its former one is still here, because a worker
/// learns of changes later: the second one then waits in a table of its own.
template <class Value>
class SlotTable {
public:
    /// Null for a channel that is not here. Valid until the channel is erased.
    [[nodiscard]] Value* find(ChannelId channel) noexcept {
        return const_cast<Value*>(std::as_const(*this).find(channel));
    }
    [[nodiscard]] const Value* find(ChannelId channel) const noexcept {
        const std::size_t piece = slot_of(channel) / kPiece;
        if (piece < pieces_.size() && pieces_[piece]) {
            const Slot& slot = pieces_[piece]->slots[slot_of(channel) % kPiece];
            if (slot.channel == channel) return &slot.value;
        }
        if (displaced_.empty()) return nullptr;
        const auto found = displaced_.find(channel);
        return found == displaced_.end() ? nullptr : &found->second;
    }

    /// The value of the channel, a new one if it has none. Strong guarantee.
    [[nodiscard]] Value& make(ChannelId channel) {
        if (Value* const present = find(channel)) return *present;
        const std::size_t number = slot_of(channel) / kPiece;
        if (number >= pieces_.size()) pieces_.resize(number + 1);
        if (!pieces_[number]) pieces_[number] = std::make_unique<Piece>();
        Piece& piece = *pieces_[number];
        Slot& slot = piece.slots[slot_of(channel) % kPiece];
        if (slot.channel != kNone) {
            Value& value = displaced_[channel];
            ++size_;
            return value;
        }
        slot.channel = channel;
        ++piece.used;
        ++size_;
        return slot.value;
    }

    /// Of a channel that is here.
    void erase(ChannelId channel) noexcept {
        --size_;
        const std::size_t number = slot_of(channel) / kPiece;
        Piece* const piece = number < pieces_.size() ? pieces_[number].get() : nullptr;
        if (piece == nullptr || piece->slots[slot_of(channel) % kPiece].channel != channel) {
            displaced_.erase(channel);
            return;
        }
        Slot& slot = piece->slots[slot_of(channel) % kPiece];
        slot.channel = kNone;
        slot.value = Value();
        if (--piece->used == 0) pieces_[number].reset();
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    static constexpr std::size_t kPiece = 64;
    static constexpr ChannelId kNone = ~ChannelId{0};

    struct Slot {
        ChannelId channel = kNone;
        Value value;
    };
    struct Piece {
        std::array<Slot, kPiece> slots;
        std::size_t used = 0;
    };

    std::vector<std::unique_ptr<Piece>> pieces_;
    std::unordered_map<ChannelId, Value> displaced_;
    std::size_t size_ = 0;
};

}  // namespace ssecast
