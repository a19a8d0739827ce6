#include "net/socket_sink.hpp"

#include <array>
#include <cerrno>
#include <exception>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace ssecast::net {

namespace {

// RFC 9112, section 7.1: the last chunk and an empty trailer section.
constexpr Slice kFinalChunk{"0\r\n\r\n", 5};
#if defined(MSG_NOSIGNAL)
constexpr int kSendFlags = MSG_DONTWAIT | MSG_NOSIGNAL;
#else
constexpr int kSendFlags = MSG_DONTWAIT;
#endif

ssize_t send_slices(int descriptor, std::span<const Slice> slices) noexcept {
    // One event is the usual case, and send() is measurably cheaper than sendmsg() with one slice.
    if (slices.size() == 1) {
        return ::send(descriptor, slices[0].data, slices[0].size, kSendFlags);
    }
    std::array<iovec, kMaxSlices> vectors;
    const std::size_t count = std::min(slices.size(), vectors.size());
    for (std::size_t i = 0; i < count; ++i) {
        vectors[i] = {const_cast<char*>(slices[i].data), slices[i].size};
    }
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = static_cast<decltype(message.msg_iovlen)>(count);
    return ::sendmsg(descriptor, &message, kSendFlags);
}

}  // namespace

SocketSink::SocketSink(SocketEvents& events, ClientKey client, int descriptor, Framing framing)
    : events_(events), descriptor_(descriptor), framing_(framing) {
    try {
        events_.add(descriptor_, client);
    } catch (const std::exception&) {
        ::close(descriptor_);
        throw;
    }
}

SocketSink::~SocketSink() {
    events_.remove(descriptor_);
    ::close(descriptor_);
}

WriteResult SocketSink::write(std::span<const Slice> slices) noexcept {
    std::size_t wanted = 0;
    for (const Slice& slice : slices) wanted += slice.size;
    for (;;) {
        const ssize_t sent = send_slices(descriptor_, slices);
        // A short write means that the socket's buffer is full: another call would only say so.
        if (sent >= 0) {
            const auto bytes = static_cast<std::size_t>(sent);
            return {bytes == wanted ? WriteResult::Status::complete : WriteResult::Status::blocked,
                    bytes};
        }
        if (errno == EINTR) continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK) return {WriteResult::Status::blocked, 0};
        return {WriteResult::Status::failed, 0};
    }
}

// An event stream has no input after the request. Bytes are thrown away; their end says that the
// peer has closed the connection.
std::optional<DisconnectReason> SocketSink::discard_input() noexcept {
    std::array<char, 4096> scrap;
    // Bounded, so that one peer cannot keep the worker from its other clients.
    constexpr int kMostReads = 16;
    for (int i = 0; i < kMostReads; ++i) {
        const ssize_t got = ::recv(descriptor_, scrap.data(), scrap.size(), MSG_DONTWAIT);
        if (got > 0) continue;
        if (got == 0) return DisconnectReason::client;
        if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return std::nullopt;
        // The kernel has given the peer up, as watch_peer() asked it to.
        return errno == ETIMEDOUT ? DisconnectReason::timeout : DisconnectReason::client;
    }
    // A peer that sends this much is no reader of an event stream.
    return DisconnectReason::client;
}

bool SocketSink::finish() noexcept {
    if (framing_ == Framing::chunked && finished_ < kFinalChunk.size) {
        const Slice rest{kFinalChunk.data + finished_, kFinalChunk.size - finished_};
        const WriteResult result = write({&rest, 1});
        // The final chunk, too, may go out in parts.
        finished_ += static_cast<std::uint8_t>(result.bytes);
        if (result.status == WriteResult::Status::blocked) return false;
    }
    // Closing a socket with unread input sends a reset, and the peer would lose what is under way.
    (void)discard_input();
    ::shutdown(descriptor_, SHUT_WR);
    return true;
}

}  // namespace ssecast::net
