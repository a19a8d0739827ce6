#include "core/revocations.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ssecast {
namespace {

using Kind = Target::Kind;

TEST(Revocations, CountFromTheTicketOn) {
    Revocations revocations;
    revocations.add(Kind::channels, "before", 0);
    const Ticket ticket = revocations.ticket();
    EXPECT_FALSE(revocations.any_since(ticket));
    revocations.add(Kind::channels, "user:ann", 0);
    revocations.add(Kind::clients, "tab", 0);
    revocations.add_membership("tab", "team", 0);
    EXPECT_TRUE(revocations.any_since(ticket));
    EXPECT_TRUE(revocations.since(ticket, Kind::channels, "user:ann"));
    EXPECT_TRUE(revocations.since(ticket, Kind::clients, "tab"));
    EXPECT_TRUE(revocations.membership_since(ticket, "tab", "team"));
    EXPECT_FALSE(revocations.since(ticket, Kind::channels, "before"));
    EXPECT_FALSE(revocations.since(ticket, Kind::channels, "tab")) << "the id of a client";
    EXPECT_FALSE(revocations.since(ticket, Kind::clients, "user:ann")) << "a channel";
    EXPECT_FALSE(revocations.membership_since(ticket, "ta", "bteam"));
    EXPECT_FALSE(revocations.all_since(ticket));
    revocations.add_all(0);
    EXPECT_TRUE(revocations.all_since(ticket));
    EXPECT_FALSE(revocations.any_since(revocations.ticket()));
}

TEST(Revocations, DoNotCountAgainstTheirOwnTicketAlone) {
    Revocations revocations;
    const Ticket ann = revocations.ticket();
    const Ticket bob = revocations.ticket();
    const auto revoked = [&](Ticket ticket) {
        return revocations.since(ticket, Kind::channels, "x");
    };
    revocations.add(Kind::channels, "x", ann);
    EXPECT_FALSE(revoked(ann));
    EXPECT_TRUE(revoked(bob));
    revocations.add(Kind::channels, "x", ann);
    EXPECT_FALSE(revoked(ann)) << "twice";
    revocations.add(Kind::channels, "x", bob);
    EXPECT_TRUE(revoked(ann));
    EXPECT_TRUE(revoked(bob)) << "what was revoked before its own still counts";
    revocations.add(Kind::channels, "y", 0);
    revocations.add(Kind::channels, "y", ann);
    EXPECT_TRUE(revocations.since(ann, Kind::channels, "y")) << "nobody's counts for everybody";
}

TEST(Revocations, RememberABoundedNumberAndSayWhatTheyForgot) {
    Revocations revocations;
    const Ticket old = revocations.ticket();
    revocations.add(Kind::channels, "first", 0);
    const Ticket after_first = revocations.ticket();
    revocations.add(Kind::channels, "second", 0);
    const auto fill = [&](std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            revocations.add(Kind::channels, "u" + std::to_string(i), 0);
        }
    };
    fill(Revocations::kMost - 2);
    EXPECT_FALSE(revocations.stale(old));
    EXPECT_TRUE(revocations.since(old, Kind::channels, "first"));
    fill(1);
    EXPECT_TRUE(revocations.stale(old));
    EXPECT_FALSE(revocations.stale(after_first));
    EXPECT_TRUE(revocations.since(after_first, Kind::channels, "second"));
    for (int round = 0; round < 3; ++round) fill(Revocations::kMost);
    EXPECT_LE(revocations.size(), Revocations::kMost);
    EXPECT_TRUE(revocations.stale(after_first));
}

TEST(Revocations, OfOneNameOverAndOverForgetNothing) {
    Revocations revocations;
    revocations.add(Kind::channels, "other", 0);
    const Ticket ticket = revocations.ticket();
    for (std::size_t i = 0; i < 3 * Revocations::kMost; ++i) {
        revocations.add(Kind::channels, "same", 0);
    }
    EXPECT_EQ(revocations.size(), 1U);
    EXPECT_FALSE(revocations.stale(ticket));
    EXPECT_TRUE(revocations.since(ticket, Kind::channels, "same"));
}

TEST(Revocations, OfNamesThatCannotBeAreNotKept) {
    Revocations revocations;
    revocations.add(Kind::clients, std::string(1'000'000, 'x'), 0);
    EXPECT_EQ(revocations.size(), 0U);
}

TEST(Revocations, ATicketFromBeforeIsStale) {
    Revocations former;
    const Ticket ticket = former.ticket();
    Revocations next;
    EXPECT_TRUE(next.stale(ticket));
    EXPECT_FALSE(next.stale(next.ticket()));
    EXPECT_FALSE(next.stale(former.ticket())) << "one clock for the process";
}

}  // namespace
}  // namespace ssecast
