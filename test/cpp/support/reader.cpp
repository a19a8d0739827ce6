#include "support/reader.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

namespace ssecast::test {

void Reader::pump() {
    std::array<char, 64 * 1024> bytes;
    for (int i = 0; i < 16 && !ended_; ++i) {
        const ssize_t got = ::recv(peer_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (got <= 0) {
            ended_ = true;
            reset_ = got < 0;
            return;
        }
        const std::string_view text(bytes.data(), static_cast<std::size_t>(got));
        if (framing_ == Framing::chunked) {
            parser_.feed(chunks_.feed(text));
        } else {
            parser_.feed(text);
        }
    }
}

void Reader::wait_readable() const {
    constexpr int kMilliseconds = 10;
    pollfd descriptor{peer_.get(), POLLIN, 0};
    ::poll(&descriptor, 1, kMilliseconds);
}

std::vector<std::string> Reader::data() const {
    std::vector<std::string> data;
    for (std::size_t i = 1; i < events().size(); ++i) data.push_back(events()[i].data);
    return data;
}

bool Reader::has(std::string_view type) const {
    return std::any_of(events().begin(), events().end(),
                       [&](const ParsedEvent& event) { return event.type == type; });
}

bool Reader::ended_well() const noexcept {
    return ended_ && !reset_ && parser_.between_blocks() &&
           (framing_ == Framing::bare || chunks_.ended());
}

}  // namespace ssecast::test
