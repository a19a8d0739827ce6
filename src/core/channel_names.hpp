#pragma once

#include "core/slot_table.hpp"
#include "core/target.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast {

/// The longest name of a channel, in bytes of UTF-8.
inline constexpr std::size_t kMaxChannelName = 512;

/// The channels of a user and of a session begin so.
inline constexpr std::string_view kUserPrefix = "user:";
inline constexpr std::string_view kSessionPrefix = "session:";

/// Gives channels their numbers, so that names are hashed and compared once, where they enter.
/// Everything behind compares numbers.
///
/// Names are counted references: a member and an event in the history hold one each. A name without
/// references is forgotten, so names from the network cannot fill the table; it is bounded by the
/// bounds of clients and of the history. Not synchronised: the broadcaster calls it under its
/// mutex.
class ChannelNames {
public:
    ChannelNames() = default;
    // Not copied: the table of names refers to this object.
    ChannelNames(const ChannelNames&) = delete;
    ChannelNames& operator=(const ChannelNames&) = delete;

    /// Throws Error invalid_channel: a name is 1 to 512 bytes of UTF-8 without control
    /// characters and U+FFFD.
    static void check(std::string_view name);

    /// The channel's number; counts one reference. Throws std::bad_alloc, also when there are as
    /// many channels as numbers for them.
    ChannelId acquire(std::string_view name);
    /// Counts one more reference to a channel that has one.
    void acquire(ChannelId channel) { ++entry(channel).references; }
    /// Takes one reference back; the last one forgets the name and its number.
    void release(ChannelId channel);

    /// Nothing for a name without references: no client and no event can be in such a channel.
    [[nodiscard]] std::optional<ChannelId> find(std::string_view name) const;
    /// Valid while the channel has a reference.
    [[nodiscard]] std::string_view name(ChannelId channel) const { return entry(channel).name; }
    [[nodiscard]] std::size_t size() const noexcept { return slots_.size(); }
    /// What the name of a channel takes of memory.
    [[nodiscard]] std::size_t bytes(ChannelId channel) const;
    [[nodiscard]] static std::size_t bytes(const std::string& name) noexcept;

private:
    struct Entry {
        std::string name;
        ChannelId channel = 0;
        /// 0 for a slot without a channel.
        std::uint32_t references = 0;
        /// The next slot without one.
        std::uint32_t next_free = 0;
    };
    static constexpr std::size_t kPiece = 64;
    using Piece = std::array<Entry, kPiece>;

    // A name is stored once, in its slot: the table holds the numbers of slots and reads the names
    // there. So a name stays as it is while its slot is in the table.
    struct Names {
        const ChannelNames* owner;
        [[nodiscard]] std::string_view of(std::uint32_t slot) const noexcept {
            return owner->at(slot).name;
        }
        [[nodiscard]] std::string_view of(std::string_view name) const noexcept { return name; }
    };
    struct Hash : Names {
        using is_transparent = void;
        template <class Key>
        std::size_t operator()(Key key) const noexcept {
            return std::hash<std::string_view>{}(this->of(key));
        }
    };
    struct Equal : Names {
        using is_transparent = void;
        template <class A, class B>
        bool operator()(A a, B b) const noexcept {
            return this->of(a) == this->of(b);
        }
    };
    // Flat, because every event looks a name up.
    using Slots = boost::unordered_flat_set<std::uint32_t, Hash, Equal>;

    [[nodiscard]] Entry& at(std::size_t slot) noexcept {
        return (*pieces_[slot / kPiece])[slot % kPiece];
    }
    [[nodiscard]] const Entry& at(std::size_t slot) const noexcept {
        return (*pieces_[slot / kPiece])[slot % kPiece];
    }
    [[nodiscard]] Entry& entry(ChannelId channel) noexcept { return at(slot_of(channel)); }
    [[nodiscard]] const Entry& entry(ChannelId channel) const noexcept {
        return at(slot_of(channel));
    }
    /// Makes slots without a channel.
    void grow();

    std::vector<std::unique_ptr<Piece>> pieces_;
    Slots slots_{0, Hash{this}, Equal{this}};
    static constexpr std::uint32_t kNoSlot = ~std::uint32_t{0};
    std::uint32_t free_ = kNoSlot;
    /// The number above the slot, of the channel that came last.
    std::uint64_t last_ = 0;
};

}  // namespace ssecast
