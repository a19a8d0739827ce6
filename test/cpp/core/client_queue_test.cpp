#include "core/client_queue.hpp"

#include "core/frame_encoder.hpp"
#include "support/frames.hpp"
#include "support/framing_name.hpp"

#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <random>
#include <string>

namespace ssecast {
namespace {

using test::make_frame;
using test::text_of;

class ClientQueueFramings : public testing::TestWithParam<Framing> {};
INSTANTIATE_TEST_SUITE_P(Both, ClientQueueFramings,
                         testing::Values(Framing::chunked, Framing::bare), test::FramingName());

/// What the next write would carry.
std::string waiting(const ClientQueue& queue, Framing framing) {
    std::array<Slice, 64> slices;
    const std::size_t count = queue.gather(framing, slices);
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += text_of(slices[i]);
    return text;
}

/// Consumes bytes and returns how many events that completed.
std::size_t consume(ClientQueue& queue, Framing framing, std::size_t bytes) {
    std::size_t events = 0;
    queue.consume(framing, bytes, [&](const Frame& /*frame*/) { ++events; });
    return events;
}

TEST(ClientQueue, StartsEmpty) {
    ClientQueue queue;
    std::array<Slice, 2> slices;
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.bytes(), 0U);
    EXPECT_EQ(queue.gather(Framing::bare, slices), 0U);
    EXPECT_EQ(consume(queue, Framing::bare, 0), 0U);
    EXPECT_FALSE(queue.drop_oldest(0));
    EXPECT_TRUE(queue.empty());
}

TEST(ClientQueue, GathersAtMostWhatIsAskedFor) {
    ClientQueue queue;
    for (std::uint64_t i = 0; i < 5; ++i) queue.push(make_frame({1, i}, "x"));
    std::array<Slice, 3> slices;
    EXPECT_EQ(queue.gather(Framing::bare, slices), 3U);
    EXPECT_EQ(text_of(slices[2]), "id: 1-2\nevent: message\ndata: x\n\n");
    EXPECT_EQ(queue.size(), 5U) << "gathering takes nothing";
}

TEST_P(ClientQueueFramings, PartialWritesAtEveryOffsetLoseAndRepeatNothing) {
    const std::array frames{make_frame({1, 1}, "first"), encode_heartbeat({1, 2}),
                            make_frame({1, 3}, "third\nline", "own")};
    std::string expected;
    for (const FramePtr& frame : frames) expected += text_of(frame->slice(GetParam()));
    for (std::size_t first = 0; first <= expected.size(); ++first) {
        for (const std::size_t step : {std::size_t{1}, std::size_t{7}, expected.size()}) {
            ClientQueue queue;
            for (const FramePtr& frame : frames) queue.push(frame);
            std::string written;
            std::size_t events = 0;
            std::size_t bytes = first;
            while (!queue.empty()) {
                const std::string next = waiting(queue, GetParam());
                bytes = std::min(bytes, next.size());
                written += next.substr(0, bytes);
                events += consume(queue, GetParam(), bytes);
                bytes = step;
            }
            ASSERT_EQ(written, expected) << "first " << first << ", then " << step;
            ASSERT_EQ(events, 2U) << "a heartbeat is no event";
            ASSERT_EQ(queue.bytes(), 0U);
            ASSERT_FALSE(queue.inside_frame());
        }
    }
}

TEST_P(ClientQueueFramings, KnowsWhetherAFrameIsPartlyWritten) {
    ClientQueue queue;
    queue.push(make_frame({1, 1}, "a"));
    const std::size_t size = waiting(queue, GetParam()).size();
    EXPECT_FALSE(queue.inside_frame());
    EXPECT_EQ(consume(queue, GetParam(), size - 1), 0U);
    EXPECT_TRUE(queue.inside_frame());
    EXPECT_EQ(consume(queue, GetParam(), 1), 1U);
    EXPECT_FALSE(queue.inside_frame());
}

TEST_P(ClientQueueFramings, DroppingAllKeepsWhatIsPartlyWritten) {
    ClientQueue queue;
    for (std::uint64_t i = 0; i < 4; ++i) queue.push(make_frame({1, i}, "data"));
    const std::string all = waiting(queue, GetParam());
    const std::size_t one = all.size() / 4;
    consume(queue, GetParam(), one + 3);
    (void)queue.drop_oldest(0);
    EXPECT_EQ(waiting(queue, GetParam()), all.substr(one + 3, one - 3));
    EXPECT_EQ(queue.size(), 1U);
    EXPECT_EQ(queue.bytes(), make_frame({1, 1}, "data")->size());
    EXPECT_EQ(consume(queue, GetParam(), one - 3), 1U);
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.bytes(), 0U);
}

TEST_P(ClientQueueFramings, DroppingAllBetweenFramesKeepsNothing) {
    ClientQueue queue;
    for (std::uint64_t i = 0; i < 4; ++i) queue.push(make_frame({1, i}, "data"));
    consume(queue, GetParam(), waiting(queue, GetParam()).size() / 2);
    ASSERT_FALSE(queue.inside_frame());
    (void)queue.drop_oldest(0);
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.bytes(), 0U);
    queue.push(make_frame({9, 9}, "later"));
    EXPECT_NE(waiting(queue, GetParam()).find("later"), std::string::npos);
}

TEST(ClientQueue, CountsBytesAsFramesCountThem) {
    ClientQueue queue;
    const FramePtr frame = make_frame({1, 1}, "data");
    queue.push(frame);
    queue.push(frame);
    EXPECT_EQ(queue.bytes(), 2 * frame->size());
    consume(queue, Framing::bare, 1);
    EXPECT_EQ(queue.bytes(), 2 * frame->size()) << "a frame counts until it is gone";
}

TEST(ClientQueue, ReleasesFramesThatAreWritten) {
    ClientQueue queue;
    const FramePtr frame = make_frame({1, 1}, "data");
    for (int i = 0; i < 3; ++i) queue.push(frame);
    EXPECT_EQ(frame->use_count(), 4U);
    consume(queue, Framing::bare, frame->slice(Framing::bare).size);
    EXPECT_EQ(frame->use_count(), 3U);
    (void)queue.drop_oldest(0);
    EXPECT_EQ(frame->use_count(), 1U);
}

TEST_P(ClientQueueFramings, BehavesLikeAListOfBytesThroughBurstsAndCompaction) {
    std::mt19937 random(7);  // NOLINT: the same run every time
    ClientQueue queue;
    std::string expected;
    std::deque<std::size_t> sizes;
    std::uint64_t sequence = 0;
    for (int round = 0; round < 4'000; ++round) {
        for (std::size_t pushes = random() % 12 == 0 ? 60 : random() % 4; pushes != 0; --pushes) {
            const FramePtr frame = make_frame({1, ++sequence}, std::string(random() % 40, 'x'));
            expected += text_of(frame->slice(GetParam()));
            sizes.push_back(frame->size());
            queue.push(frame);
        }
        const std::string next = waiting(queue, GetParam());
        ASSERT_EQ(next, expected.substr(0, next.size()));
        const std::size_t written = next.empty() ? 0 : random() % (next.size() + 1);
        consume(queue, GetParam(), written);
        expected.erase(0, written);
        while (sizes.size() > queue.size()) sizes.pop_front();
        std::size_t bytes = 0;
        for (const std::size_t size : sizes) bytes += size;
        ASSERT_EQ(queue.bytes(), bytes);
        ASSERT_EQ(queue.empty(), expected.empty());
    }
}

}  // namespace
}  // namespace ssecast
