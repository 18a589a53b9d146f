// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include "semantics/machine_config.h"
#include "systemc/bus_module.h"
#include "systemc/composer_module.h"
#include "systemc/console_module.h"
#include "systemc/cpu_module.h"
#include "systemc/memory_module.h"
#include "systemc/vmid_module.h"

namespace hv::sc {

/// The Hardware Virtualizer: a processor behind its map composer and VMID unit, a bus, and real memory.
///
///   cpu ──────────► composer ──► bus ──► memory, paging_store, console
///    └──► vmid_unit ────┘ (control blocks, through the composer)
class Machine : public sc_core::sc_module {
 public:
  MemoryModule memory;
  MemoryModule paging_store;  ///< right behind the memory; without pages it is not on the bus
  ConsoleModule console;      ///< without a page it is not on the bus
  BusModule bus;
  VmidModule vmid_unit;
  ComposerModule composer;
  CpuModule cpu;

  /// `lock_step`: the processor waits after each access (for waves and the event log).
  Machine(sc_core::sc_module_name name, const MachineConfig& config, bool lock_step = false);

  const MachineConfig& config() const { return config_; }

  // The front panel: while the simulation stands still, in no time, uncounted.
  void reset_vmid();
  bool enter(Word syllable);
  void set_state(const ProcessorState& state);
  /// Writes a word of memory or paging store; false where there is none.
  bool poke(RealName name, Word word);

  /// Runs the simulation until this many instructions have been attempted, the next one would begin at the time `until`
  /// or later, or the machine stops; true if it stopped.
  bool run(std::uint64_t attempts, sc_core::sc_time until = sc_core::sc_max_time());

  /// All counters of processor, composer and VMID unit, without what the front panel did.
  Counters counters() const;
  std::uint64_t real_digest() { return composer.composer().real_digest(); }
  /// Simulated time in cycles.
  std::uint64_t cycles() const { return static_cast<std::uint64_t>(busy_ / Clock{}.cycle + 0.5); }

 private:
  Counters all_counters() const;
  void finish_elaboration();

  MachineConfig config_;
  tlm_utils::simple_initiator_socket_optional<Machine> unused_store_,
      unused_console_;  // bound to what is not on the bus
  Counters front_panel_;
  sc_core::sc_time busy_;
};

}  // namespace hv::sc
