#pragma once

#include "core/target.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ssecast {

/// A moment among the revocations of the process, and who holds it. 0 is none.
using Ticket = std::uint64_t;

/// What was revoked lately: an admission takes a ticket when it begins, and ends only if nothing
/// that it rests on was revoked since. What its holder revokes itself, to make room for the client
/// that it is about to admit, does not count against it.
///
/// Bounded by `kMost` names; a ticket that is older than what was forgotten is `stale`. Not
/// thread-safe.
class Revocations {
public:
    static constexpr std::size_t kMost = 8'192;
    /// Longer names are no client's and no channel's.
    static constexpr std::size_t kLongest = 1'024;

    Revocations();

    /// Never the same twice in the process, and later ones are greater, whatever broadcaster gives
    /// them.
    [[nodiscard]] Ticket ticket();

    void add_all(Ticket by);
    void add(Target::Kind kind, std::string_view key, Ticket by);
    /// One client lost one channel.
    void add_membership(std::string_view client_id, std::string_view channel, Ticket by);

    /// What was revoked since cannot be told any more, or never could.
    [[nodiscard]] bool stale(Ticket ticket) const noexcept;
    /// Whether anything at all was revoked since: no name need be asked for otherwise.
    [[nodiscard]] bool any_since(Ticket ticket) const noexcept { return last_ > ticket; }
    [[nodiscard]] bool all_since(Ticket ticket) const noexcept { return all_.since(ticket); }
    [[nodiscard]] bool since(Ticket ticket, Target::Kind kind, std::string_view key) const;
    [[nodiscard]] bool membership_since(Ticket ticket, std::string_view client_id,
                                        std::string_view channel) const;

    [[nodiscard]] std::size_t size() const noexcept { return moments_.size(); }

private:
    struct Moment {
        Ticket at = 0;
        Ticket by = 0;
        /// The newest by another holder.
        Ticket by_others = 0;

        void set(Ticket now, Ticket holder) noexcept;
        [[nodiscard]] bool since(Ticket ticket) const noexcept {
            return (by == ticket ? by_others : at) > ticket;
        }
    };
    using Moments = std::unordered_map<std::string, Moment>;
    struct Added {
        Ticket at;
        Moments::const_pointer entry;
    };

    void note(std::string name, Ticket by);
    [[nodiscard]] bool noted_since(Ticket ticket, const std::string& name) const;

    Moments moments_;
    /// In the order of `at`; of a name that was revoked again, the last counts.
    std::deque<Added> order_;
    Moment all_;
    Ticket last_ = 0;
    Ticket forgotten_;
};

}  // namespace ssecast
