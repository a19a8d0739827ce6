#pragma once

#include "support/engine.hpp"
#include "support/wait.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// The log of a backplane, in a few words.
namespace ssecast::test {

inline constexpr HistoryIdentity kEpoch = 77;

inline std::string wire_id(std::uint64_t ms, std::uint64_t sequence,
                           HistoryIdentity epoch = kEpoch) {
    return to_string({ms, epoch * kIdsAMillisecond + sequence});
}

inline std::string event(const std::string& channel, const std::string& data) {
    return R"({"target":{"channel":")" + channel + R"("},"event":"e","data":")" + data + "\"}";
}

/// What the log says from `first` on, all in one millisecond: the data are the sequences.
inline net::LogEntries events(const std::string& channel, std::uint64_t ms, unsigned first,
                              unsigned last) {
    net::LogEntries entries;
    for (unsigned i = first; i <= last; ++i) {
        entries.add(std::to_string(ms) + "-" + std::to_string(i),
                    event(channel, std::to_string(i)));
    }
    return entries;
}

inline std::vector<std::string> quoted(unsigned first, unsigned last) {
    std::vector<std::string> data;
    for (unsigned i = first; i <= last; ++i) data.push_back("\"" + std::to_string(i) + "\"");
    return data;
}

inline void feed(Engine& engine, net::LogEntries entries) {
    engine->feed().push(std::move(entries));
    ASSERT_TRUE(wait_until([&] { return engine->feed().state().waiting == 0; }));
}

inline void follow(Engine& engine, std::uint64_t ms, HistoryIdentity epoch = kEpoch) {
    engine->feed().follow(epoch, {ms, 0});
    const EventId position{ms, epoch * kIdsAMillisecond};
    ASSERT_TRUE(wait_until([&] { return engine->log_state().position == position; }));
}

inline Options keeping(std::size_t events) {
    Options options = quiet_options();
    options.history.count = events;
    return options;
}

}  // namespace ssecast::test
