// SPDX-License-Identifier: Apache-2.0
#include "scenarios/pure_run.h"

#include <algorithm>

namespace hv::tb {

PureRun::PureRun(const Scenario& scenario) : scenario_(scenario), machine_(scenario.config) {
  machine_.console().set_input(scenario.console_input);
  scenario.image.for_each([&](RealName name, Word word) { machine_.memory().write(name, word); });
}

bool PureRun::begin(const Start& start) {
  const Counters before = machine_.counters();
  machine_.vmid_unit().reset();
  machine_.processor().set_state({});
  bool entered = true;
  for (const Word syllable : start.syllables)
    entered = entered && std::holds_alternative<Entered>(machine_.enter(syllable));
  if (entered && start.registers) {
    ProcessorState state;
    state.ic = start.registers->ic;
    state.r = start.registers->r;
    state.b = start.registers->b;
    machine_.processor().set_state(state);
  }
  front_panel_ += machine_.counters() - before;
  for (const auto& hear : on_start_) hear();
  return entered;
}

bool PureRun::run(std::uint64_t max_attempts) {
  bool complete = true;
  for (const Start& start : scenario_.starts) {
    if (!begin(start)) return false;
    const std::uint64_t attempts = std::min(start.attempts, max_attempts);
    const std::uint64_t done = machine_.run(attempts);
    complete =
        complete && (machine_.processor().stopped() || (start.attempts != Start::kForever && done == start.attempts));
    max_attempts -= done;
  }
  return complete;
}

}  // namespace hv::tb
