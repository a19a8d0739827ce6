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
        : members_(std::exchange(other.members_, {})),
          place_(other.place_),
          has_many_(std::exchange(other.has_many_, false)) {}
    MemberList& operator=(MemberList&& other) noexcept {
        std::swap(members_, other.members_);
        std::swap(place_, other.place_);
        std::swap(has_many_, other.has_many_);
        return *this;
    }
    ~MemberList() {
        if (has_many_) delete members_.many;
    }

    [[nodiscard]] std::size_t size() const noexcept {
        return has_many_ ? members_.many->clients.size() : members_.one != nullptr ? 1 : 0;
    }
    /// Valid until the list changes or moves.
    [[nodiscard]] std::span<Client* const> clients() const noexcept {
        if (has_many_) return members_.many->clients;
        return {&members_.one, size()};
    }
    [[nodiscard]] std::uint32_t place(std::size_t member) const noexcept {
        return has_many_ ? members_.many->places[member] : place_;
    }
    void set_place(std::size_t member, std::uint32_t place) noexcept {
        (has_many_ ? members_.many->places[member] : place_) = place;
    }

    /// For one more: `push_back` then needs no memory. Grows by half, so that a join costs a
    /// constant time on average.
    void make_room() {
        if (has_many_) {
            members_.many->make_room();
        } else if (members_.one != nullptr) {
            auto many = std::make_unique<Many>();
            many->reserve(4);
            many->push_back(members_.one, place_);
            members_.many = many.release();
            has_many_ = true;
        }
    }
    void push_back(Client& client, std::uint32_t place) noexcept {
        if (has_many_) {
            members_.many->push_back(&client, place);
        } else {
            members_.one = &client;
            place_ = place;
        }
    }
    /// Removes a member. The last one takes its position.
    void remove(std::size_t member) noexcept {
        if (has_many_) {
            members_.many->remove(member);
        } else {
            members_.one = nullptr;
        }
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
        void make_room() {
            const std::size_t size = clients.size();
            if (size == clients.capacity() || size == places.capacity()) {
                reserve(size + size / 2 + 1);
            }
        }
        void push_back(Client* client, std::uint32_t place) {
            clients.push_back(client);
            places.push_back(place);
        }
        void remove(std::size_t member) {
            clients[member] = clients.back();
            places[member] = places.back();
            clients.pop_back();
            places.pop_back();
        }
    };
    // One pointer, because each channel has such a list in the directory and in its workers.
    union Members {
        Client* one = nullptr;
        Many* many;
    };

    Members members_;
    /// Of the one member.
    std::uint32_t place_ = 0;
    /// There are several, or there were.
    bool has_many_ = false;
};

}  // namespace ssecast
