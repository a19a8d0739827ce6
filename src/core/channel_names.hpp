#pragma once

#include "core/target.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ssecast {

/// The longest name of a channel, in bytes of UTF-8.
inline constexpr std::size_t kMaxChannelName = 512;

/// Gives channels their numbers, so that names are hashed and compared once, where they enter.
///
/// A channel has a number while somebody refers to it: a member, or an event in the history. So the
/// table is bounded by what bounds those. Not synchronised: the broadcaster calls it under its
/// mutex.
class ChannelNames {
public:
    /// Throws Error invalid_channel: a name is 1 to 512 bytes of UTF-8 without control
    /// characters and U+FFFD.
    static void check(std::string_view name);

    /// The channel's number; counts one reference.
    ChannelId acquire(std::string_view name);
    /// Counts one more reference to a channel that has one.
    void acquire(ChannelId channel) { ++names_.find(channel)->second.references; }
    void release(ChannelId channel);

    [[nodiscard]] std::optional<ChannelId> find(std::string_view name) const;
    [[nodiscard]] std::string_view name(ChannelId channel) const {
        return names_.find(channel)->second.name;
    }
    [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }
    /// What the name of a channel takes of memory.
    [[nodiscard]] std::size_t bytes(ChannelId channel) const;
    [[nodiscard]] static std::size_t bytes(const std::string& name) noexcept;

private:
    struct Entry {
        std::string name;
        std::uint32_t references = 0;
    };
    using Names = std::unordered_map<ChannelId, Entry>;
    // The keys are the names in the other table, whose nodes never move.
    using Numbers = std::unordered_map<std::string_view, Names::value_type*>;

    Numbers numbers_;
    Names names_;
    ChannelId last_ = 0;
};

}  // namespace ssecast
