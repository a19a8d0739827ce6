#pragma once

#include "core/frame_encoder.hpp"
#include "net/target_names.hpp"
#include "node/args.hpp"

#include <napi.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ssecast::node {

/// The targets of `publish` and `encode`, in the order of their numbers. The first ones are those
/// of Target::Kind. Then one user and one session, whose channels are named here, because joining
/// strings in JavaScript costs more, and one channel that the event tells, as a session's does.
enum class EventTarget : std::int32_t { all, channels, clients, user, session, told_channel };
inline constexpr std::array<const char*, 6> kEventTargets{"all",  "channels", "clients",
                                                          "user", "session",  "toldChannel"};

/// The arguments of `publish` and `encode`: lib/native/contract.cts says what they are. Copies
/// strings out of V8 into memory that stays from call to call, so that a publish allocates nothing
/// but its frame. JavaScript thread.
class EventArgs {
public:
    /// `late`: large data may stay in V8 until the encoder has room for it. Throws a TypeError for
    /// what is no event, and event_too_large.
    void read(const Napi::CallbackInfo& info, bool late);
    /// Gives back the memory that a large event needed.
    void shrink() noexcept;

    [[nodiscard]] const net::TargetNames& target() const noexcept { return target_; }
    /// Views into this object.
    [[nodiscard]] const EventFields& fields() const noexcept { return fields_; }

private:
    /// Returns whether the event tells its channel.
    bool read_target(const Napi::CallbackInfo& info);
    void read_data(const Napi::CallbackInfo& info, bool late);
    void read_options(const Napi::CallbackInfo& info);
    /// Nothing for a value that is no string.
    [[nodiscard]] static std::optional<std::string_view> text_of(Napi::Env env,
                                                                 StringBuffer& buffer,
                                                                 napi_value value);
    static std::size_t write_late(void* self, char* at, std::size_t size) noexcept;

    StringBuffer event_;
    StringBuffer data_;
    StringBuffer id_;
    StringBuffer key_;
    StringBuffer comments_;
    /// Comments with the one that names the channel.
    std::string told_;
    net::TargetNames target_;
    EventFields fields_;
    /// Where `write_late` finds the data.
    napi_env env_ = nullptr;
    napi_value late_data_ = nullptr;
};

}  // namespace ssecast::node
