// SPDX-License-Identifier: Apache-2.0
#include "systemc/machine.h"

namespace hv::sc {

Machine::Machine(sc_core::sc_module_name name, const MachineConfig& config, bool lock_step)
    : sc_module(name),
      memory("memory", config.memory_words(), config.timing.memory),
      paging_store("paging_store", config.store_pages * config.page_words, config.timing.paging_store),
      console("console", config.timing.memory),
      bus("bus", config.timing.bus),
      vmid_unit("vmid_unit", config.vmid(isa::kProcessorWords, isa::kTimerWord), config.latencies()),
      composer("composer", config.composer(), config.latencies(), vmid_unit.vmid()),
      cpu("cpu", config.latencies(), config.page_words,
          lock_step ? CpuModule::Execution::lock_step : CpuModule::Execution::direct),
      config_(config) {
  cpu.to_composer.bind(composer.from_processor);
  cpu.to_phi_registers.bind(composer.phi_registers);
  cpu.to_vmid_unit.bind(vmid_unit.from_processor);
  vmid_unit.to_composer.bind(composer.from_vmid_unit);
  composer.to_memory.bind(bus.from_initiators);
  bus.add_target(memory.from_bus, 0, config.memory_words() * kWordBytes);
  if (config.store_pages > 0)
    bus.add_target(paging_store.from_bus, config.memory_words() * kWordBytes,
                   config.store_pages * config.page_words * kWordBytes);
  else
    unused_store_.bind(paging_store.from_bus);
  if (config.console_page > 0)
    bus.add_target(console.from_bus, config.console_page * config.page_words * kWordBytes,
                   config.page_words * kWordBytes);
  else
    unused_console_.bind(console.from_bus);
  paging_store.count_all();
  cpu.devices(console);
  vmid_unit.unit().observe(&composer.composer());
}

/// The sockets of the bus are wired up only when the simulation begins, and the front panel may come before that.
void Machine::finish_elaboration() {
  if (sc_core::sc_get_status() == sc_core::SC_ELABORATION) sc_core::sc_start(sc_core::SC_ZERO_TIME);
}

void Machine::reset_vmid() {
  const Counters before = all_counters();
  vmid_unit.unit().reset();
  front_panel_ += all_counters() - before;
}

bool Machine::enter(Word syllable) {
  finish_elaboration();
  const Counters before = all_counters();
  const bool entered = cpu.enter(syllable);
  front_panel_ += all_counters() - before;
  return entered;
}

bool Machine::poke(RealName name, Word word) {
  const Word behind = config_.memory_words();
  if (name.value < behind) return memory.words().write(name, word);
  return paging_store.words().write(RealName{name.value - behind}, word);
}

void Machine::set_state(const ProcessorState& state) { cpu.set_state(state); }

bool Machine::run(std::uint64_t attempts, sc_core::sc_time until) {
  const sc_core::sc_time begin = sc_core::sc_time_stamp();
  cpu.go(attempts, until);
  sc_core::sc_start();
  busy_ += sc_core::sc_time_stamp() - begin;
  return cpu.processor().stopped();
}

Counters Machine::counters() const { return all_counters() - front_panel_; }

Counters Machine::all_counters() const {
  auto& self = const_cast<Machine&>(*this);
  Counters counters =
      self.cpu.processor().counters() + self.composer.composer().counters() + self.vmid_unit.unit().counters();
  counters.paging_store_words = paging_store.accessed_words();
  return counters;
}

}  // namespace hv::sc
