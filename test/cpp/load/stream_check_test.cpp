#include "load/stream_check.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace ssecast::load {
namespace {

/// Streams that are checked against each other.
class Streams {
public:
    explicit Streams(std::size_t remembered = 1'000) : ledger(remembered) {}

    void see(StreamCheck& stream, std::initializer_list<const char*> ids) {
        for (const char* id : ids) stream.see(id, 1, true, ledger, report);
    }
    [[nodiscard]] const Faults& faults() const { return report.faults; }

    Ledger ledger;
    Report report;
};

void expect(const Faults& faults, std::uint64_t lost, std::uint64_t duplicated,
            std::uint64_t reordered) {
    EXPECT_EQ(faults.lost, lost);
    EXPECT_EQ(faults.duplicated, duplicated);
    EXPECT_EQ(faults.reordered, reordered);
}

TEST(StreamCheck, FindsNothingWhereAllAreAlike) {
    Streams streams;
    StreamCheck one;
    StreamCheck other;
    streams.see(one, {"a", "b", "c"});
    streams.see(other, {"a", "b", "c"});
    expect(streams.faults(), 0, 0, 0);
    EXPECT_EQ(other.missing(streams.ledger), 0U);
    EXPECT_EQ(streams.report.measured.ids, 3U);
}

TEST(StreamCheck, FindsWhatAStreamLacksInItsMiddleAndAtItsEnd) {
    Streams streams;
    StreamCheck one;
    StreamCheck other;
    streams.see(one, {"a", "b", "c", "d"});
    streams.see(other, {"a", "c"});
    expect(streams.faults(), 1, 0, 0);
    EXPECT_EQ(other.missing(streams.ledger), 1U);
}

TEST(StreamCheck, FindsWhatCameTwice) {
    Streams streams;
    StreamCheck stream;
    streams.see(stream, {"a", "b", "b", "c", "a"});
    expect(streams.faults(), 0, 2, 0);
}

TEST(StreamCheck, FindsTheOrderOfOneStreamWrongByTheIdsThemselves) {
    Streams streams;
    StreamCheck wrong;
    StreamCheck right;
    // The one that came first has the wrong order, and the other is compared with it.
    streams.see(wrong, {"1763712000000-100001", "1763712000002-100001", "1763712000001-100001"});
    expect(streams.faults(), 0, 0, 1);
    streams.see(right, {"1763712000000-100001", "1763712000001-100001", "1763712000002-100001"});
    expect(streams.faults(), 0, 0, 1);
}

TEST(StreamCheck, ComparesIdsWithoutAnOrderWithTheFirstStream) {
    Streams streams;
    StreamCheck one;
    StreamCheck other;
    streams.see(one, {"a", "b", "c"});
    streams.see(other, {"a", "c", "b"});
    expect(streams.faults(), 0, 0, 1);
}

TEST(StreamCheck, ExpectsAllThatCameAfterItsBeginning) {
    Streams streams;
    StreamCheck one;
    StreamCheck other;
    streams.see(one, {"1763712000001-100001", "1763712000002-100001", "1763712000003-100001"});
    other.begin(parse_event_id("1763712000001-100001"));
    streams.see(other, {"1763712000003-100001"});
    expect(streams.faults(), 1, 0, 0);
}

TEST(StreamCheck, ExpectsNothingFromBeforeItsBeginningThatASlowStreamBringsLater) {
    Streams streams;
    StreamCheck slow;
    StreamCheck late;
    streams.see(slow, {"1763712000001-100001"});
    late.begin(parse_event_id("1763712000003-100001"));
    streams.see(late, {"1763712000004-100001"});
    streams.see(slow, {"1763712000002-100001", "1763712000003-100001", "1763712000004-100001"});
    EXPECT_EQ(late.missing(streams.ledger), 0U);
    streams.see(late, {"1763712000005-100001"});
    streams.see(slow, {"1763712000005-100001"});
    expect(streams.faults(), 0, 0, 0);
}

TEST(StreamCheck, BeginsWithAnyEventWhereTheBeginningIsNotKnown) {
    Streams streams;
    StreamCheck one;
    StreamCheck other;
    streams.see(one, {"a", "b", "c"});
    other.begin(std::nullopt);
    streams.see(other, {"c"});
    expect(streams.faults(), 0, 0, 0);
    // A gap: what lies before it is announced, and not lost.
    streams.see(one, {"d", "e"});
    other.begin(std::nullopt);
    streams.see(other, {"e"});
    expect(streams.faults(), 0, 0, 0);
}

TEST(StreamCheck, DoesNotCompareAStreamThatIsTooFarBehind) {
    Streams streams(4);
    StreamCheck fast;
    StreamCheck slow;
    streams.see(fast, {"a"});
    streams.see(slow, {"a"});
    streams.see(fast, {"b", "c", "d", "e", "f", "g"});
    streams.see(slow, {"b", "c", "d", "e", "f", "g"});
    expect(streams.faults(), 0, 0, 0);
    EXPECT_GT(streams.report.unchecked, 0U);
    EXPECT_EQ(streams.report.measured.ids, 7U);
    EXPECT_EQ(slow.missing(streams.ledger), 0U);
}

}  // namespace
}  // namespace ssecast::load
