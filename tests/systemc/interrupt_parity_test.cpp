// SPDX-License-Identifier: Apache-2.0
// One program under interrupts of timers and console, in a VM at depth 0 to 2: the SystemC machine against the pure
// core.
#include <tlm_utils/tlm_quantumkeeper.h>

#include <deque>

#include "support/guest.h"
#include "support/simulation.h"
#include "support/twin.h"

namespace hv::test {
namespace {

using isa::encode;
using isa::Op;

constexpr Word kConsoleAt = 3 * kGuestPage;  ///< as the program calls the console's page
constexpr Word kCodeAt = 64, kHandlerAt = 100, kOnTimer = 110;
const std::string kInput = "echoed by the handler";

struct Case {
  unsigned depth;
  bool lock_step;
  double quantum_ns;
};

class InterruptParity : public Simulation, public ::testing::WithParamInterface<Case> {
 protected:
  unsigned depth() const { return GetParam().depth; }
  void poke(unsigned level, Word name, const std::vector<Word>& words) {
    for (const Word word : words) twin->poke(nest.real(level, name++), word);
  }
  Word peek(unsigned level, Word name) { return *machine->memory.words().read(nest.real(level, name)); }
  Word console_page() const { return nest.real_pages() + 2; }

  void build() {
    MachineConfig config = guest_config(nest);
    config.store_pages = 2;
    config.console_page = console_page();
    tlm_utils::tlm_quantumkeeper::set_global_quantum(sc_core::sc_time(GetParam().quantum_ns, sc_core::SC_NS));
    machine.emplace("hv", config, GetParam().lock_step);
    twin.emplace(*machine);
    twin->set_input(kInput);
    auto contents = nest.resumable();
    for (unsigned level = 1; level <= depth(); ++level) {
      contents[level - 1].processor = std::vector<Word>(isa::kProcessorWords, 0);
      contents[level - 1].processor[0] = isa::kInterruptBit | kCodeAt;
      contents[level - 1].processor[2] = kUnbounded;
      contents[level - 1].processor[isa::kTimerWord] = 20 + level;
    }
    nest.build([this](RealName name, Word word) { twin->poke(name, word); }, contents);
    for (unsigned level = 0; level < depth(); ++level) {  // a VMM that only sets its timer and goes on
      const Word vmm = nest.vm(level + 1).vmm;
      poke(level, layout::kVmFaultEntry, {encode(Op::jmp, 0, vmm)});
      poke(level, vmm, {encode(Op::la, 1, 13 + 4 * level), encode(Op::ltim, 1, 0), encode(Op::lvmid, 0, vmm + 3), 1});
    }
    put_program();
  }
  void put_program() {
    const Word console = depth() == 0 ? console_page() * kGuestPage : map_console();
    poke(depth(), isa::kNewIc, {kHandlerAt, 0, kUnbounded});
    poke(depth(), kCodeAt,
         {encode(Op::la, 5, 1), encode(Op::store, 5, console + 1), encode(Op::addi, 3, 1), encode(Op::store, 3, 90),
          encode(Op::jmp, 0, kCodeAt + 2)});
    poke(depth(), kHandlerAt,
         {encode(Op::load, 6, isa::kCause), encode(Op::subi, 6, 12), encode(Op::jz, 6, kOnTimer),
          encode(Op::load, 7, console), encode(Op::store, 7, console), encode(Op::resume, 0, isa::kOldIc)});
    poke(depth(), kOnTimer,
         {encode(Op::la, 8, 23), encode(Op::ltim, 8, 0), encode(Op::addi, 9, 1), encode(Op::resume, 0, isa::kOldIc)});
  }
  /// Makes the page the console in f1, wherever the maps above it lead.
  Word map_console() {
    Word page = kConsoleAt / kGuestPage;
    for (unsigned level = depth(); level > 1; --level) page = peek(level - 1, nest.vm(level).table + page) / kGuestPage;
    poke(0, nest.vm(1).table + page, {console_page() * kGuestPage});
    return kConsoleAt;
  }
  void io_maps(Word bits) {
    for (unsigned level = 1; level <= depth(); ++level) poke(level - 1, nest.vm(level).vmcb + layout::kIoMap, {bits});
  }
  void start() {
    ProcessorState state;
    state.ic = depth() == 0 ? isa::kInterruptBit | kCodeAt : Word{layout::kVmFaultEntry};
    state.timer = depth() == 0 ? 20 : 0;
    twin->set_state(state);
  }

  explore::Nest nest = guest_nest(GetParam().depth);
  std::optional<sc::Machine> machine;
  std::optional<Twin> twin;
};
INSTANTIATE_TEST_SUITE_P(, InterruptParity,
                         ::testing::Values(Case{0, true, 0}, Case{1, true, 0}, Case{2, true, 0}, Case{0, false, 0},
                                           Case{1, false, 0}, Case{2, false, 0}, Case{0, false, 1e6},
                                           Case{1, false, 1e6}, Case{2, false, 1e6}, Case{2, false, 170}),
                         [](const auto& test) {
                           return "Depth" + std::to_string(test.param.depth) +
                                  (test.param.lock_step ? "LockStep" : "Decoupled") +
                                  std::to_string(static_cast<int>(test.param.quantum_ns));
                         });

TEST_P(InterruptParity, OfTheRunningMachine) {
  build();
  io_maps(1);
  start();
  for (int part = 0; part < 3; ++part) twin->run(400);
  EXPECT_EQ(machine->console.device().output(), kInput) << "a character an interrupt";
  const Counters work = twin->counters();
  const std::uint64_t timers = machine->cpu.processor().state().registers[9];
  EXPECT_GT(timers, 5u);
  EXPECT_EQ(work.interrupts_by_level[depth()], kInput.size() + timers);
  EXPECT_EQ(work.interrupts, kInput.size() + timers);
  EXPECT_EQ(twin->events_with("\"cause\":\"device\""), kInput.size());
  EXPECT_EQ(work.process_exceptions, 0u);
  for (unsigned level = 0; level < depth(); ++level) EXPECT_GT(work.vm_faults_taken_by_level[level], 10u) << level;
  settle();
  EXPECT_FALSE(machine->console.interrupt.read());
  finished();
}

/// Nobody below level 0 has the console: its VMM hears of it once, and reads nothing.
TEST_P(InterruptParity, OfTheMachineAtLevelZero) {
  build();
  io_maps(2);
  start();
  twin->run(300);
  if (depth() > 0) {
    EXPECT_EQ(twin->events_with("\"cause\":\"device\""), 1u);
    EXPECT_EQ(machine->console.device().output(), "");
  } else {
    EXPECT_GT(twin->events_with("\"cause\":\"device\""), 5u);
  }
  finished();
}

}  // namespace
}  // namespace hv::test
