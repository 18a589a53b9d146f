// SPDX-License-Identifier: Apache-2.0
// Guest software: any machine runs any memory as code without harm, and the associator changes nothing of what software
// sees. (That holds for invalidation `snoop` whatever a guest does, and for memory that is not a device's: see
// models/semantics/coherence.h. With the other ways of invalidation the machine is only run.)
#include "explore/pure_machine.h"
#include "fuzz/check.h"
#include "fuzz/guest_case.h"

namespace hv::fuzz {
namespace {

struct Run {
  explicit Run(const MachineConfig& config, const GuestCase& guest) : machine(config) {
    std::copy(guest.memory.begin(), guest.memory.end(), machine.memory().data());
    machine.console().set_input(guest.console_input);
    machine.processor().set_state(guest.start);
    // Where the nest cannot be entered, VMID NULL runs.
    if (guest.enter != 0 && !std::holds_alternative<Entered>(machine.enter(guest.enter))) {
      machine.vmid_unit().reset();
      machine.processor().set_state(guest.start);
    }
  }

  void run() {
    while (attempts < kMostAttempts && machine.composer().counters().map_steps < kMostMapSteps &&
           machine.processor().counters().process_exceptions < kMostExceptions && machine.run(1) == 1) {
      ++attempts;
      check(machine.vmid_unit().vmid().depth() <= machine.config().syllables, "more levels than the VMID has room for");
    }
  }
  void follow(const Run& other) { attempts = machine.run(other.attempts); }

  PureMachine machine;
  std::uint64_t attempts = 0;
};

void check_counters(const Counters& c) {
  check(c.associator_hits + c.associator_misses <= c.references, "more answers than references");
  check(c.real_accesses <= c.references && c.stores <= c.references, "more accesses than references");
  check(c.nonexistent <= c.real_accesses, "more nonexistent names than names");
  check(c.associator_fills <= c.associator_misses, "more fills than misses");
  check(c.vm_faults <= c.vm_switches, "VM-faults without a switch");
}

/// `plain` has no associator.
void check_same(PureMachine& cached, PureMachine& plain) {
  check(cached.processor().stopped() == plain.processor().stopped(), "stopped");
  check(cached.processor().halt_code() == plain.processor().halt_code(), "halt code");
  check(cached.processor().state().to_words() == plain.processor().state().to_words(), "processor state");
  check(cached.vmid_unit().vmid().name() == plain.vmid_unit().vmid().name(), "VMID");
  check(std::equal(cached.memory().data(), cached.memory().data() + cached.memory().size(), plain.memory().data()),
        "memory");
  check(cached.console().output() == plain.console().output(), "console");
  check(cached.composer().real_digest() == plain.composer().real_digest(), "real names");
  const Counters a = cached.counters(), b = plain.counters();
  check(a.references == b.references && a.stores == b.stores && a.nonexistent == b.nonexistent, "references");
  check(a.lvmid == b.lvmid && a.vm_faults_by_level == b.vm_faults_by_level && a.interrupts == b.interrupts, "events");
  check(a.lvmid_reads == b.lvmid_reads && a.vmcb_writes == b.vmcb_writes, "work of the VMID unit");
  check(a.map_steps <= b.map_steps && a.map_reads <= b.map_reads, "more work with an associator than without");
}

int try_guest(std::string_view input) {
  Bytes bytes(input);
  MachineConfig config = take_config(bytes);
  if (objection(config)) return -1;
  const GuestCase guest = take_case(bytes, config);
  const bool input_is_read = config.console_page != 0 && !guest.console_input.empty();
  MachineConfig plain_config = config;
  plain_config.associator = {0, 0, AssociatorKey::vmid, Invalidation::snoop};
  Run plain(plain_config, guest), cached(config, guest);
  plain.run();
  check_counters(plain.machine.counters());
  if (config.associator.invalidation != Invalidation::snoop || input_is_read) {
    cached.run();
  } else {
    cached.follow(plain);
    check(cached.attempts == plain.attempts, "attempts");
    check_same(cached.machine, plain.machine);
  }
  check_counters(cached.machine.counters());
  return 0;
}

}  // namespace
}  // namespace hv::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return hv::fuzz::try_guest({reinterpret_cast<const char*>(data), size});
}
