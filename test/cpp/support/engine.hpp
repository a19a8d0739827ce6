#pragma once

#include "net/adopt.hpp"
#include "net/broadcaster.hpp"
#include "support/closed_log.hpp"
#include "support/reader.hpp"
#include "support/sockets.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace ssecast::test {

/// An admitted client with the far end of its connection.
struct Peer {
    std::string id;
    ClientKey key = 0;
    Reader reader;

    /// Waits for `connected` and gives its data.
    nlohmann::json connected();
};

/// Two workers and no heartbeats: nothing happens but what a test does.
[[nodiscard]] Options quiet_options();
/// The same with one worker.
[[nodiscard]] Options one_worker();

[[nodiscard]] net::TargetNames to_all();
[[nodiscard]] net::TargetNames to_channels(std::vector<std::string> names);
[[nodiscard]] net::TargetNames to_clients(std::vector<std::string> ids);
[[nodiscard]] net::Admission in_channels(std::vector<std::string> names);
/// A client that brings its own id.
[[nodiscard]] net::Admission named(std::string client_id, std::vector<std::string> channels = {});
[[nodiscard]] net::Admission identified(std::string user_id, std::string session_id,
                                        std::vector<std::string> channels = {});

/// A broadcaster of a test's own, and short words for what tests do with it.
class Engine {
public:
    explicit Engine(const Options& options = quiet_options()) : broadcaster_("test", options) {}

    [[nodiscard]] net::Broadcaster& operator*() noexcept { return broadcaster_; }
    net::Broadcaster* operator->() noexcept { return &broadcaster_; }
    [[nodiscard]] const ClosedLog& closed() const noexcept { return *closed_; }

    /// Admits a client whose end is written to `closed()`. Gives its id.
    std::string admit(net::Admission admission = {});
    /// The client that was admitted last under this id; 0 for none.
    [[nodiscard]] ClientKey key_of(const std::string& id) const;
    bool pull(const std::string& id) { return broadcaster_.pull(key_of(id)); }
    [[nodiscard]] bool adopt(const std::string& id, int descriptor, Framing framing) {
        return net::adopt_socket(broadcaster_, key_of(id), descriptor, framing);
    }
    Peer connect(net::Admission admission = {}, Connection connection = unix_connection(),
                 Framing framing = Framing::chunked);
    /// A client that comes back with a cursor.
    Peer resume(std::string cursor, std::vector<std::string> channels = {});

    /// Publishes and wakes the workers. Gives the id on the wire.
    std::string publish(const net::TargetNames& target, std::string_view data);

    /// The closed handler of every client admitted here.
    [[nodiscard]] const net::ClosedHandlerPtr& handler() const noexcept { return handler_; }

private:
    const std::shared_ptr<ClosedLog> closed_ = std::make_shared<ClosedLog>();
    const net::ClosedHandlerPtr handler_ =
        new net::ClosedHandler([log = closed_](net::ClientInfo&& client, DisconnectReason reason) {
            log->add(std::move(client), reason);
        });
    /// Tests admit on several threads.
    mutable std::mutex keys_mutex_;
    std::map<std::string, ClientKey> keys_;
    net::Broadcaster broadcaster_;
};

}  // namespace ssecast::test
