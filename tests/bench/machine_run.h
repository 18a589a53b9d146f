// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <memory>

#include "guest.h"
#include "platform/scenario_run.h"
#include "temporary_file.h"
#include "waves/wave_recorder.h"

namespace hv::bench {

constexpr unsigned kMachineDepth = 2;

/// A guest that never ends, on the SystemC machine.
class MachineRun {
 public:
  static constexpr std::uint64_t kWarmUp = 20000;  ///< instructions

  MachineRun(const tb::Scenario& scenario, sc::CpuModule::Execution execution)
      : run_(scenario, execution == sc::CpuModule::Execution::lock_step) {
    machine().cpu.set_execution(execution);
  }
  /// The one that sums an array, under two levels of VMM.
  explicit MachineRun(sc::CpuModule::Execution execution)
      : MachineRun(guest(kMachineDepth, kGuestWords, kEndlessRounds), execution) {}

  sc::Machine& machine() { return run_.machine(); }
  /// Switches it on and enters the nest; a round or two, so that the associator holds all pages.
  void warm_up(std::uint64_t instructions = kWarmUp) { run_.run(instructions); }
  /// Attempts so many instructions more.
  void go_on(std::uint64_t attempts) { machine().run(attempts); }

 private:
  tb::ScenarioRun run_;
};

/// Its waves in a temporary file. To be made before the machine is switched on.
class Waves {
 public:
  explicit Waves(sc::Machine& machine) : file_(".vcd"), out_(file_.path(), std::ios::binary) {
    recorder_ = std::make_unique<tb::WaveRecorder>(
        machine, [this](std::string_view text) { out_ << text; }, kMachineDepth);
    recorder_->attach();
  }
  /// Nothing more is recorded; the file is complete.
  void close() {
    recorder_->finish();
    out_.close();
  }
  const std::string& path() const { return file_.path(); }

 private:
  TemporaryFile file_;
  std::ofstream out_;
  std::unique_ptr<tb::WaveRecorder> recorder_;
};

}  // namespace hv::bench
