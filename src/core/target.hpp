#pragma once

#include <boost/container/small_vector.hpp>

#include <cstddef>
#include <cstdint>

namespace ssecast {

/// Numbers for channels and clients, given by the broadcaster and never used twice in a process.
using ChannelId = std::uint64_t;
using ClientKey = std::uint64_t;

/// The clients that an event is for. `keys` holds channel ids or client keys; one is the usual
/// number.
struct Target {
    /// The addon exports these numbers to JavaScript by their names (src/node/addon.cpp).
    enum class Kind : std::uint8_t { all, channels, clients };
    static constexpr std::size_t kKinds = 3;

    Kind kind = Kind::all;
    /// So many keys take no memory of their own.
    static constexpr std::size_t kInside = 1;
    boost::container::small_vector<std::uint64_t, kInside> keys;
};

}  // namespace ssecast
