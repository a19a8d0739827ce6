#include "load/client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>

namespace ssecast::load {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kReadBytes = 64 * 1024;
/// Reads of one client before the others have their turn.
constexpr int kReadsATurn = 4;
/// Bounds what the system holds for a client: without it the latency would be that of its buffers.
constexpr int kReceiveBuffer = 64 * 1024;
constexpr std::string_view kPlaceholder = "{client}";
constexpr std::uint64_t kNsAMs = 1'000'000;
/// Milliseconds in an id are a time from 2001 on. Below are counters of other servers.
constexpr std::uint64_t kFirstTimeMs = 1'000'000'000'000;

std::string request_of(const std::string& text, std::size_t number) {
    std::string request = text;
    const std::string digits = std::to_string(number);
    for (std::size_t at = 0; (at = request.find(kPlaceholder, at)) != std::string::npos;) {
        request.replace(at, kPlaceholder.size(), digits);
        at += digits.size();
    }
    return request;
}

/// @param head in lower case, each line with its line break
bool is_event_stream(std::string_view head) {
    constexpr std::string_view kName = "\r\ncontent-type:";
    const std::size_t at = head.find(kName);
    if (at == std::string_view::npos) return false;
    head.remove_prefix(at + kName.size());
    head.remove_prefix(std::min(head.find_first_not_of(" \t"), head.size()));
    return head.starts_with("text/event-stream");
}

}  // namespace

Crowd::Crowd(Options given)
    : options(std::move(given)),
      endpoint(asio::ip::make_address(options.address), options.port),
      buffer(ResponseReader::kHeadroom + kReadBytes) {}

Client::Client(Crowd& crowd, std::size_t number)
    : crowd_(crowd), socket_(crowd.io), request_(request_of(crowd.options.request, number)) {}

void Client::begin() {
    begun_ns_ = steady_ns();
    ++crowd_.report.connections.begun;
    ++crowd_.report.connections.waiting;
    error_code error;
    socket_.open(crowd_.endpoint.protocol(), error);
    if (error) return fail(error);
    // What the system does not grant changes no result.
    error_code ignored;
    socket_.set_option(asio::socket_base::receive_buffer_size(kReceiveBuffer), ignored);
    socket_.non_blocking(true, error);
    if (error) return fail(error);
    socket_.async_connect(crowd_.endpoint, [this](const error_code& failure) {
        if (state_ == State::over) return;
        if (!failure) return send();
        const std::lock_guard lock(crowd_.mutex);
        fail(failure);
    });
}

void Client::send() {
    asio::async_write(socket_, asio::buffer(request_),
                      [this](const error_code& failure, std::size_t /*size*/) {
                          if (state_ == State::over) return;
                          std::string().swap(request_);
                          if (!failure) return wait();
                          const std::lock_guard lock(crowd_.mutex);
                          fail(failure);
                      });
}

void Client::wait() {
    socket_.async_wait(asio::ip::tcp::socket::wait_read, [this](const error_code& failure) {
        if (state_ == State::over) return;
        if (failure) {
            const std::lock_guard lock(crowd_.mutex);
            return fail(failure);
        }
        if (read()) wait();
    });
}

bool Client::read() {
    for (int i = 0; i < kReadsATurn; ++i) {
        error_code error;
        const std::size_t size = socket_.read_some(
            asio::buffer(crowd_.buffer.data() + ResponseReader::kHeadroom, kReadBytes), error);
        if (error == asio::error::would_block || error == asio::error::try_again) return true;
        const std::lock_guard lock(crowd_.mutex);
        if (error) {
            fail(error);
            return false;
        }
        if (!feed(size)) return false;
        if (size < kReadBytes) return true;
    }
    return true;
}

bool Client::feed(std::size_t size) {
    crowd_.report.measured.bytes += size;
    reader_.feed(crowd_.buffer.data() + ResponseReader::kHeadroom, size, *this);
    if (state_ == State::over) return false;
    Connections& connections = crowd_.report.connections;
    if (reader_.state() == ResponseReader::State::done) {
        end(reader_.ended_well() ? connections.ended : connections.cut);
    } else if (reader_.state() == ResponseReader::State::failed) {
        end(reader_.too_large() ? connections.too_large : connections.malformed);
    }
    return state_ != State::over;
}

void Client::fail(const error_code& error) {
    Connections& connections = crowd_.report.connections;
    if (state_ == State::waiting) {
        ++connections
              .failed[error == asio::error::eof ? "closed before an answer" : error.message()];
        std::uint64_t counted = 0;
        end(counted);
    } else {
        // Without chunks the end of the connection is that of the stream.
        end(error == asio::error::eof && reader_.ends_with_connection() ? connections.ended
                                                                        : connections.cut);
    }
}

void Client::end(std::uint64_t& how) noexcept {
    Connections& connections = crowd_.report.connections;
    --(state_ == State::open ? connections.open : connections.waiting);
    ++how;
    close();
}

void Client::close() noexcept {
    state_ = State::over;
    error_code ignored;
    socket_.close(ignored);
}

bool Client::on_head(int status, std::string_view head) {
    Connections& connections = crowd_.report.connections;
    if (status == 200 && is_event_stream(head)) {
        opened_ns_ = steady_ns();
        opened_wall_ns_ = wall_ns();
        crowd_.report.opening.record(opened_ns_ - begun_ns_);
        --connections.waiting;
        ++connections.open;
        state_ = State::open;
        return true;
    }
    end(status == 0     ? connections.malformed
        : status == 200 ? connections.other_type
                        : connections.refused[status]);
    return false;
}

void Client::on_block(const Block& block) {
    if (state_ != State::open || !block.has_data) return;
    if (block.event == "connected") {
        check_.begin(parse_event_id(block.id));
    } else if (block.event == "gap") {
        ++crowd_.report.gaps;
        check_.begin(parse_event_id(block.id));
    } else {
        count(block);
    }
}

void Client::count(const Block& block) {
    Report& report = crowd_.report;
    const bool has_id = block.has_id && !block.id.empty();
    const std::uint64_t now_ns = steady_ns();
    std::optional<Ledger::Entry> entry;
    if (has_id) {
        entry =
            check_.see(block.id, now_ns, report.phase < Phase::finishing, crowd_.ledger, report);
        if (!entry) return;
    } else if (report.phase >= Phase::finishing) {
        return;
    } else {
        ++report.measured.without_id;
    }
    ++report.measured.events;
    if (!entry) return;
    // What was missed before the stream began says nothing about its delivery.
    if (!entry->is_new && entry->first_ns >= opened_ns_) {
        report.measured.spread.record(now_ns - entry->first_ns);
    }
    const EventId id = parse_event_id(block.id).value_or(EventId{});
    if (id.ms < kFirstTimeMs || id.ms > kMaxEventIdMs || id.ms * kNsAMs < opened_wall_ns_) return;
    const std::uint64_t now_wall_ns = wall_ns();
    if (now_wall_ns < id.ms * kNsAMs) {
        ++report.measured.early;
    } else {
        report.measured.latency.record(now_wall_ns - id.ms * kNsAMs);
    }
}

}  // namespace ssecast::load
