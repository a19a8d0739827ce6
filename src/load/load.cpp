#include "load/load.hpp"

#include "core/error.hpp"

#include <algorithm>

namespace ssecast::load {

namespace {

constexpr std::chrono::milliseconds kTick{10};
/// Connections without an answer at a time: what servers let wait to be accepted.
constexpr std::size_t kMaxWaiting = 256;

std::uint64_t milliseconds(std::chrono::steady_clock::duration duration) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

Options checked(Options options) {
    const auto expect = [](bool holds, const char* sentence) {
        if (!holds) throw Error(ErrorCode::invalid_option, sentence);
    };
    boost::system::error_code error;
    boost::asio::ip::make_address(options.address, error);
    expect(!error, "Expected an IP address for address but received another text");
    expect(options.clients >= 1 && options.clients <= kMaxClients,
           "Expected 1 to 100000 for clients but received another number");
    expect(options.ramp > 0 && options.ramp <= 1e6,
           "Expected more than 0 and at most 1000000 for ramp but received another number");
    expect(options.request.size() <= kMaxRequestBytes,
           "Expected a request of at most 65536 bytes but received a longer one");
    return options;
}

}  // namespace

Load::Load(Options options)
    : crowd_(checked(std::move(options))),
      timer_(crowd_.io),
      began_(Clock::now()),
      phase_began_(began_) {
    clients_.reserve(crowd_.options.clients);
    tick();
    thread_ = std::thread([this] { run(); });
}

void Load::run() {
    try {
        crowd_.io.run();
    } catch (const std::exception& error) {
        // Without memory. An exception that leaves a thread would end the process.
        const std::lock_guard lock(crowd_.mutex);
        crowd_.report.phase = Phase::done;
        crowd_.report.fault = error.what();
    }
}

Report Load::report() {
    const std::lock_guard lock(crowd_.mutex);
    return crowd_.report;
}

void Load::close() noexcept {
    crowd_.io.stop();
    if (thread_.joinable()) thread_.join();
    for (const auto& client : clients_) client->close();
}

void Load::tick() {
    const std::lock_guard lock(crowd_.mutex);
    begin_due();
    step();
    if (crowd_.report.phase == Phase::done) return;
    timer_.expires_after(kTick);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) tick();
    });
}

void Load::begin_due() {
    const Options& options = crowd_.options;
    const std::chrono::duration<double> passed = Clock::now() - began_;
    const double due = passed.count() * options.ramp + 1;
    while (crowd_.report.phase == Phase::connecting && clients_.size() < options.clients &&
           static_cast<double>(clients_.size()) < due &&
           crowd_.report.connections.waiting < kMaxWaiting) {
        clients_.push_back(std::make_unique<Client>(crowd_, clients_.size()));
        clients_.back()->begin();
    }
}

void Load::step() {
    const Options& options = crowd_.options;
    const Connections& connections = crowd_.report.connections;
    const auto passed = Clock::now() - phase_began_;
    const bool is_empty = connections.open + connections.waiting == 0;
    switch (crowd_.report.phase) {
        case Phase::connecting: {
            const std::chrono::duration<double> ramp(static_cast<double>(options.clients) /
                                                     options.ramp);
            const bool is_settled = clients_.size() == options.clients && connections.waiting == 0;
            if (is_settled || passed > ramp + options.patience) begin_phase(Phase::measuring);
            break;
        }
        case Phase::measuring:
            crowd_.report.measured_ms = milliseconds(passed);
            if (passed >= options.duration || is_empty) begin_phase(Phase::finishing);
            break;
        case Phase::finishing:
            if (passed >= options.grace || all_complete()) finish();
            break;
        case Phase::done:
            break;
    }
}

void Load::begin_phase(Phase phase) {
    crowd_.report.phase = phase;
    phase_began_ = Clock::now();
    // The delays of a crowd that arrives are not those of one that is there.
    if (phase == Phase::measuring) crowd_.report.measured = {};
}

void Load::finish() {
    crowd_.report.phase = Phase::done;
    for (const auto& client : clients_) {
        // A stream that broke off would resume: what it lacks is not lost.
        if (client->is_open()) crowd_.report.faults.lost += client->check().missing(crowd_.ledger);
        client->close();
    }
}

bool Load::all_complete() const noexcept {
    return std::all_of(clients_.begin(), clients_.end(), [this](const auto& client) {
        return !client->is_open() || client->check().missing(crowd_.ledger) == 0;
    });
}

}  // namespace ssecast::load
