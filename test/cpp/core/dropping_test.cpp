// Events that a queue drops for a slow client.
#include "core/client_queue.hpp"
#include "support/frames.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace ssecast {
namespace {

FramePtr event(std::uint64_t ms, std::string_view key) {
    FramePtr frame = encode_event({.event = "e", .data = std::to_string(ms), .key = key});
    frame->stamp({ms, 0});
    return frame;
}

FramePtr notice(std::uint64_t ms, bool is_gap) {
    FramePtr frame = encode_notice({.event = is_gap ? "gap" : "connected", .data = "{}"}, {ms, 0});
    frame->is_gap = is_gap;
    return frame;
}

class Dropping : public testing::Test {
protected:
    /// The frames that wait, by the milliseconds of their ids.
    [[nodiscard]] std::vector<std::uint64_t> waiting() const {
        std::array<Slice, 64> slices;
        std::vector<std::uint64_t> ids;
        const std::size_t count = queue.gather(Framing::bare, slices);
        for (std::size_t i = 0; i < count; ++i) {
            const std::string text = test::text_of(slices[i]);
            const std::size_t start = text.find("id: ");
            ids.push_back(start == std::string::npos ? 0 : std::stoull(text.substr(start + 4)));
        }
        return ids;
    }
    void write(std::size_t bytes) {
        queue.consume(Framing::bare, bytes, [](const Frame& /*frame*/) {});
    }

    ClientQueue queue;
};

using Ids = std::vector<std::uint64_t>;

TEST_F(Dropping, KeepsTheNewestOfEachKeyInOrder) {
    for (const auto& [ms, key] : std::vector<std::pair<std::uint64_t, std::string>>{
             {1, "a"}, {2, "b"}, {3, "a"}, {4, "c"}, {5, "a"}, {6, "b"}}) {
        queue.push(event(ms, key));
    }
    EXPECT_EQ(queue.keep_latest(), 3U);
    EXPECT_EQ(waiting(), (Ids{4, 5, 6}));
    EXPECT_EQ(queue.bytes(), 3 * event(1, "a")->size());
}

TEST_F(Dropping, TheNameIsTheKeyOfAnEventWithoutOne) {
    queue.push(test::make_frame({1, 0}, "x"));
    queue.push(test::make_frame({2, 0}, "x"));
    EXPECT_EQ(queue.keep_latest(), 1U);
    EXPECT_EQ(waiting(), Ids{2});
}

TEST_F(Dropping, NeverReplacesAFrameThatIsUnderWay) {
    queue.push(event(1, "a"));
    queue.push(event(2, "a"));
    write(3);
    EXPECT_EQ(queue.keep_latest(), 0U);
    EXPECT_EQ(queue.size(), 2U);
}

TEST_F(Dropping, NeverReplacesANotice) {
    queue.push(notice(1, false));
    queue.push(event(2, "a"));
    queue.push(event(3, "a"));
    EXPECT_EQ(queue.keep_latest(), 1U);
    EXPECT_EQ(waiting(), (Ids{1, 3}));
}

TEST_F(Dropping, DropsTheOldestAndSaysWhichWereLost) {
    const std::size_t size = event(1, "a")->size();
    for (std::uint64_t ms = 1; ms <= 6; ++ms) queue.push(event(ms, "a"));
    write(event(1, "a")->slice(Framing::bare).size);
    const auto dropped = queue.drop_oldest(2 * size);
    ASSERT_TRUE(dropped);
    EXPECT_EQ(dropped->count, 3U);
    EXPECT_EQ(dropped->after, (EventId{1, 0})) << "the last one written";
    EXPECT_EQ(dropped->through, (EventId{4, 0}));
    queue.announce(notice(4, true));
    EXPECT_EQ(waiting(), (Ids{4, 5, 6}));
    EXPECT_EQ(queue.bytes(), 2 * size + notice(4, true)->size());
}

TEST_F(Dropping, TheRestOfAFrameThatIsUnderWayFollows) {
    for (std::uint64_t ms = 1; ms <= 4; ++ms) queue.push(event(ms, "a"));
    write(5);
    const auto dropped = queue.drop_oldest(0);
    ASSERT_TRUE(dropped);
    EXPECT_EQ(dropped->after, (EventId{1, 0}));
    EXPECT_EQ(dropped->through, (EventId{4, 0}));
    queue.announce(notice(4, true));
    EXPECT_TRUE(queue.inside_frame());
    EXPECT_EQ(queue.size(), 2U);
}

TEST_F(Dropping, ANoticeOfAGapTakesTheEarlierOneIn) {
    for (std::uint64_t ms = 1; ms <= 4; ++ms) queue.push(event(ms, "a"));
    write(event(1, "a")->slice(Framing::bare).size);
    ASSERT_TRUE(queue.drop_oldest(event(1, "a")->size()));
    queue.announce(notice(3, true));
    EXPECT_EQ(waiting(), (Ids{3, 4}));
    queue.push(event(5, "a"));
    const auto dropped = queue.drop_oldest(event(1, "a")->size());
    ASSERT_TRUE(dropped);
    EXPECT_EQ(dropped->after, (EventId{1, 0})) << "from where the first one began";
    EXPECT_EQ(dropped->through, (EventId{4, 0}));
    EXPECT_EQ(dropped->count, 1U);
    queue.announce(notice(4, true));
    EXPECT_EQ(waiting(), (Ids{4, 5}));
}

TEST_F(Dropping, KeepsTheFirstNotice) {
    queue.push(notice(1, false));
    for (std::uint64_t ms = 2; ms <= 4; ++ms) queue.push(event(ms, "a"));
    const auto dropped = queue.drop_oldest(0);
    ASSERT_TRUE(dropped);
    EXPECT_EQ(dropped->after, (EventId{1, 0}));
    queue.announce(notice(4, true));
    EXPECT_EQ(waiting(), (Ids{1, 4}));
}

TEST_F(Dropping, DropsNothingWhenItNeedNot) {
    queue.push(event(1, "a"));
    EXPECT_FALSE(queue.drop_oldest(100'000));
    EXPECT_EQ(waiting(), Ids{1});
}

}  // namespace
}  // namespace ssecast
