#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace ssecast::net {

/// The id of a client, without memory of its own up to 23 bytes: ids that the broadcaster gives
/// have 22. Does not change.
class ClientId {
public:
    ClientId() noexcept { inside_[kInside] = 0; }
    explicit ClientId(std::string_view text) {
        if (text.size() <= kInside) {
            text.copy(inside_.data(), text.size());
            inside_[kInside] = static_cast<char>(text.size());
            return;
        }
        const Outside outside{new char[text.size()], text.size()};
        text.copy(outside.text, text.size());
        std::memcpy(inside_.data(), &outside, sizeof outside);
        inside_[kInside] = kIsOutside;
    }
    ClientId(const ClientId&) = delete;
    ClientId& operator=(const ClientId&) = delete;
    ~ClientId() {
        if (inside_[kInside] == kIsOutside) delete[] outside().text;
    }

    [[nodiscard]] std::string_view view() const noexcept {
        if (inside_[kInside] != kIsOutside) {
            return {inside_.data(), static_cast<std::size_t>(inside_[kInside])};
        }
        const Outside text = outside();
        return {text.text, text.size};
    }

private:
    struct Outside {
        char* text;
        std::size_t size;
    };
    static constexpr std::size_t kInside = 23;
    static constexpr char kIsOutside = kInside + 1;

    [[nodiscard]] Outside outside() const noexcept {
        Outside text;
        std::memcpy(&text, inside_.data(), sizeof text);
        return text;
    }

    /// The text and, last, its length; or an `Outside` and the mark.
    std::array<char, kInside + 1> inside_;
};

}  // namespace ssecast::net
