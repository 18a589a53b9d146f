// SPDX-License-Identifier: Apache-2.0
#include "platform/scenario_run.h"

#include <algorithm>

namespace hv::tb {

ScenarioRun::ScenarioRun(const Scenario& scenario, bool lock_step)
    : scenario_(scenario), machine_("hv", scenario.config, lock_step) {
  tlm::tlm_global_quantum::instance().set(sc::Clock{}(sc::kQuantumCycles));
  machine_.console.device().set_input(scenario_.console_input);
  scenario_.image.for_each([&](RealName name, Word word) {
    if (!machine_.poke(name, word)) SC_REPORT_FATAL("hv/scenario", "the image does not fit in the scenario's memory");
  });
}

void ScenarioRun::begin(const Start& start) {
  machine_.reset_vmid();
  machine_.set_state({});
  for (const Word syllable : start.syllables)
    if (!machine_.enter(syllable)) SC_REPORT_FATAL("hv/scenario", "a start names a VM that cannot be entered");
  if (!start.registers) return;
  ProcessorState state;
  state.ic = start.registers->ic;
  state.r = start.registers->r;
  state.b = start.registers->b;
  machine_.set_state(state);
}

void ScenarioRun::reach_moments() {
  while (!moments_.empty()) {
    const Moment& next = moments_.front().first;
    if (attempted_ < next.attempts && sc_core::sc_time_stamp() < next.time) return;
    moments_.front().second(attempted_);
    moments_.pop_front();
  }
}

/// How many attempts there were.
std::uint64_t ScenarioRun::run_for(std::uint64_t attempts) {
  constexpr std::uint64_t kBetweenReports = std::uint64_t{1} << 19;
  std::uint64_t done = 0;
  while (done < attempts) {
    reach_moments();
    const Moment moment = moments_.empty() ? Moment{} : moments_.front().first;
    std::uint64_t next = std::min(attempts - done, moment.attempts - attempted_);
    if (on_progress_) next = std::min(next, kBetweenReports);
    const bool stopped = machine_.run(next, moment.time);
    const std::uint64_t ran = next - machine_.cpu.attempts_left();
    done += ran;
    attempted_ += ran;
    if (stopped) break;
    if (on_progress_) on_progress_(machine_.counters().instructions);
  }
  return done;
}

bool ScenarioRun::run(std::uint64_t max_attempts) {
  bool complete = true;
  for (const Start& start : scenario_.starts) {
    begin(start);
    for (const auto& hear : on_start_) hear();
    const std::uint64_t attempts = std::min(start.attempts, max_attempts);
    const std::uint64_t done = run_for(attempts);
    const bool stopped = machine_.cpu.processor().stopped();
    complete = complete && (stopped || (start.attempts != Start::kForever && attempts == start.attempts));
    max_attempts -= done;
  }
  return complete;
}

}  // namespace hv::tb
