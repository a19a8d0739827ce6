#include "clients.hpp"

#include "clock.hpp"
#include "wire/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <set>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace ssecast::load::follow {

namespace {

constexpr std::size_t kMaxUnderWay = 200;
constexpr std::size_t kReadBytes = 64 * 1024;

}  // namespace

Clients::Clients(std::uint64_t seed)
    : buffer_(ResponseReader::kHeadroom + kReadBytes), random_(seed) {}

Clients::~Clients() { hang_up(true); }

std::uint64_t Clients::random(std::uint64_t least, std::uint64_t most) {
    return std::uniform_int_distribution<std::uint64_t>(least, most)(random_);
}

void Clients::add(std::size_t count, std::uint16_t port, const std::string& path, bool stalled,
                  std::size_t channels) {
    path_ = path;
    for (std::size_t i = 0; i < count; ++i) {
        auto client = std::make_unique<Client>();
        client->follower =
            std::make_unique<Follower>("c" + std::to_string(clients_.size() % channels), findings_);
        client->stalled = stalled;
        clients_.push_back(std::move(client));
    }
    reconnect(port);
}

void Clients::reconnect(std::uint16_t port) {
    port_ = port;
    away_.clear();
    for (const auto& client : clients_) {
        if (client->fd < 0) away_.push_back(client.get());
    }
}

void Clients::churn(bool on) {
    churn_ = on;
    come_back_ = come_back_ || on;
    for (const auto& client : clients_) {
        client->plan = on ? DropPlan{Drop::in_stream, random(1, 20'000)} : DropPlan{};
    }
}

void Clients::connect(Client& client) {
    client.ended_by_server = client.ended_well = false;
    client.received = 0;
    client.plan = churn_ ? random_plan(random_) : DropPlan{};
    Follower& follower = *client.follower;
    const bool has_query = path_.find('?') != std::string::npos;
    std::string target = has_query ? path_ : path_ + "?channel=" + follower.channel();
    std::string header;
    if (!follower.cursor().empty()) {
        if (random(0, 1) == 0) {
            header = "Last-Event-ID: " + follower.cursor() + "\r\n";
        } else {
            target += "&lastEventId=" + follower.cursor();
        }
    }
    client.request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n";
    follower.begin_connection();

    Room room;
    if (client.stalled || churn_) {
        // Little room, so that a pause is felt soon. The segments of loopback, 64 KB, would not fit
        // into it, and the kernel would send by its timers, some KB a second.
        room = {.receive_buffer = client.stalled ? 4 * 1024 : 32 * 1024, .segment = 1'400};
    }
    const auto source =
        static_cast<std::uint32_t>(1 + random(0, clients_.size() / kConnectionsPerAddress));
    ++under_way_;
    client.fd = begin_connection(port_, source, room);
    if (client.fd < 0) return close(client, false);
    epoll_.add(client.fd, EPOLLOUT, &client);
}

/// Stops reading for a while: the server's buffers fill, and it has to park the client.
void Clients::pause(Client& client) {
    ++findings_.pauses;
    client.pauses_until_ms = monotonic_ms() + random(100, 800);
    epoll_.change(client.fd, 0, &client);
    paused_.push_back(&client);
}

void Clients::end_pauses(std::uint64_t now) {
    std::erase_if(paused_, [&](Client* client) {
        if (client->pauses_until_ms == 0) return true;
        if (client->pauses_until_ms > now) return false;
        client->pauses_until_ms = 0;
        if (client->fd >= 0) epoll_.change(client->fd, EPOLLIN, client);
        return true;
    });
}

bool Clients::run(int timeout_ms) {
    const std::uint64_t now = monotonic_ms();
    if (!paused_.empty()) end_pauses(now);
    std::vector<Client*> later;
    std::size_t position = 0;
    for (; position < away_.size() && under_way_ < kMaxUnderWay; ++position) {
        Client* const client = away_[position];
        if (client->back_at_ms > now) {
            later.push_back(client);
        } else {
            client->back_at_ms = 0;
            connect(*client);
        }
    }
    // `connect` may have added some at the end, when it failed at once.
    later.insert(later.end(), away_.begin() + static_cast<std::ptrdiff_t>(position), away_.end());
    away_ = std::move(later);

    const int patience = away_.empty() && paused_.empty() ? timeout_ms : std::min(timeout_ms, 5);
    return epoll_.wait(patience, [this](void* owner, std::uint32_t bits) {
        auto& client = *static_cast<Client*>(owner);
        if (client.fd < 0) return;
        if ((bits & EPOLLOUT) != 0) {
            ask(client);
        } else {
            receive(client);
        }
    });
}

void Clients::ask(Client& client) {
    const Drop drop_at = client.plan.drop;
    if (drop_at == Drop::before_request) return drop(client);
    std::size_t size = client.request.size();
    if (drop_at == Drop::inside_request) size = random(1, size - 1);
    const ssize_t sent = ::send(client.fd, client.request.data(), size, MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(size)) return close(client, true);
    if (drop_at == Drop::inside_request || drop_at == Drop::unread) return drop(client);
    epoll_.change(client.fd, EPOLLIN, &client);
}

void Clients::receive(Client& client) {
    const bool was_open = client.follower->connected();
    const DropPlan plan = client.plan;
    std::size_t most = kReadBytes;
    if (plan.drop == Drop::after_head) {
        most = 1;
    } else if (plan.drop == Drop::in_stream) {
        // No further than to the byte of the drop, which is mostly inside of a frame.
        most = plan.after > client.received ? plan.after - client.received : 1;
        const std::size_t piece = random(0, 3) == 0 ? random(1, 300) : kReadBytes;
        most = std::min(most, piece);
    }
    char* const data = buffer_.data() + ResponseReader::kHeadroom;
    const ssize_t size = ::recv(client.fd, data, most, 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size <= 0) return close(client, true);
    client.follower->feed(data, static_cast<std::size_t>(size));
    client.received += static_cast<std::uint64_t>(size);
    if (!was_open && client.follower->connected()) {
        --under_way_;
        if (client.stalled) {
            // It keeps the connection and never reads again.
            epoll_.remove(client.fd);
            return;
        }
    }
    const ResponseReader::State state = client.follower->reader().state();
    if (state == ResponseReader::State::done || state == ResponseReader::State::failed) {
        close(client, true);
    } else if (plan.drop == Drop::after_head
                   ? state == ResponseReader::State::body
                   : plan.drop == Drop::in_stream && client.received >= plan.after) {
        drop(client);
    } else if (churn_ && random(0, 199) == 0) {
        pause(client);
    }
}

void Clients::drop(Client& client) {
    ++findings_.drops[static_cast<std::size_t>(client.plan.drop)];
    if (client.follower->reader().inside_frame()) ++findings_.dropped_inside_frame;
    leave(std::exchange(client.fd, -1), random_);
    close(client, false);
}

void Clients::close(Client& client, bool by_server) {
    const ResponseReader& reader = client.follower->reader();
    if (!client.follower->connected()) {
        --under_way_;
        if (by_server) ++failed_;
        if (reader.status() != 0) last_status_ = reader.status();
    }
    if (client.fd >= 0) {
        if (by_server && reader.state() != ResponseReader::State::done) {
            // The server is done with it either way: no port is left waiting.
            reset_on_close(client.fd);
        }
        ::close(client.fd);
    }
    client.fd = -1;
    client.pauses_until_ms = 0;
    client.ended_by_server = by_server;
    client.ended_well = reader.ended_well();
    if (!come_back_) return;
    client.back_at_ms = monotonic_ms() + random(0, 50);
    away_.push_back(&client);
}

bool Clients::connect_all(int timeout_ms) {
    const std::uint64_t deadline = monotonic_ms() + static_cast<std::uint64_t>(timeout_ms);
    const auto all = [&] {
        return std::all_of(clients_.begin(), clients_.end(), [](const auto& client) {
            return client->fd >= 0 && client->follower->connected();
        });
    };
    while (!all()) {
        if (monotonic_ms() > deadline) return false;
        for (int i = 0; i < 20; ++i) run(5);
    }
    return true;
}

bool Clients::follow_to(const std::map<std::string, std::uint64_t, std::less<>>& last,
                        int timeout_ms) {
    const std::uint64_t deadline = monotonic_ms() + static_cast<std::uint64_t>(timeout_ms);
    while (!missing(last).empty()) {
        if (monotonic_ms() > deadline) return false;
        for (int i = 0; i < 20; ++i) run(5);
    }
    return true;
}

std::string Clients::missing(const std::map<std::string, std::uint64_t, std::less<>>& last) const {
    for (const auto& client : clients_) {
        if (client->stalled) continue;
        for (const auto& [series, number] : last) {
            const Follower& follower = *client->follower;
            if (series != "all" && series != follower.channel()) continue;
            if (follower.last(series) < number) {
                return series + " " + std::to_string(follower.last(series)) + " of " +
                       std::to_string(number);
            }
        }
    }
    return {};
}

bool Clients::wait_for_ends(int timeout_ms) {
    come_back_ = false;
    const std::uint64_t deadline = monotonic_ms() + static_cast<std::uint64_t>(timeout_ms);
    while (counts().open != 0) {
        if (monotonic_ms() > deadline) return false;
        run(20);
    }
    return true;
}

void Clients::hang_up(bool reset) {
    come_back_ = false;
    for (const auto& client : clients_) {
        if (client->fd < 0) continue;
        if (reset) reset_on_close(client->fd);
        ::close(client->fd);
        client->fd = -1;
    }
    clients_.clear();
    away_.clear();
    paused_.clear();
    under_way_ = 0;
}

Counts Clients::counts() const {
    Counts counts{0, failed_, last_status_};
    for (const auto& client : clients_) {
        if (client->fd >= 0 && client->follower->connected()) ++counts.open;
    }
    return counts;
}

Ends Clients::ends() const {
    Ends ends;
    std::set<std::uint64_t> retries;
    for (const auto& client : clients_) {
        if (!client->ended_by_server) continue;
        ++(client->ended_well ? ends.well : ends.torn);
        retries.insert(client->follower->retry());
    }
    if (!retries.empty()) {
        ends.least_retry = *retries.begin();
        ends.most_retry = *retries.rbegin();
        ends.distinct_retries = retries.size();
    }
    return ends;
}

}  // namespace ssecast::load::follow
