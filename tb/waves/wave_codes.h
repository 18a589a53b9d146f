// SPDX-License-Identifier: Apache-2.0
// The numbers that stand for words in the waves. The filters that turn them back into words are made from
// here.
#pragma once

#include "semantics/map_composer.h"
#include "semantics/outcome.h"
#include "semantics/processor/processor.h"

namespace hv::tb::waves {

/// How long a file goes on after the end of the run.
constexpr std::uint64_t kTailNs = 500;

/// cpu.mode
enum class Mode : unsigned { master, slave };

/// cpu.phase: what the processor is doing.
enum class Phase : unsigned {
  none,  ///< the last cycle of an instruction, and after the end
  fetch,
  execute,
  lvmid,      ///< the VMID unit reads control blocks
  exception,  ///< the exception swap
  vm_fault,   ///< the VMID unit saves the VM's state
  halted,
};

/// cpu.outcome: running until the instruction's last cycle, then one more than StepOutcome.
inline unsigned outcome_code(StepOutcome outcome) { return 1 + static_cast<unsigned>(outcome); }

/// access.kind
enum class Kind : unsigned { none, fetch, read, write, swap_read, swap_write };

inline Kind kind_of(const Access& access) {
  if (access.by_process) return static_cast<Kind>(1 + static_cast<unsigned>(access.kind));
  return access.kind == AccessKind::write ? Kind::swap_write : Kind::swap_read;
}

/// access.result
enum class Result : unsigned { none, reached, exception, vm_fault, nonexistent };

inline Result result_of(const Translation& outcome) {
  return std::visit(Visitor{[](const RealName&) { return Result::reached; },
                            [](const ProcessException&) { return Result::exception; },
                            [](const VmFault&) { return Result::vm_fault; },
                            [](const NonexistentMemory&) { return Result::nonexistent; }},
                    outcome);
}

/// associator.event
enum class Associator : unsigned { none, bypassed, hit, miss, miss_and_fill };

// exception.cause and vm_fault.cause: an ExceptionCause, a FaultCause; all z while there is none.

}  // namespace hv::tb::waves
