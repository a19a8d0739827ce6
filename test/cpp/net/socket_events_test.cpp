// Both ways to learn of a socket's events do the same. Linux uses one, other POSIX systems the
// other.
#include "net/socket_events.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <fcntl.h>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace ssecast::test {
namespace {

using net::SocketEvents;
using Factory = std::unique_ptr<SocketEvents> (*)(boost::asio::io_context&, std::mutex&,
                                                  SocketEvents::Handler);

/// Two sockets that do not wait.
class Pair {
public:
    Pair() {
        EXPECT_EQ(
            ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends_.data()), 0);
    }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;
    ~Pair() {
        hang_up();
        ::close(ends_[0]);
    }
    [[nodiscard]] int watched() const noexcept { return ends_[0]; }
    void speak() const { EXPECT_EQ(::send(ends_[1], "x", 1, MSG_NOSIGNAL), 1); }
    void hang_up() {
        if (const int end = std::exchange(ends_[1], -1); end >= 0) ::close(end);
    }
    /// Reads all of one end.
    void drain(std::size_t end) const {
        std::array<char, 4096> scrap;
        while (::recv(ends_[end], scrap.data(), scrap.size(), 0) > 0) {
        }
    }
    /// Writes until the buffer is full.
    void fill() const {
        const std::string much(64 * 1024, 'x');
        while (::send(ends_[0], much.data(), much.size(), MSG_NOSIGNAL) > 0) {
        }
    }

private:
    std::array<int, 2> ends_{-1, -1};
};

class SocketEventsOf : public testing::TestWithParam<Factory> {
protected:
    /// Runs the callbacks that are due.
    void poll() {
        context_.restart();
        while (context_.poll() != 0) {
        }
    }

    boost::asio::io_context context_;
    std::mutex pass_;
    std::map<ClientKey, int> readable_;
    std::map<ClientKey, int> writable_;
    std::function<void(ClientKey)> on_readable_ = [](ClientKey) {};
    std::unique_ptr<SocketEvents> events_ =
        GetParam()(context_, pass_, [this](ClientKey client, SocketEvents::Ready ready) {
            EXPECT_FALSE(pass_.try_lock()) << "the caller holds the pass";
            if (ready.readable) {
                ++readable_[client];
                on_readable_(client);
            }
            if (ready.writable) ++writable_[client];
        });
};

TEST_P(SocketEventsOf, TellInputAgainAndAgain) {
    const Pair pair;
    on_readable_ = [&](ClientKey) { pair.drain(0); };
    events_->add(pair.watched(), 7);
    poll();
    EXPECT_TRUE(readable_.empty());
    for (int round = 1; round <= 3; ++round) {
        pair.speak();
        poll();
        EXPECT_EQ(readable_[7], round);
    }
    EXPECT_TRUE(writable_.empty());
    events_->remove(pair.watched());
}

TEST_P(SocketEventsOf, TellInputThatCameBefore) {
    const Pair pair;
    on_readable_ = [&](ClientKey) { pair.drain(0); };
    pair.speak();
    events_->add(pair.watched(), 7);
    poll();
    EXPECT_EQ(readable_[7], 1);
    events_->remove(pair.watched());
}

TEST_P(SocketEventsOf, TellThatThePeerHasGone) {
    Pair pair;
    on_readable_ = [&](ClientKey) { events_->remove(pair.watched()); };
    events_->add(pair.watched(), 7);
    pair.hang_up();
    poll();
    EXPECT_EQ(readable_[7], 1);
}

TEST_P(SocketEventsOf, TellWhenASocketTakesBytesAgain) {
    const Pair pair;
    events_->add(pair.watched(), 7);
    for (int round = 1; round <= 3; ++round) {
        pair.fill();
        events_->await_writable(pair.watched(), 7);
        const int before = writable_[7];
        poll();
        EXPECT_EQ(writable_[7], before) << "it is full";
        pair.drain(1);
        poll();
        EXPECT_GT(writable_[7], before);
    }
    events_->await_writable(pair.watched(), 7);
    const int before = writable_[7];
    poll();
    EXPECT_GT(writable_[7], before) << "it has room at once";
    events_->remove(pair.watched());
}

TEST_P(SocketEventsOf, TellNothingOfASocketThatWasRemoved) {
    Pair pair;
    events_->add(pair.watched(), 7);
    events_->await_writable(pair.watched(), 7);
    events_->remove(pair.watched());
    pair.hang_up();
    poll();
    EXPECT_TRUE(readable_.empty());
    EXPECT_TRUE(writable_.empty());
    events_->remove(pair.watched());
}

// Another client's socket has the number now.
TEST_P(SocketEventsOf, NameTheClientThatHasTheNumberNow) {
    Pair first;
    Pair second;
    const int number = ::fcntl(first.watched(), F_DUPFD_CLOEXEC, 0);
    events_->add(number, 7);
    events_->remove(number);
    ASSERT_EQ(::dup2(second.watched(), number), number);
    events_->add(number, 8);
    first.hang_up();
    second.hang_up();
    on_readable_ = [&](ClientKey) { events_->remove(number); };
    poll();
    EXPECT_EQ(readable_, (std::map<ClientKey, int>{{8, 1}}));
    ::close(number);
}

TEST_P(SocketEventsOf, TellOfManyAtOnce) {
    constexpr ClientKey kMany = 300;
    std::vector<std::unique_ptr<Pair>> pairs;
    for (ClientKey client = 0; client < kMany; ++client) {
        pairs.push_back(std::make_unique<Pair>());
        events_->add(pairs.back()->watched(), client);
    }
    on_readable_ = [&](ClientKey client) { events_->remove(pairs[client]->watched()); };
    for (const auto& pair : pairs) pair->hang_up();
    poll();
    EXPECT_EQ(readable_.size(), kMany);
}

TEST_P(SocketEventsOf, RefuseWhatCannotBeWatched) {
    EXPECT_THROW(events_->add(-1, 7), std::exception);
    events_->go_on();
    poll();
    EXPECT_TRUE(readable_.empty());
}

#if defined(__linux__)
INSTANTIATE_TEST_SUITE_P(Epoll, SocketEventsOf, testing::Values(&net::epoll_socket_events));
#endif
INSTANTIATE_TEST_SUITE_P(Reactor, SocketEventsOf, testing::Values(&net::reactor_socket_events));

}  // namespace
}  // namespace ssecast::test
