// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <systemc>
#include <unordered_map>
#include <vector>

#include "monitors/symbols.h"
#include "semantics/map_composer.h"
#include "semantics/processor/processor.h"
#include "systemc/machine.h"
#include "waves/vcd_writer.h"
#include "waves/wave_codes.h"

namespace hv::tb {

/// Writes a machine in lock-step as VCD: the tree name, the instruction, the name of each reference at every level on
/// its way down, what the associator did, exceptions and VM-faults. traces/WAVES.md lists the signals.
///
/// Values change at the kernel's time, so the machine must run in lock-step while this is attached. Names are
/// four-valued: all z where there is none, all x where a map had no value.
class WaveRecorder final : public InstructionObserver, public AccessObserver, public VmidObserver {
 public:
  /// `levels`: for how many levels of the nest to show names. `symbols`: where there are any, cpu.symbol shows where
  /// the instruction is ("label+3"). To be made before the simulation starts, and to live until it has ended.
  WaveRecorder(sc::Machine& machine, VcdWriter::Sink sink, unsigned levels, Symbols symbols = {});
  ~WaveRecorder() override;
  WaveRecorder(const WaveRecorder&) = delete;
  WaveRecorder& operator=(const WaveRecorder&) = delete;

  /// From the next instruction on it records, once in its life; the machine stands still. `attempted`: how many
  /// instructions were attempted before, for cpu.number.
  void attach(std::uint64_t attempted = 0);
  /// The last instruction to be recorded has ended; the machine stands still, and goes on unobserved. What is
  /// written ends here.
  void detach();
  /// The simulation has ended: what is written ends, where it has not ended yet, somewhat later (kTailNs), since
  /// viewers end where the last time stamp is, and what the last instruction has changed must be seen for a while.
  void finish();
  /// Whether an instruction has been recorded.
  bool has_recorded() const { return attempted_ != attempted_before_; }

  void instruction_begins(const ProcessorState& state) override;
  void instruction_fetched(Word instruction) override;
  void instruction_ends(const ProcessorState& state, const StepResult& result) override;
  void accessed(const Access& access) override;
  void vmid_appended() override { vmid_changed(waves::Phase::lvmid); }
  void vmid_removed() override { vmid_changed(waves::Phase::vm_fault); }

 private:
  using Signal = VcdWriter::Signal;
  enum class Stage { waiting, attached, over };

  static constexpr unsigned kTextLength = 24, kTreeNameLength = 40;
  static constexpr std::size_t kMostDecoded = std::size_t{1} << 16;

  /// What is known of the word of an instruction.
  struct Decoded {
    unsigned op;
    std::string text;
  };
  struct TreeName {
    unsigned depth = 0;
    std::string label;
    std::vector<Word> syllables;
  };

  void declare_vmid();
  void declare_cpu();
  void declare_access();
  void declare_composer();
  void declare_failures();
  Signal number(const char* name) { return vcd_.declare(name, 64); }
  template <class Code>
  void set(Signal signal, Code code) {
    vcd_.set(signal, static_cast<std::uint64_t>(code));
  }

  std::uint64_t now_ns() const { return sc_core::sc_time_stamp().value() / units_per_ns_; }
  void at_this_time();
  void unobserve();
  TreeName tree_name() const;
  void vmid_changed(waves::Phase phase);
  void show_vmid();
  void show_symbol(const ProcessorState& state);
  void show_instruction(const Access& fetch);
  const Decoded& decoded(Word instruction);
  void show_no_reference();
  void show_names(const Access& access);
  void show_associator(const Access& access);
  void show_counters(std::uint32_t occupancy);
  void show_map_reads(const Access& access);
  void show_exception();
  void show_vm_fault();

  sc::Machine& machine_;
  const unsigned levels_;
  const Symbols symbols_;
  const std::uint64_t units_per_ns_;  ///< of the kernel's time
  VcdWriter vcd_;
  Stage stage_ = Stage::waiting;
  sc_dt::uint64 time_ = 0;  ///< the kernel's, as the writer was told last

  std::uint64_t attempted_ = 0, attempted_before_ = 0;
  std::uint64_t fills_ = 0;
  bool in_instruction_ = false;
  bool has_referred_ = false;  ///< in this instruction
  TreeName coming_;            ///< the VMID as it will be shown
  bool is_coming_ = false;
  sc_core::sc_time coming_since_;
  std::unordered_map<Word, Decoded> decoded_;

  Signal depth_ = 0, label_ = 0;
  std::vector<Signal> syllables_;  ///< [i]: of level i
  Signal number_ = 0, ic_ = 0, r_ = 0, b_ = 0, mode_ = 0, phase_ = 0, op_ = 0, text_ = 0, symbol_ = 0, value_ = 0,
         outcome_ = 0;
  Signal kind_ = 0, process_name_ = 0, real_name_ = 0, result_ = 0;
  std::vector<Signal> names_;  ///< [i]: at level i, from 1 on
  Signal associator_ = 0, occupancy_ = 0, hits_ = 0, misses_ = 0, filled_ = 0, forgotten_ = 0;
  Signal reads_ = 0, map_reads_ = 0, map_read_level_ = 0, map_read_name_ = 0, map_read_value_ = 0;
  Signal exception_ = 0, exception_cause_ = 0, exception_name_ = 0;
  Signal vm_fault_ = 0, vm_fault_level_ = 0, vm_fault_cause_ = 0, vm_fault_name_ = 0;
};

}  // namespace hv::tb
