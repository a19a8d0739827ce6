#pragma once

#include "core/target.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ssecast {

/// A moment in the order of revocations of the process. An admission takes one when it begins, so
/// it also identifies the admission. 0 is none.
using Ticket = std::uint64_t;

/// What was revoked lately. An application authorises a request asynchronously. If it disconnects
/// the user meanwhile, there is no client yet to close, and the request would still become one. So
/// an admission takes a ticket when it begins, and fails at its end if its user, session, channels
/// or id were revoked since. Revocations by the holder of the ticket do not count against it: an
/// application that allows one stream a user disconnects the others while it authorises the next.
///
/// Bounded by `kMost` names; a ticket that is older than the last forgotten name is `stale`.
/// Not synchronised: the broadcaster calls it under its mutex.
class Revocations {
public:
    static constexpr std::size_t kMost = 8'192;
    /// No client and no channel has a longer name.
    static constexpr std::size_t kLongest = 1'024;

    Revocations();

    /// Unique in the process, and greater than all before it, whatever broadcaster gives it.
    [[nodiscard]] Ticket ticket();

    void add_all(Ticket by);
    void add(Target::Kind kind, std::string_view key, Ticket by);
    /// One client lost one channel. `by`, here and above: the ticket of the admission that revokes,
    /// or 0.
    void add_membership(std::string_view client_id, std::string_view channel, Ticket by);

    /// The revocations since then are no longer known, or never were. Such an admission is refused:
    /// the client asks again, which is safe, while admitting it may not be.
    [[nodiscard]] bool stale(Ticket ticket) const noexcept;
    /// Whether anything at all was revoked since. Usually not, and then no name is looked up.
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
        /// The newest moment by a holder other than `by`.
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
    /// In the order of `at`. A name that was revoked again is in it twice; the later entry counts.
    std::deque<Added> order_;
    Moment all_;
    Ticket last_ = 0;
    Ticket forgotten_;
};

}  // namespace ssecast
