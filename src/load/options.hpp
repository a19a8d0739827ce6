#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace ssecast::load {

inline constexpr std::size_t kMaxClients = 100'000;
inline constexpr std::size_t kMaxRequestBytes = 64 * 1024;

/// What a load is made of.
struct Options {
    /// An IPv4 or IPv6 address in digits: names are looked up by the caller.
    std::string address;
    std::uint16_t port = 0;
    /// The whole head of the request. `{client}` becomes the number of the client, from 0.
    std::string request;
    std::size_t clients = 1;
    /// Connections that are begun in a second.
    double ramp = 500;
    /// How long it measures once every client is open or has failed.
    std::chrono::milliseconds duration{10'000};
    /// How long clients may be silent about events that others have, at the end.
    std::chrono::milliseconds grace{2'000};
    /// How long answers are waited for after the last connection was begun.
    std::chrono::milliseconds patience{15'000};
};

}  // namespace ssecast::load
