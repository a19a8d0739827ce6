#pragma once

#include "core/target.hpp"

#include <string>
#include <vector>

namespace ssecast::net {

/// A target as a caller names it: no keys for `all`, names of channels, or ids of clients.
struct TargetNames {
    Target::Kind kind = Target::Kind::all;
    std::vector<std::string> keys;
};

}  // namespace ssecast::net
