// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <systemc>
#include <vector>

#include "semantics/map_composer.h"
#include "semantics/processor/processor.h"
#include "systemc/machine.h"

namespace hv::tb {

/// Writes a machine in lock-step to a VCD file: the tree name, the instruction, the name of each reference at every
/// level on its way down, what the associator did, exceptions and VM-faults. traces/README.md lists the signals.
///
/// Values change at the kernel's time, so the machine must run in lock-step.
class WaveRecorder final : public InstructionObserver, public AccessObserver, public VmidObserver {
 public:
  /// Writes `path` plus ".vcd" (sc_trace's habit). `levels`: for how many levels of the nest to show names.
  WaveRecorder(sc::Machine& machine, const std::string& path, unsigned levels);
  ~WaveRecorder() override;
  WaveRecorder(const WaveRecorder&) = delete;
  WaveRecorder& operator=(const WaveRecorder&) = delete;

  void instruction_begins(const ProcessorState& state) override;
  void instruction_fetched(Word instruction) override;
  void instruction_ends(const ProcessorState& state, const StepResult& result) override;
  void accessed(const Access& access) override;
  void vmid_appended() override { show_vmid(); }
  void vmid_removed() override { show_vmid(); }

 private:
  static constexpr int kLabelBits = 8 * 24;
  using Label = sc_dt::sc_bv<kLabelBits>;
  using Name = sc_dt::sc_lv<64>;  ///< all z: no name

  void trace_all();
  void show_vmid();
  void show_names(const Access& access);

  sc::Machine& machine_;
  unsigned levels_;
  sc_core::sc_trace_file* file_;

  // vmid
  unsigned depth_ = 0;
  Label label_;
  std::vector<Name> syllables_;
  // cpu
  std::uint64_t number_ = 0;
  std::uint64_t ic_ = 0, r_ = 0, b_ = 0;
  bool slave_ = false;
  unsigned op_ = 0;
  Label text_;
  unsigned outcome_ = 0;
  Name value_;
  // access
  unsigned kind_ = 0;
  Name process_name_;
  std::vector<Name> names_;  ///< [i]: at level i
  Name real_name_;
  unsigned failure_ = 0;
  // associator and composer
  unsigned associator_ = 0;
  unsigned occupancy_ = 0;
  std::uint64_t hits_ = 0, misses_ = 0, fills_ = 0, map_reads_ = 0;
  Name map_read_name_, map_read_value_;
};

}  // namespace hv::tb
