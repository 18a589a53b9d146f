// SPDX-License-Identifier: Apache-2.0
#include "waves/story.h"

#include "monitors/event.h"
#include "scenarios/pure_run.h"
#include "waves/wave_codes.h"

namespace hv::tb {
namespace {

constexpr std::uint64_t kNsPerCycle = 10;  // as sc::Clock has it

}  // namespace

SaveFile save_file_of(const Scenario& scenario, unsigned levels, std::uint64_t instructions) {
  SaveFile file{scenario.name, levels, 0, !scenario.notes.empty(), {}};
  PureRun run(scenario);
  PureMachine& machine = run.machine();
  const auto now_ns = [&] { return run.cycles() * kNsPerCycle; };
  EventCollector collector(machine.vmid_unit().vmid(), now_ns);
  machine.processor().observe(&collector);
  machine.composer().observe(&collector);
  collector.add_sink([&](const InstructionEvent& event) {
    const std::uint64_t before_last_cycles = now_ns() - scenario.config.timing.instruction * kNsPerCycle;
    if (file.has_notes && event.time_ns > 0)  // a name at the very beginning is cut off
      file.markers.push_back({event.time_ns, "line " + std::to_string(event.n)});
    if (!file.has_notes && event.vmid_after != event.vmid)
      file.markers.push_back({before_last_cycles, tree_name(event.vmid_after)});
  });
  run.run(instructions);
  file.duration_ns = now_ns() + waves::kTailNs;
  return file;
}

}  // namespace hv::tb
