// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "platform/scenario_run.h"
#include "semantics/counters.h"
#include "vcd.h"

namespace hv::test {

/// What a run of a scenario with waves left behind.
struct WaveRun {
  std::string path;  ///< of the VCD
  Vcd vcd;
  Counters counters;
  bool complete;  ///< the run came to its end
  std::uint64_t cycles, real_digest;
  std::uint64_t waits;  ///< of the kernel: delta cycles
};

/// Between which moments the waves are recorded, and the machine is in lock-step.
struct WaveWindow {
  tb::ScenarioRun::Moment from{0, sc_core::sc_max_time()}, to;
};

/// The scenario of the catalogue, with so many levels where it may have any; or "ticker", whose timers interrupt.
tb::Scenario scenario_with(const std::string& name, unsigned levels);

/// Runs it, at most so many instructions of it. Once per process.
WaveRun wave_run(const std::string& scenario, unsigned levels = 2, std::uint64_t instructions = 1000,
                 const WaveWindow& window = {});

}  // namespace hv::test
