#include "core/frame.hpp"

#include "support/chunk_decoder.hpp"
#include "support/frames.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <string>

namespace ssecast {
namespace {

using test::text_of;

FramePtr stamped(std::string_view body, EventId id, std::string_view own_id = {}) {
    FramePtr frame = Frame::allocate(body.size(), own_id);
    std::memcpy(frame->body(), body.data(), body.size());
    frame->stamp(id);
    return frame;
}

TEST(Frame, PutsTheIdBeforeTheBody) {
    const FramePtr frame = stamped("event: a\ndata: b\n\n", {1'700'000'000'000, 3});
    EXPECT_EQ(text_of(frame->slice(Framing::bare)), "id: 1700000000000-3\nevent: a\ndata: b\n\n");
    EXPECT_EQ(frame->wire_id(), "1700000000000-3");
    EXPECT_FALSE(frame->has_own_id());
    EXPECT_EQ(frame->id(), (EventId{1'700'000'000'000, 3}));
}

TEST(Frame, WrapsTheSameBytesInOneChunk) {
    const FramePtr frame = stamped("data: b\n\n", {5, 7});
    EXPECT_EQ(text_of(frame->slice(Framing::chunked)), "11\r\nid: 5-7\ndata: b\n\n\r\n");
    // The one holds the other: a frame is serialised once.
    EXPECT_EQ(frame->slice(Framing::chunked).data + 4, frame->slice(Framing::bare).data);
}

// Queues and the history are bounded by this number, so it has to be the memory of the frame.
TEST(Frame, CountsForTheMemoryThatItKeeps) {
    const std::size_t plain = stamped("data: b\n\n", {5, 7})->size();
    EXPECT_GE(plain, sizeof(Frame) + stamped("data: b\n\n", {5, 7})->slice(Framing::chunked).size);
    FrameMeter meter;
    {
        const FramePtr frame = stamped("data: b\n\n", {5, 7});
        frame->target.keys.resize(5'000);
        frame->key = std::string(1'000, 'k');
        frame->weigh(meter);
        EXPECT_GE(frame->size(), plain + 5'000 * sizeof(ChannelId) + 1'000);
        EXPECT_LE(frame->size(), plain + 2 * 5'000 * sizeof(ChannelId) + 1'100);
        EXPECT_EQ(meter.bytes(), frame->size());
    }
    EXPECT_EQ(meter.bytes(), 0U) << "until it is gone";
}

TEST(Frame, MayOutliveWhatCountsIt) {
    FramePtr frame = stamped("data: b\n\n", {5, 7});
    {
        FrameMeter meter;
        frame->weigh(meter);
    }
    EXPECT_FALSE(frame->text().empty());
    frame.reset();
}

TEST(Frame, KeepsTheIdOfTheCaller) {
    const FramePtr frame = stamped("data: b\n\n", {5, 7}, "order-17");
    EXPECT_EQ(text_of(frame->slice(Framing::bare)), "id: order-17\ndata: b\n\n");
    EXPECT_EQ(frame->wire_id(), "order-17");
    EXPECT_TRUE(frame->has_own_id());
    EXPECT_EQ(frame->id(), (EventId{5, 7})) << "its place in the order is the broadcaster's";
}

TEST(Frame, HasRoomForTheShortestAndTheLongestId) {
    constexpr std::uint64_t kGreatest = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(text_of(stamped("\n", {kGreatest, kGreatest})->slice(Framing::chunked)),
              "2f\r\nid: 18446744073709551615-18446744073709551615\n\n\r\n");
    EXPECT_EQ(text_of(stamped("\n", {0, 0})->slice(Framing::chunked)), "9\r\nid: 0-0\n\n\r\n");
    EXPECT_EQ(text_of(stamped("\n", {1, 1}, "x")->slice(Framing::chunked)), "7\r\nid: x\n\n\r\n");
    const std::string longest(kMaxFieldBytes, 'i');
    EXPECT_EQ(text_of(stamped("\n", {1, 1}, longest)->slice(Framing::bare)),
              "id: " + longest + "\n\n");
}

TEST(Frame, ChunkHeadsOfEveryLengthAreRight) {
    for (const std::size_t size : {1U, 7U, 8U, 9U, 15U, 247U, 248U, 249U, 4'087U, 4'088U, 65'528U,
                                   1'048'568U, 16'777'208U}) {
        const std::string body(size, 'x');
        const FramePtr frame = stamped(body, {1, 2});
        test::ChunkDecoder decoder;
        EXPECT_EQ(decoder.feed(text_of(frame->slice(Framing::chunked))), "id: 1-2\n" + body);
        EXPECT_EQ(decoder.chunks(), 1U) << size;
        EXPECT_FALSE(decoder.inside_chunk()) << size;
    }
}

TEST(Frame, IsSharedByReference) {
    const FramePtr frame = stamped("\n", {1, 1});
    const FramePtr second = frame;
    EXPECT_EQ(second.get(), frame.get());
    EXPECT_EQ(frame->use_count(), 2U);
}

}  // namespace
}  // namespace ssecast
