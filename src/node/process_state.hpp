#pragma once

#include "net/broadcaster.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace ssecast::node {

/// What all environments of the process share: the broadcasters by name. It lives while an
/// environment uses it, so no static destructor runs at exit, when worker threads may be gone.
class ProcessState {
public:
    /// Any JavaScript thread.
    [[nodiscard]] static std::shared_ptr<ProcessState> get();

    /// The open broadcaster of that name, with the options of `json` applied, or a new one.
    /// Throws Error invalid_option.
    [[nodiscard]] std::shared_ptr<net::Broadcaster> open(const std::string& name,
                                                         std::string_view json);

private:
    std::mutex mutex_;
    std::map<std::string, std::weak_ptr<net::Broadcaster>> broadcasters_;
};

}  // namespace ssecast::node
