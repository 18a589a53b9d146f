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

/// The guest that never ends, on the SystemC machine, under two levels of VMM.
class MachineRun {
 public:
  static constexpr std::uint64_t kWarmUp = 20000;  ///< instructions

  explicit MachineRun(bool lock_step) : run_(guest(kMachineDepth, kGuestWords, kEndlessRounds), lock_step) {}

  sc::Machine& machine() { return run_.machine(); }
  /// Switches it on and enters the nest; a round or two, so that the associator holds all pages.
  void warm_up() { run_.run(kWarmUp); }
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
