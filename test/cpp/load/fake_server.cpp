#include "load/fake_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <sstream>

namespace ssecast::test {

namespace asio = boost::asio;
using boost::system::error_code;

FakeServer::FakeServer(Script script)
    : script_(std::move(script)),
      acceptor_(io_, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      port_(acceptor_.local_endpoint().port()) {
    accept();
    threads_.emplace_back([this] { io_.run(); });
}

FakeServer::~FakeServer() {
    stopping_ = true;
    io_.stop();
    // The first thread is the one that adds the others.
    threads_.front().join();
    {
        const std::lock_guard lock(mutex_);
        for (const auto& socket : sockets_) {
            error_code ignored;
            socket->shutdown(Socket::shutdown_both, ignored);
        }
    }
    for (std::size_t i = 1; i < threads_.size(); ++i) threads_[i].join();
}

void FakeServer::accept() {
    acceptor_.async_accept([this](const error_code& error, Socket socket) {
        if (error) return;
        const std::lock_guard lock(mutex_);
        sockets_.push_back(std::make_unique<Socket>(std::move(socket)));
        threads_.emplace_back([this, number = sockets_.size() - 1] { serve(number); });
        accept();
    });
}

void FakeServer::serve(std::size_t number) {
    Socket* socket = nullptr;
    {
        const std::lock_guard lock(mutex_);
        socket = sockets_[number].get();
    }
    std::string head;
    error_code error;
    asio::read_until(*socket, asio::dynamic_buffer(head), "\r\n\r\n", error);
    if (error) return;
    const Answer answer = script_(number, head);
    while (write(*socket, answer) && answer.endless && !stopping_) {
    }
    if (answer.after == Answer::After::stay) return;
    if (answer.after == Answer::After::reset) {
        socket->set_option(asio::socket_base::linger(true, 0), error);
    }
    const std::lock_guard lock(mutex_);
    socket->close(error);
}

bool FakeServer::write(Socket& socket, const Answer& answer) {
    error_code error;
    for (const std::string& piece : answer.pieces) {
        if (!error) asio::write(socket, asio::buffer(piece), error);
    }
    return !error;
}

void FakeServer::write_to_all(const std::string& bytes) {
    const std::lock_guard lock(mutex_);
    for (const auto& socket : sockets_) {
        error_code ignored;
        if (socket->is_open()) asio::write(*socket, asio::buffer(bytes), ignored);
    }
}

std::string chunk(const std::string& content) {
    std::ostringstream out;
    out << std::hex << content.size() << "\r\n" << content << "\r\n";
    return out.str();
}

std::string event(const std::string& id, const std::string& name) {
    return "event: " + name + "\nid: " + id + "\ndata: {}\n\n";
}

}  // namespace ssecast::test
