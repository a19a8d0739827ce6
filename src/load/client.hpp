#pragma once

#include "load/crowd.hpp"
#include "load/response_reader.hpp"
#include "load/stream_check.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ssecast::load {

/// One connection and its stream. Everything on the thread of the crowd; the mutex of its report is
/// held wherever a function says so.
class Client final : private ResponseSink {
public:
    /// @param number replaces `{client}` in the request
    Client(Crowd& crowd, std::size_t number);

    /// With the mutex.
    void begin();
    /// Closes the connection; nothing of it is counted any more.
    void close() noexcept;

    [[nodiscard]] bool is_open() const noexcept { return state_ == State::open; }
    [[nodiscard]] const StreamCheck& check() const noexcept { return check_; }

private:
    enum class State : std::uint8_t { waiting, open, over };

    void send();
    void wait();
    /// Reads what has come, a bounded part of it. @returns whether the stream goes on
    bool read();
    /// With the mutex, as the following.
    bool feed(std::size_t size);
    void fail(const boost::system::error_code& error);
    /// The stream is over, which counts in `how`.
    void end(std::uint64_t& how) noexcept;

    bool on_head(int status, std::string_view head) override;
    void on_block(const Block& block) override;
    void count(const Block& block);

    Crowd& crowd_;
    boost::asio::ip::tcp::socket socket_;
    ResponseReader reader_{ResponseReader::Fields::standard};
    StreamCheck check_;
    std::string request_;
    std::uint64_t begun_ns_ = 0;
    std::uint64_t opened_ns_ = 0;
    std::uint64_t opened_wall_ns_ = 0;
    State state_ = State::waiting;
};

}  // namespace ssecast::load
