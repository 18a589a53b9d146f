// SPDX-License-Identifier: Apache-2.0
// The processor's interrupts: which one is due between two instructions, and how it is delivered.
#include "semantics/processor/processor.h"

namespace hv {

/// Timers come before devices, and the machine of the lowest level first: to those above the running one it is a
/// VM-fault ("the VMID may change only on a VM-fault or an LVMID").
std::optional<Processor::Interrupt> Processor::due_interrupt() {
  const Word devices = port_.device_requests();
  if (devices == 0 && !timers_.any_request()) return std::nullopt;  // asked before each instruction
  const unsigned depth = port_.depth();
  if (const auto level = timers_.requesting(); level && takes(*level, depth)) return Interrupt{*level, std::nullopt};
  return device_interrupt(devices, depth);
}

std::optional<Processor::Interrupt> Processor::device_interrupt(Word requests, unsigned depth) {
  for (unsigned device = 0; requests != 0; ++device, requests >>= 1) {
    if (!(requests & 1)) continue;
    const unsigned level = port_.interrupt_level(device);
    if (takes(level, depth)) return Interrupt{level, device};
  }
  return std::nullopt;
}

void Processor::acknowledge(const Interrupt& interrupt) {
  interrupt.device ? port_.acknowledge_device(*interrupt.device) : timers_.acknowledge(interrupt.level);
}

void Processor::deliver_interrupt(StepResult& result, const Interrupt& interrupt) {
  const Word name = interrupt.device.value_or(0);
  const unsigned depth = port_.depth();
  if (interrupt.level < depth) {
    acknowledge(interrupt);
    const FaultCause cause = interrupt.device ? FaultCause::device : FaultCause::timer;
    const unsigned failing = interrupt.level + 1;
    return take_vm_fault(result, VmFault{failing, {name, failing}, cause, AccessKind::fetch});
  }
  const ExceptionCause cause = interrupt.device ? ExceptionCause::device : ExceptionCause::timer;
  if (!take_exception(result, ProcessException{cause, ProcessName{name}})) return;  // requested still
  acknowledge(interrupt);
  result.outcome = StepOutcome::interrupt;
  ++counters_.interrupts;
  ++counters_.interrupts_by_level[depth];
}

}  // namespace hv
