#pragma once

#include "follower.hpp"
#include "wire/epoll.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace ssecast::load::follow {

/// How the streams ended that the server ended.
struct Ends {
    std::size_t well = 0;
    std::size_t torn = 0;
    std::uint64_t least_retry = 0;
    std::uint64_t most_retry = 0;
    std::size_t distinct_retries = 0;
};

struct Counts {
    std::size_t open = 0;
    std::size_t failed = 0;
    int last_status = 0;
};

/// Thousands of logical clients on one thread.
class Clients {
public:
    explicit Clients(std::uint64_t seed);
    ~Clients();
    Clients(const Clients&) = delete;
    Clients& operator=(const Clients&) = delete;

    /// Adds clients, which read so many channels c0, c1, … in turn, and connects them. `path` gets
    /// `?channel=` appended, unless it has a query; they then read the series `all` alone. With
    /// `stalled` they read the head and nothing more.
    void add(std::size_t count, std::uint16_t port, const std::string& path, bool stalled,
             std::size_t channels);
    /// Connects the clients that are not connected, to this port.
    void reconnect(std::uint16_t port);
    /// From now on clients drop their connections at random, in every way there is, and come back.
    void churn(bool on);
    /// Runs for so long, or until every client is connected.
    bool connect_all(int timeout_ms);
    /// Runs until every client has these numbers.
    bool follow_to(const std::map<std::string, std::uint64_t, std::less<>>& last, int timeout_ms);
    /// Runs until the server has ended every connection.
    bool wait_for_ends(int timeout_ms);
    void hang_up(bool reset);

    /// Reads what came. @returns whether the standard input is readable
    bool run(int timeout_ms);

    [[nodiscard]] const Findings& findings() const noexcept { return findings_; }
    [[nodiscard]] Counts counts() const;
    [[nodiscard]] Ends ends() const;
    [[nodiscard]] Histogram& latencies() noexcept { return findings_.latencies; }
    [[nodiscard]] std::string missing(
        const std::map<std::string, std::uint64_t, std::less<>>& last) const;

private:
    struct Client {
        std::unique_ptr<Follower> follower;
        int fd = -1;
        std::string request;
        bool stalled = false;
        DropPlan plan;
        std::uint64_t received = 0;
        /// When it connects again; 0: not by itself.
        std::uint64_t back_at_ms = 0;
        /// When it reads again; 0: it does.
        std::uint64_t pauses_until_ms = 0;
        bool ended_by_server = false;
        bool ended_well = false;
    };

    void connect(Client& client);
    void ask(Client& client);
    void receive(Client& client);
    void close(Client& client, bool by_server);
    void drop(Client& client);
    void pause(Client& client);
    void end_pauses(std::uint64_t now);
    [[nodiscard]] std::uint64_t random(std::uint64_t least, std::uint64_t most);

    Epoll epoll_;
    std::uint16_t port_ = 0;
    std::string path_;
    bool churn_ = false;
    bool come_back_ = false;
    std::vector<std::unique_ptr<Client>> clients_;
    std::vector<Client*> away_;
    std::vector<Client*> paused_;
    std::size_t under_way_ = 0;
    std::size_t failed_ = 0;
    int last_status_ = 0;
    std::vector<char> buffer_;
    Findings findings_;
    std::mt19937_64 random_;
};

}  // namespace ssecast::load::follow
