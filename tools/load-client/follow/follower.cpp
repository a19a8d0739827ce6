#include "follower.hpp"

#include "clock.hpp"

#include <charconv>
#include <optional>
#include <utility>

namespace ssecast::load::follow {

namespace {

/// The text or digits after `name` in flat JSON that JSON.stringify wrote.
std::optional<std::string_view> field(std::string_view json, std::string_view name) {
    const std::size_t at = json.find(name);
    if (at == std::string_view::npos) return std::nullopt;
    return json.substr(at + name.size());
}

std::uint64_t number(std::string_view text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::pair<std::uint64_t, std::uint64_t> place(std::string_view id) {
    const std::size_t dash = id.find('-');
    return {number(id), dash == std::string_view::npos ? 0 : number(id.substr(dash + 1))};
}

}  // namespace

void Follower::begin_connection() {
    reader_ = ResponseReader(ResponseReader::Fields::exact);
    numbers_.clear();
    connected_ = false;
    gap_is_due_ = false;
    resuming_ = !cursor_.empty();
    ++findings_.connections;
}

void Follower::feed(char* data, std::size_t size) {
    findings_.bytes += size;
    const bool failed = reader_.state() == ResponseReader::State::failed;
    reader_.feed(data, size, *this);
    if (!failed && reader_.state() == ResponseReader::State::failed && reader_.status() == 200) {
        ++findings_.malformed;
    }
}

bool Follower::on_head(int status, std::string_view head) {
    const auto has = [&](std::string_view header) {
        return head.find(header) != std::string_view::npos;
    };
    if (const auto numbers = field(head, "\r\nx-numbers: ")) {
        numbers_ = numbers->substr(0, numbers->find('\r'));
    }
    return status == 200 && has("\r\ncontent-type: text/event-stream") &&
           has("\r\ntransfer-encoding: chunked\r\n");
}

std::uint64_t Follower::last(std::string_view series) const {
    const auto found = last_.find(series);
    return found == last_.end() ? 0 : found->second;
}

void Follower::on_block(const Block& block) {
    if (block.retry) retry_ = *block.retry;
    if (!connected_) {
        take_connected(block);
    } else if (block.event == "gap") {
        take_gap(block);
    } else if (block.has_data) {
        take_numbered(block);
    }
    if (block.has_id) {
        check_id(block.id);
        cursor_ = block.id;
    }
}

void Follower::take_connected(const Block& block) {
    connected_ = true;
    const auto says = [&](std::string_view what) { return field(block.data, what).has_value(); };
    if (block.event != "connected" || !block.has_id || !block.retry) {
        ++findings_.malformed;
        return;
    }
    const bool resumed = says(R"("resumed":true)");
    const bool gap = says(R"("gap":true)");
    // Exactly one of the two for a client that comes back, and neither for a first connection.
    if (resuming_ ? resumed == gap : resumed || gap) ++findings_.malformed;
    findings_.resumed += resumed ? 1 : 0;
    const std::uint64_t replayed = number(field(block.data, R"("replayed":)").value_or("0"));
    findings_.replayed += replayed;
    gap_is_due_ = gap;
    take_numbers(resumed, replayed);
}

void Follower::take_numbers(bool resumed, std::uint64_t replayed) {
    std::uint64_t missing = 0;
    bool known = !numbers_.empty();
    for (const std::string& series : {std::string("all"), channel_}) {
        bool& after_gap = after_gap_[series];
        std::uint64_t& last = last_[series];
        const auto at_admission = field(numbers_, series + '=');
        known = known && at_admission;
        if (resumed) {
            known = known && !after_gap;
            if (at_admission) missing += number(*at_admission) - last;
        } else {
            // It begins where the server stood, or, where that is not known, anywhere.
            after_gap = !at_admission;
            if (at_admission) last = number(*at_admission);
        }
    }
    if (resumed ? known && replayed != missing : replayed != 0) ++findings_.miscounted;
}

void Follower::take_gap(const Block& block) {
    ++findings_.gaps;
    // The one that `connected` announced lies before the numbers at admission, unless the server
    // has forgotten newer events before it came to count what was missed.
    const auto newest = field(numbers_, "newest=");
    const bool is_later = newest && place(*newest) < place(block.id);
    if (!std::exchange(gap_is_due_, false) || is_later) {
        for (auto& [series, pending] : after_gap_) pending = true;
    }
}

void Follower::take_numbered(const Block& block) {
    if (gap_is_due_) ++findings_.malformed;
    gap_is_due_ = false;
    const auto series_text = field(block.data, R"("s":")");
    const auto number_text = field(block.data, R"("n":)");
    if (!series_text || !number_text) {
        ++findings_.malformed;
        return;
    }
    const std::string_view series = series_text->substr(0, series_text->find('"'));
    if (series != "all" && series != channel_) {
        ++findings_.foreign;
        return;
    }
    ++findings_.deliveries;
    if (const auto sent = field(block.data, R"("t":)")) {
        const std::uint64_t now = monotonic_ns();
        const std::uint64_t at = number(*sent);
        findings_.latencies.record(now > at ? now - at : 0);
    }
    const std::uint64_t n = number(*number_text);
    bool& after_gap = after_gap_[std::string(series)];
    std::uint64_t& last = last_[std::string(series)];
    if (n <= last) {
        if (n == last) {
            ++findings_.duplicated;
        } else {
            ++findings_.reordered;
        }
    } else if (n != last + 1 && !after_gap) {
        findings_.lost += n - last - 1;
    }
    after_gap = false;
    last = std::max(last, n);
}

void Follower::check_id(std::string_view id) {
    if (!cursor_.empty() && place(id) < place(cursor_)) ++findings_.reordered;
}

}  // namespace ssecast::load::follow
