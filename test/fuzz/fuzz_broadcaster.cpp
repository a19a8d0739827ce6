// Reads bytes as commands to a broadcaster: clients come with cursors and go, read and stall, join
// and leave channels, while events are published, options change, access is revoked and the clock
// is set. The model of model/ knows what each client is to get.
#include "model/world.hpp"

#include <memory>

namespace ssecast::test {
namespace {

void command(World& world, FuzzedDataProvider& input, HeldEngine& engine) {
    // Older inputs, from before the further commands, keep their meaning.
    const int commands = world.extended() ? 29 : 21;
    switch (input.ConsumeIntegralInRange(0, commands)) {
        case 0:
        case 1:
        case 2:
        case 3:
        case 4:
            return world.publish(input);
        case 5:
        case 6:
            return world.admit(input);
        case 7:
            return world.attach(input);
        case 8:
            return world.subscribe(input);
        case 9:
            return world.unsubscribe(input);
        case 10:
            return world.disconnect(input);
        case 11:
        case 12:
            return world.read_on(input);
        case 13:
            return world.stall(input);
        case 14:
            return world.fail(input);
        case 15:
            return world.peer_leaves(input);
        case 16:
            return world.configure(input);
        case 17:
            return world.ask_covers(input);
        case 18:
            return world.check();
        case 19:
            return engine->flush();
        case 22:
        case 23:
            return world.set_clock(input);
        case 24:
        case 25:
            return world.begin_admission(input);
        case 26:
        case 27:
            return world.end_admission(input);
        case 28:
            return world.pipelined(input);
        case 29:
            return world.leave(input);
        default:
            for (int steps = input.ConsumeIntegralInRange(1, 4); steps > 0; --steps) engine.step();
    }
}

/// False when the broadcaster is closed, or would carry this input's time into the next one.
bool run(FuzzedDataProvider& input, HeldEngine& engine, bool with_burst) {
    const int end = input.ConsumeIntegralInRange(0, 63);
    World world(engine, end >= 32);
    const std::size_t half = input.remaining_bytes() / 2;
    while (input.remaining_bytes() != 0) {
        command(world, input, engine);
        if (with_burst && input.remaining_bytes() <= half) {
            world.burst();
            with_burst = false;
        }
    }
    world.check();
    if (end % 2 == 0) world.let_everybody_read();
    if (end == 1 || end == 2) {
        world.end_by_closing();
    } else if (end == 3 || end == 4) {
        world.end_by_draining(end == 3 ? 0 : 60'000);
    } else {
        world.end_by_disconnecting();
        return !world.ids_lie_ahead();
    }
    return false;
}

/// Nine megabytes of events take longer than a thousand inputs: an input has them by its hash,
/// which a fuzzer cannot aim at.
bool has_burst(const std::uint8_t* data, std::size_t size) {
    std::uint32_t hash = 2'166'136'261U;
    for (std::size_t i = 0; i < size; ++i) hash = (hash ^ data[i]) * 16'777'619U;
    constexpr std::uint32_t kRarity = 1U << 14U;
    return (hash >> 8U) % kRarity == 0;
}

}  // namespace
}  // namespace ssecast::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // Kept from one input to the next, because starting threads takes long. Each input finds it
    // empty.
    static std::unique_ptr<ssecast::test::HeldEngine> engine;
    if (!engine) engine = std::make_unique<ssecast::test::HeldEngine>();
    FuzzedDataProvider input(data, size);
    if (!ssecast::test::run(input, *engine, ssecast::test::has_burst(data, size))) engine.reset();
    return 0;
}
