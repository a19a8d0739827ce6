#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace ssecast {

/// The members of a channel, and for each the index of the channel in the member's own list. Most
/// channels are those of one session, so a single member takes no memory of its own.
template <class Client>
class MemberList {
public:
    MemberList() noexcept = default;
    MemberList(const MemberList&) = delete;
    MemberList& operator=(const MemberList&) = delete;
    MemberList(MemberList&& other) noexcept
        : one_(std::exchange(other.one_, nullptr)),
          place_(other.place_),
          many_(std::move(other.many_)) {}
    MemberList& operator=(MemberList&& other) noexcept {
        one_ = std::exchange(other.one_, nullptr);
        place_ = other.place_;
        many_ = std::move(other.many_);
        return *this;
    }

    [[nodiscard]] std::size_t size() const noexcept {
        return many_ ? many_->clients.size() : one_ != nullptr ? 1 : 0;
    }
    /// Valid until the list changes or moves.
    [[nodiscard]] std::span<Client* const> clients() const noexcept {
        if (many_) return many_->clients;
        return {&one_, size()};
    }
    [[nodiscard]] std::uint32_t place(std::size_t member) const noexcept {
        return many_ ? many_->places[member] : place_;
    }
    void set_place(std::size_t member, std::uint32_t place) noexcept {
        (many_ ? many_->places[member] : place_) = place;
    }

    /// For one more: `push_back` then needs no memory. Grows by half, so that a join costs a
    /// constant time on average.
    void make_room() {
        if (!many_ && one_ == nullptr) return;
        if (!many_) {
            auto many = std::make_unique<Many>();
            many->reserve(4);
            many->push_back(one_, place_);
            many_ = std::move(many);
        } else if (many_->clients.size() == many_->clients.capacity() ||
                   many_->places.size() == many_->places.capacity()) {
            many_->reserve(many_->clients.size() + many_->clients.size() / 2 + 1);
        }
    }
    void push_back(Client& client, std::uint32_t place) noexcept {
        if (many_) {
            many_->push_back(&client, place);
        } else {
            one_ = &client;
            place_ = place;
        }
    }
    /// Removes a member. The last one takes its position.
    void remove(std::size_t member) noexcept {
        if (!many_) {
            one_ = nullptr;
            return;
        }
        many_->clients[member] = many_->clients.back();
        many_->places[member] = many_->places.back();
        many_->clients.pop_back();
        many_->places.pop_back();
    }

private:
    // Two arrays: deliveries walk over the members alone.
    struct Many {
        std::vector<Client*> clients;
        std::vector<std::uint32_t> places;

        void reserve(std::size_t size) {
            clients.reserve(size);
            places.reserve(size);
        }
        void push_back(Client* client, std::uint32_t place) {
            clients.push_back(client);
            places.push_back(place);
        }
    };

    Client* one_ = nullptr;
    std::uint32_t place_ = 0;
    /// In place of `one_`, once there were two.
    std::unique_ptr<Many> many_;
};

}  // namespace ssecast
