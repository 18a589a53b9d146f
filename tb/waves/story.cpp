// SPDX-License-Identifier: Apache-2.0
#include "waves/story.h"

#include <algorithm>

#include "explore/pure_machine.h"
#include "monitors/event.h"
#include "waves/wave_codes.h"

namespace hv::tb {
namespace {

constexpr std::uint64_t kNsPerCycle = 10;  // as sc::Clock has it

/// The front panel takes no time.
class Panel {
 public:
  explicit Panel(PureMachine& machine) : machine_(machine) {}
  std::uint64_t now_ns() const { return (machine_.cycles() - cycles_) * kNsPerCycle; }
  void begin(const Start& start) {
    const std::uint64_t before = machine_.cycles();
    machine_.vmid_unit().reset();
    machine_.processor().set_state({});
    for (const Word syllable : start.syllables) machine_.enter(syllable);
    if (start.registers) {
      ProcessorState state;
      state.ic = start.registers->ic;
      state.r = start.registers->r;
      state.b = start.registers->b;
      machine_.processor().set_state(state);
    }
    cycles_ += machine_.cycles() - before;
  }

 private:
  PureMachine& machine_;
  std::uint64_t cycles_ = 0;
};

}  // namespace

SaveFile save_file_of(const Scenario& scenario, unsigned levels, std::uint64_t instructions) {
  SaveFile file{scenario.name, levels, 0, !scenario.notes.empty(), {}};
  PureMachine machine(scenario.config);
  Panel panel(machine);
  scenario.image.for_each([&](RealName name, Word word) { machine.memory().write(name, word); });
  EventCollector collector(machine.vmid_unit().vmid(), [&] { return panel.now_ns(); });
  machine.processor().observe(&collector);
  machine.composer().observe(&collector);
  collector.add_sink([&](const InstructionEvent& event) {
    const std::uint64_t before_last_cycles = panel.now_ns() - scenario.config.timing.instruction * kNsPerCycle;
    if (file.has_notes && event.time_ns > 0)  // a name at the very beginning is cut off
      file.markers.push_back({event.time_ns, "line " + std::to_string(event.n)});
    if (!file.has_notes && event.vmid_after != event.vmid)
      file.markers.push_back({before_last_cycles, tree_name(event.vmid_after)});
  });
  for (const Start& start : scenario.starts) {
    panel.begin(start);
    instructions -= machine.run(std::min(start.attempts, instructions));
  }
  file.duration_ns = panel.now_ns() + waves::kTailNs;
  return file;
}

}  // namespace hv::tb
