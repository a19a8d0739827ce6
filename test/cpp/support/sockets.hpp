#pragma once

#include <utility>

namespace ssecast::test {

/// Owns a descriptor.
class Descriptor {
public:
    explicit Descriptor(int number = -1) noexcept : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() { close(); }

    [[nodiscard]] int get() const noexcept { return number_; }
    [[nodiscard]] int release() noexcept { return std::exchange(number_, -1); }
    void close() noexcept;

private:
    int number_;
};

/// Two ends of a connection: the server's, to be adopted, and its peer's. Neither blocks.
struct Connection {
    Descriptor server;
    Descriptor peer;
};

[[nodiscard]] Connection unix_connection();
[[nodiscard]] Connection tcp_connection();
/// One whose buffers hold a few KB, so that a peer that does not read is noticed soon.
[[nodiscard]] Connection narrow_connection();

/// Makes the close of `peer` a reset instead of an orderly end.
void close_with_reset(Descriptor& peer);

}  // namespace ssecast::test
