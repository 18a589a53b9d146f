// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <systemc>
#include <vector>

#include "monitors/symbols.h"
#include "semantics/map_composer.h"
#include "semantics/processor/processor.h"
#include "systemc/machine.h"
#include "waves/wave_codes.h"

namespace hv::tb {

/// Writes a machine in lock-step to a VCD file: the tree name, the instruction, the name of each reference at
/// every level on its way down, what the associator did, exceptions and VM-faults. traces/WAVES.md lists the
/// signals.
///
/// Values change at the kernel's time, so the machine must run in lock-step. Names are four-valued: all z
/// where there is none, all x where a map had no value.
class WaveRecorder final : public InstructionObserver, public AccessObserver, public VmidObserver {
 public:
  /// Writes `path` plus ".vcd" (sc_trace's habit). `levels`: for how many levels of the nest to show names.
  /// `symbols`: where there are any, cpu.symbol shows where the instruction is ("label+3").
  /// To be made before the simulation starts, and to live until it has ended.
  WaveRecorder(sc::Machine& machine, const std::string& path, unsigned levels, Symbols symbols = {});
  ~WaveRecorder() override;
  WaveRecorder(const WaveRecorder&) = delete;
  WaveRecorder& operator=(const WaveRecorder&) = delete;

  void instruction_begins(const ProcessorState& state) override;
  void instruction_fetched(Word instruction) override;
  void instruction_ends(const ProcessorState& state, const StepResult& result) override;
  void accessed(const Access& access) override;
  void vmid_appended() override { vmid_changed(waves::Phase::lvmid); }
  void vmid_removed() override { vmid_changed(waves::Phase::vm_fault); }

 private:
  static constexpr int kTextBits = 8 * 24, kTreeNameBits = 8 * 40;
  using Name = sc_dt::sc_lv<64>;
  using Cause = sc_dt::sc_lv<4>;
  using Text = sc_dt::sc_lv<kTextBits>;

  struct TreeName {
    unsigned depth = 0;
    sc_dt::sc_lv<kTreeNameBits> label;
    std::vector<Name> syllables;
  };

  void trace_vmid();
  void trace_cpu();
  void trace_access();
  void trace_composer();
  void trace_failures();
  template <class Value>
  void trace(const Value& value, const std::string& name);
  void trace_code(const unsigned& code, const std::string& name, int bits);

  TreeName tree_name() const;
  void vmid_changed(waves::Phase phase);
  void show_vmid() { shown_ = coming_; }
  void show_instruction(const Access& fetch);
  void show_names(const Access& access);
  void show_associator(const Access& access);
  void show_map_reads(const Access& access);
  void show_exception();
  void show_vm_fault();

  sc::Machine& machine_;
  unsigned levels_;
  const Symbols symbols_;
  std::string path_;
  sc_core::sc_trace_file* file_;

  // vmid
  TreeName shown_, coming_;
  sc_core::sc_time coming_since_;
  // cpu
  std::uint64_t number_ = 0;
  std::uint64_t ic_ = 0, r_ = 0, b_ = 0;
  unsigned mode_ = 0, phase_ = 0, op_ = 0, outcome_ = 0;
  bool in_instruction_ = false;
  Text text_{sc_dt::SC_LOGIC_Z}, symbol_{sc_dt::SC_LOGIC_Z};
  Name value_;
  // access
  unsigned kind_ = 0, result_ = 0;
  Name process_name_;
  std::vector<Name> names_;  ///< [i]: at level i
  Name real_name_;
  // associator and composer
  unsigned associator_ = 0, occupancy_ = 0, reads_ = 0;
  std::uint64_t hits_ = 0, misses_ = 0, fills_ = 0, forgotten_ = 0, map_reads_ = 0;
  Name map_read_level_, map_read_name_, map_read_value_;
  // exception and vm_fault
  Cause exception_cause_, vm_fault_cause_;
  Name exception_name_, vm_fault_level_, vm_fault_name_;
};

}  // namespace hv::tb
