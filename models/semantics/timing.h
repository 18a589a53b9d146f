// SPDX-License-Identifier: Apache-2.0
// What work costs, in cycles. The semantics count work; this is the only place that weighs it, and the SystemC modules
// take their latencies from here, so that simulated time equals cycles_of() of the counters.
#pragma once

#include "semantics/counters.h"

namespace hv {

struct Timing {
  std::uint64_t instruction = 1;     ///< an instruction, its accesses apart
  std::uint64_t map_step = 1;        ///< one application of a map (an adder or an index), its table words apart
  std::uint64_t associator = 1;      ///< one look-up
  std::uint64_t bus = 1;             ///< one transaction on the bus
  std::uint64_t memory = 10;         ///< one word of memory, or of a device's registers
  std::uint64_t paging_store = 100;  ///< one word of the paging store
  std::uint64_t exception = 4;       ///< a process exception or an interrupt, its eight words apart
  std::uint64_t lvmid = 4;           ///< an LVMID that enters a VM, its words apart
  std::uint64_t vm_fault = 4;        ///< a VM-fault, its words apart
  std::uint64_t doubling = 0;        ///< longer look-ups in an array of twice the entries
  std::uint64_t ways_doubling = 0;   ///< and in one of twice the ways
  std::uint64_t second = 4;          ///< one look-up in the associator's second level
  std::uint64_t table_word = 1;      ///< one look-up in the cache for table words
};

/// Questions to the associator.
inline std::uint64_t look_ups(const Counters& work) {
  return work.associator_hits + work.associator_misses + work.associator_further_lookups;
}

/// Cycles that the maps and the associator take, table words apart.
inline std::uint64_t mapping_cycles(const Counters& work, const Timing& timing) {
  return work.map_steps * timing.map_step + look_ups(work) * timing.associator +
         work.associator_second_lookups * timing.second + work.table_word_lookups * timing.table_word;
}

/// Cycles that this much work takes.
inline std::uint64_t cycles_of(const Counters& work, const Timing& timing) {
  const std::uint64_t words = work.real_accesses - work.nonexistent + work.map_reads - work.table_word_hits +
                              work.lvmid_reads + work.vmcb_writes;
  return work.instructions * timing.instruction + mapping_cycles(work, timing) + words * (timing.bus + timing.memory) +
         work.paging_store_words * (timing.paging_store - timing.memory) +  // modulo 2^64, whichever is larger
         (work.process_exceptions + work.interrupts) * timing.exception + work.lvmid * timing.lvmid +
         work.vm_faults * timing.vm_fault;
}

}  // namespace hv
