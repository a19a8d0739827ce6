#include "core/random_bits.hpp"

#if defined(_WIN32)
#include <algorithm>
#include <random>
#else
#include <cerrno>
#include <system_error>
#include <unistd.h>
#if __has_include(<sys/random.h>)
#include <sys/random.h>
#endif
#endif

namespace ssecast {

void RandomBits::fill() {
#if defined(_WIN32)
    std::random_device device;
    std::generate(pool_.begin(), pool_.end(), [&device] { return device(); });
#else
    if (::getentropy(pool_.data(), sizeof pool_) != 0) {
        throw std::system_error(errno, std::generic_category(), "getentropy");
    }
#endif
    next_ = 0;
}

}  // namespace ssecast
