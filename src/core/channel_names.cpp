#include "core/channel_names.hpp"

#include "core/allocated.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <new>

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
    if (const auto found = numbers_.find(name); found != numbers_.end()) {
        ++found->second->second.references;
        return found->second->first;
    }
    // Numbers are never given twice: an index or a frame may still hold an old one.
    const ChannelId channel = ++last_;
    Names::value_type& named = *names_.emplace(channel, Entry{std::string(name), 1}).first;
    try {
        numbers_.emplace(named.second.name, &named);
    } catch (const std::bad_alloc&) {
        names_.erase(channel);
        throw;
    }
    return channel;
}

void ChannelNames::release(ChannelId channel) {
    const auto found = names_.find(channel);
    if (--found->second.references != 0) return;
    // First the entry whose key is the name that the other one owns.
    numbers_.erase(found->second.name);
    names_.erase(found);
}

std::optional<ChannelId> ChannelNames::find(std::string_view name) const {
    const auto found = numbers_.find(name);
    if (found == numbers_.end()) return std::nullopt;
    return found->second->first;
}

std::size_t ChannelNames::bytes(ChannelId channel) const {
    return bytes(names_.find(channel)->second.name);
}

std::size_t ChannelNames::bytes(const std::string& name) noexcept {
    // A node of a table holds the link to the next one, and has a share of the buckets.
    constexpr std::size_t kNode = 2 * sizeof(void*);
    // A flat table has room for a third more on average, and a byte for each place.
    constexpr std::size_t kPlace = (sizeof(Numbers::value_type) + 1) * 4 / 3;
    return allocated(kNode + sizeof(Names::value_type)) + kPlace + allocated(name);
}

}  // namespace ssecast
