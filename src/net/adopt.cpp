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

/// Owns a descriptor on its way to a worker, which may end before it arrives.
class Descriptor {
public:
    explicit Descriptor(int number) noexcept : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] int release() noexcept { return std::exchange(number_, -1); }

private:
    int number_;
};

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

void prepare_socket(const Broadcaster& broadcaster, int descriptor) noexcept {
    bound_send_buffer(descriptor);
    watch_peer(descriptor, broadcaster.connection_timeout_ms());
}

bool adopt_socket(Broadcaster& broadcaster, ClientKey client, int descriptor, Framing framing) {
    if (!is_connected_stream(descriptor)) return false;
    const int duplicate = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (duplicate < 0) return false;
    prepare_socket(broadcaster, duplicate);
    const auto owned = std::make_shared<Descriptor>(duplicate);
    return broadcaster.attach(
        client, ClientPath::direct, [owned, framing](Worker& worker, Client& adopted) {
            return std::make_unique<SocketSink>(worker, adopted, owned->release(), framing);
        });
}

}  // namespace ssecast::net
