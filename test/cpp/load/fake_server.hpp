#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ssecast::test {

/// What a server does with one connection.
struct Answer {
    enum class After : std::uint8_t { stay, close, reset };

    /// Each is a write of its own.
    std::vector<std::string> pieces;
    After after = After::stay;
    /// Writes the pieces again and again, until the peer is gone.
    bool endless = false;
};

/// A server that answers as a test wants it to, well or badly: a thread for each connection.
class FakeServer {
public:
    /// `answer` gets the number of the connection, from 0, and the head of its request.
    using Script = std::function<Answer(std::size_t connection, const std::string& head)>;

    explicit FakeServer(Script script);
    FakeServer(const FakeServer&) = delete;
    FakeServer& operator=(const FakeServer&) = delete;
    ~FakeServer();

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    /// To every connection that stays. Their answers have to be written by then.
    void write_to_all(const std::string& bytes);

private:
    using Socket = boost::asio::ip::tcp::socket;

    void accept();
    void serve(std::size_t number);
    /// @returns whether the peer is still there
    static bool write(Socket& socket, const Answer& answer);

    Script script_;
    boost::asio::io_context io_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Socket>> sockets_;
    std::vector<std::thread> threads_;
};

/// The head of a stream with chunks.
inline const std::string kStreamHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
/// The head of a stream that ends with its connection.
inline const std::string kBareHead = "HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

[[nodiscard]] std::string chunk(const std::string& content);
/// One event, as a block.
[[nodiscard]] std::string event(const std::string& id, const std::string& name = "tick");

}  // namespace ssecast::test
