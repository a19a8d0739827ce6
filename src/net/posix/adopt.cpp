#include "net/adopt.hpp"

#include "net/broadcaster.hpp"
#include "net/socket_options.hpp"
#include "net/socket_sink.hpp"

#include <fcntl.h>
#include <memory>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace ssecast::net {

namespace {

/// Owns a descriptor on its way to a worker. The worker may end before the command arrives, and
/// then the command's destruction has to close it.
class Descriptor {
public:
    Descriptor() = default;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] bool duplicate(int other) noexcept {
        number_ = ::fcntl(other, F_DUPFD_CLOEXEC, 0);
        return number_ >= 0;
    }
    [[nodiscard]] int get() const noexcept { return number_; }
    [[nodiscard]] int release() noexcept { return std::exchange(number_, -1); }

private:
    int number_ = -1;
};

/// A number that is no such socket may belong to anything, a database of the application for
/// example: adopting it would write events there.
bool is_connected_stream(int descriptor) noexcept {
    int type = 0;
    socklen_t size = sizeof type;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) != 0) return false;
    sockaddr_storage peer{};
    socklen_t peer_size = sizeof peer;
    return type == SOCK_STREAM &&
           ::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &peer_size) == 0;
}

}  // namespace

bool adopts_sockets() noexcept { return true; }

void prepare_socket(const Broadcaster& broadcaster, int descriptor) noexcept {
    bound_send_buffer(descriptor);
    watch_peer(descriptor, broadcaster.connection_timeout_ms());
}

bool adopt_socket(Broadcaster& broadcaster, ClientKey client, int descriptor, Framing framing) {
    if (!is_connected_stream(descriptor)) return false;
    // The owner first: if its allocation failed after the duplication, no code would close the
    // descriptor.
    const auto owned = std::make_shared<Descriptor>();
    if (!owned->duplicate(descriptor)) return false;
    prepare_socket(broadcaster, owned->get());
    return broadcaster.attach(client, ClientPath::direct,
                              [owned, framing](Worker& worker, Client& adopted) {
                                  return std::make_unique<SocketSink>(worker.sockets(), adopted.key,
                                                                      owned->release(), framing);
                              });
}

}  // namespace ssecast::net
