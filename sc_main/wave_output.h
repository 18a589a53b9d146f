// SPDX-License-Identifier: Apache-2.0
// --vcd: what part of a run goes into which file, in which format.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command_line.h"
#include "platform/scenario_run.h"
#include "stepper/trigger.h"
#include "wave_file.h"
#include "waves/wave_recorder.h"

namespace hv::cli {

/// --vcd, --vcd-from, --vcd-to, --vcd-trigger, --vcd-before, --vcd-window.
std::vector<Option> wave_options();

struct WaveRequest {
  std::string path;
  tb::ScenarioRun::Moment from{0, sc_core::sc_max_time()}, to;  ///< what is between them is recorded
  std::optional<tb::Trigger> trigger;                           ///< still to be looked for; then the moments follow
  std::uint64_t before = 0, from_it_on = 0;                     ///< instructions ahead of it, and from it on
};

/// What the command line asks for, if anything. Throws UsageError.
std::optional<WaveRequest> wave_request(const CommandLine& line);
/// The recorder of a run, which the run attaches and detaches.
class WaveOutput {
 public:
  /// `max_attempts`: how far a trigger is looked for.
  /// Throws UsageError where it never happens, and trace::TraceError where the file cannot be made.
  WaveOutput(WaveRequest request, const tb::Scenario& scenario, std::uint64_t max_attempts, tb::ScenarioRun& run,
             unsigned levels);
  /// The run has ended. Throws UsageError where it ended ahead of the window.
  void commit();

 private:
  tb::ScenarioRun& run_;
  sc::CpuModule::Execution outside_;  ///< of the window
  WaveFile file_;
  tb::WaveRecorder recorder_;
};

}  // namespace hv::cli
