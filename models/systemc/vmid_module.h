// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <systemc>
#include <vector>

#include "semantics/vmid_unit.h"
#include "systemc/access_report.h"
#include "systemc/exclusive.h"
#include "systemc/payload.h"
#include "systemc/scheduled_lines.h"
#include "systemc/timing.h"
#include "systemc/vmid_registers.h"

namespace hv::sc {

/// The VMID register unit. The processor commands it through a register file (vmid_registers.h); it reads and writes
/// control blocks through the composer. Every VM-fault is dispatched here, and is a hardware event: the lines below
/// show it for as long as the dispatch takes.
class VmidModule : public sc_core::sc_module, private LevelMemory {
 public:
  tlm_utils::simple_target_socket<VmidModule> from_processor;
  tlm_utils::simple_initiator_socket<VmidModule> to_composer;

  sc_core::sc_signal<bool> vm_fault;                ///< a VM-fault is being dispatched; the rest says which
  sc_core::sc_signal<unsigned> vm_fault_level;      ///< i of the failing map f_x1…xi
  sc_core::sc_signal<std::uint64_t> vm_fault_name;  ///< the name that failed
  sc_core::sc_signal<unsigned> vm_fault_cause;      ///< a FaultCause
  sc_core::sc_signal<unsigned> vm_fault_vm;         ///< number of the VM that ran

  VmidModule(sc_core::sc_module_name name, const VmidConfig& config, const Timing& timing);

  /// Notified when `vm_fault` rises.
  const sc_core::sc_event& vm_fault_event() const { return vm_fault.posedge_event(); }
  /// The semantics inside: the register itself, counters, observers.
  VmidUnit& unit() { return unit_; }
  const VmidRegister& vmid() const { return unit_.vmid(); }

 private:
  void access(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  bool write_register(Word address, Word value, sc_core::sc_time& delay);
  bool read_register(Word address, Word& value) const;
  bool in_processor_map(Word address) const;
  static bool in_window(Word address, Word window, Word words) {
    return address >= window && (address - window) / kWordBytes < words;
  }
  void lvmid(Word syllable);
  void deliver(sc_core::sc_time& delay);
  void keep(Word outcome, Word level, ResourceName name, Word status);
  void raise_lines(const VmFault& fault, VmNumbers::Number vm);

  LevelRead read(ResourceName y, bool for_map) override;
  void write(RealName name, Word value) override;

  VmidConfig config_;
  Timing timing_;
  Clock clock_;
  Exclusive exclusive_;
  VmidUnit unit_;
  ScheduledLines lines_;
  std::vector<Word> processor_;
  Word outcome_ = 0, level_ = 0, name_ = 0, name_level_ = 0, status_ = 0, real_ = 0;
  PhiRegisters phi_;
  tlm::tlm_generic_payload payload_;   ///< of the unit's own transactions
  sc_core::sc_time* delay_ = nullptr;  ///< of the command that needs them
};

}  // namespace hv::sc
