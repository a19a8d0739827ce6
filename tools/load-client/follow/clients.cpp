#include "clients.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <set>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ssecast::stress {

namespace {

constexpr std::size_t kMaxUnderWay = 200;
constexpr std::size_t kReadBytes = 64 * 1024;
constexpr std::size_t kChannels = 8;
// A source address has about 28,000 ports.
constexpr std::size_t kClientsPerAddress = 10'000;

std::uint64_t now_ms() {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                          std::chrono::steady_clock::now().time_since_epoch())
                                          .count());
}

template <typename T>
void set_option(int fd, int level, int name, T value) {
    ::setsockopt(fd, level, name, &value, sizeof value);
}

}  // namespace

Clients::Clients(std::uint64_t seed)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), buffer_(kReadBytes), random_(seed) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = nullptr;  // the standard input
    if (epoll_ < 0 || ::epoll_ctl(epoll_, EPOLL_CTL_ADD, STDIN_FILENO, &event) != 0) {
        throw std::system_error(errno, std::generic_category(), "epoll");
    }
}

Clients::~Clients() {
    hang_up(true);
    ::close(epoll_);
}

std::uint64_t Clients::random(std::uint64_t least, std::uint64_t most) {
    return std::uniform_int_distribution<std::uint64_t>(least, most)(random_);
}

void Clients::add(std::size_t count, std::uint16_t port, const std::string& path, bool stalled) {
    path_ = path;
    for (std::size_t i = 0; i < count; ++i) {
        auto client = std::make_unique<Client>();
        client->follower = std::make_unique<Follower>(
            "c" + std::to_string(clients_.size() % kChannels), findings_);
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

    client.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    ++under_way_;
    if (client.fd < 0) return close(client, false);
    if (client.stalled || churn_) {
        // Little room, so that a pause is felt soon. The segments of loopback, 64 KB, would not fit
        // into it, and the kernel would send by its timers, some KB a second.
        set_option(client.fd, IPPROTO_TCP, TCP_MAXSEG, 1'400);
        set_option(client.fd, SOL_SOCKET, SO_RCVBUF, client.stalled ? 4 * 1024 : 32 * 1024);
    }
    set_option(client.fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(client.fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    const auto host =
        static_cast<std::uint32_t>(1 + random(0, clients_.size() / kClientsPerAddress));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + host);
    ::bind(client.fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port_);
    if (::connect(client.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 &&
        errno != EINPROGRESS) {
        return close(client, false);
    }
    epoll_event event{};
    event.events = EPOLLOUT;
    event.data.ptr = &client;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, client.fd, &event);
}

void Clients::listen(Client& client, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = &client;
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, client.fd, &event);
}

/// Stops reading for a while: the server's buffers fill, and it has to park the client.
void Clients::pause(Client& client) {
    ++findings_.pauses;
    client.pauses_until_ms = now_ms() + random(100, 800);
    listen(client, 0);
    paused_.push_back(&client);
}

void Clients::end_pauses(std::uint64_t now) {
    std::erase_if(paused_, [&](Client* client) {
        if (client->pauses_until_ms == 0) return true;
        if (client->pauses_until_ms > now) return false;
        client->pauses_until_ms = 0;
        if (client->fd >= 0) listen(*client, EPOLLIN);
        return true;
    });
}

bool Clients::run(int timeout_ms) {
    const std::uint64_t now = now_ms();
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

    std::array<epoll_event, 512> events;
    const int patience = away_.empty() && paused_.empty() ? timeout_ms : std::min(timeout_ms, 5);
    const int count = ::epoll_wait(epoll_, events.data(), events.size(), patience);
    bool command = false;
    for (int i = 0; i < count; ++i) {
        if (events[i].data.ptr == nullptr) {
            command = true;
            continue;
        }
        auto& client = *static_cast<Client*>(events[i].data.ptr);
        if (client.fd < 0) continue;
        if ((events[i].events & EPOLLOUT) != 0) {
            ask(client);
        } else {
            receive(client);
        }
    }
    return command;
}

void Clients::ask(Client& client) {
    const Drop drop_at = client.plan.drop;
    if (drop_at == Drop::before_request) return drop(client);
    std::size_t size = client.request.size();
    if (drop_at == Drop::inside_request) size = random(1, size - 1);
    const ssize_t sent = ::send(client.fd, client.request.data(), size, MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(size)) return close(client, true);
    if (drop_at == Drop::inside_request || drop_at == Drop::unread) return drop(client);
    listen(client, EPOLLIN);
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
    const ssize_t size = ::recv(client.fd, buffer_.data(), most, 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size <= 0) return close(client, true);
    client.follower->feed({buffer_.data(), static_cast<std::size_t>(size)});
    client.received += static_cast<std::uint64_t>(size);
    if (!was_open && client.follower->connected()) {
        --under_way_;
        if (client.stalled) {
            // It keeps the connection and never reads again.
            ::epoll_ctl(epoll_, EPOLL_CTL_DEL, client.fd, nullptr);
            return;
        }
    }
    const StreamReader::State state = client.follower->reader().state();
    if (state == StreamReader::State::done || state == StreamReader::State::failed) {
        close(client, true);
    } else if (plan.drop == Drop::after_head
                   ? state == StreamReader::State::body
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
    const StreamReader& reader = client.follower->reader();
    if (!client.follower->connected()) {
        --under_way_;
        if (by_server) ++failed_;
        if (reader.status() != 0) last_status_ = reader.status();
    }
    if (client.fd >= 0) {
        if (by_server && reader.state() != StreamReader::State::done) {
            // The server is done with it either way: no port is left waiting.
            set_option(client.fd, SOL_SOCKET, SO_LINGER, linger{1, 0});
        }
        ::close(client.fd);
    }
    client.fd = -1;
    client.pauses_until_ms = 0;
    client.ended_by_server = by_server;
    client.ended_well = reader.ended_well();
    if (!come_back_) return;
    client.back_at_ms = now_ms() + random(0, 50);
    away_.push_back(&client);
}

bool Clients::connect_all(int timeout_ms) {
    const std::uint64_t deadline = now_ms() + static_cast<std::uint64_t>(timeout_ms);
    const auto all = [&] {
        return std::all_of(clients_.begin(), clients_.end(), [](const auto& client) {
            return client->fd >= 0 && client->follower->connected();
        });
    };
    while (!all()) {
        if (now_ms() > deadline) return false;
        for (int i = 0; i < 20; ++i) run(5);
    }
    return true;
}

bool Clients::follow_to(const std::map<std::string, std::uint64_t, std::less<>>& last,
                        int timeout_ms) {
    const std::uint64_t deadline = now_ms() + static_cast<std::uint64_t>(timeout_ms);
    while (!missing(last).empty()) {
        if (now_ms() > deadline) return false;
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
    const std::uint64_t deadline = now_ms() + static_cast<std::uint64_t>(timeout_ms);
    while (counts().open != 0) {
        if (now_ms() > deadline) return false;
        run(20);
    }
    return true;
}

void Clients::hang_up(bool reset) {
    come_back_ = false;
    for (const auto& client : clients_) {
        if (client->fd < 0) continue;
        if (reset) set_option(client->fd, SOL_SOCKET, SO_LINGER, linger{1, 0});
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

}  // namespace ssecast::stress
