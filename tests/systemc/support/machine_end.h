// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agree/machine_end.h"
#include "systemc/machine.h"

namespace hv::test {

/// The same of the SystemC machine; its cycles are simulated time.
inline MachineEnd end_of(sc::Machine& machine) {
  MachineEnd end;
  const Processor& processor = machine.cpu.processor();
  const VmidRegister& vmid = machine.vmid_unit.vmid();
  end.counters = machine.counters();
  end.cycles = machine.cycles();
  end.real_digest = machine.real_digest();
  end.vmid = vmid.name();
  end.processor = processor.state().to_words();
  for (unsigned level = 0; level <= vmid.depth(); ++level) end.processor.push_back(processor.timer(level));
  end.stopped = processor.stopped();
  end.halt_code = processor.halt_code();
  end.console = machine.console.device().output();
  end.entries = entries_of(machine.composer.composer());
  for (const ArrayMemory* memory : {&machine.memory.words(), &machine.paging_store.words()})
    end.memory.insert(end.memory.end(), memory->data(), memory->data() + memory->size());
  return end;
}

}  // namespace hv::test
