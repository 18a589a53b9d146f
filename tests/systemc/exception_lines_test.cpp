// SPDX-License-Identifier: Apache-2.0
// The lines that show a process exception being dispatched.
#include <tlm_utils/tlm_quantumkeeper.h>

#include <deque>

#include "support/guest.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

using isa::encode;
using isa::Op;
using sc_core::sc_time;

struct Pulse {
  sc_time rise, fall;
  unsigned cause;
  Word name;
  bool operator==(const Pulse& o) const {
    return rise == o.rise && fall == o.fall && cause == o.cause && name == o.name;
  }
};
void PrintTo(const Pulse& p, std::ostream* out) {
  *out << p.rise << "-" << p.fall << " cause " << p.cause << " name " << p.name;
}

struct Watcher {
  explicit Watcher(sc::CpuModule& cpu_) : cpu(cpu_) {}
  void operator()() {
    for (;;) {
      sc_core::wait(cpu.exception.posedge_event());
      Pulse pulse{sc_core::sc_time_stamp() - origin, {}, cpu.exception_cause.read(), cpu.exception_name.read()};
      sc_core::wait(cpu.exception.negedge_event());
      pulse.fall = sc_core::sc_time_stamp() - origin;
      pulses.push_back(pulse);
    }
  }
  sc::CpuModule& cpu;
  sc_time origin;
  std::vector<Pulse> pulses;
};

class ExceptionLines : public Simulation {
 protected:
  void elaborate(unsigned depth, const Timing& timing = {}) {
    for (const bool lock_step : {true, false}) {
      machines.emplace_back(lock_step ? "lock_step" : "decoupled", guest_config(guest_nest(depth), timing), lock_step);
      guests.emplace_back(machines.back(), guest_nest(depth));
      watchers.emplace_back(machines.back().cpu);
      beside(std::ref(watchers.back()));
    }
    tlm_utils::tlm_quantumkeeper::set_global_quantum(sc_time(1, sc_core::SC_MS));
  }
  void run(std::size_t i, Word ic, std::uint64_t attempts) {
    watchers[i].origin = sc_core::sc_time_stamp();
    start_at(machines[i], ic);
    machines[i].run(attempts);
    settle();  // the pause comes before the watcher hears of the last change
    EXPECT_FALSE(machines[i].cpu.exception.read()) << "the line is still up when the machine pauses";
  }

  std::deque<sc::Machine> machines;
  std::deque<Guest> guests;
  std::deque<Watcher> watchers;
};

TEST_F(ExceptionLines, RiseAndFallAtTheInitiatorsTimeDecoupledOrNot) {
  elaborate(1);
  for (std::size_t i = 0; i < 2; ++i) {
    guests[i].vector(1, 40);
    guests[i].put(1, 40, {encode(Op::svc, 0, 77), encode(Op::load, 0, 100000)});  // never comes to the second
    guests[i].put(1, 32, {0});                                                    // no instruction
    ASSERT_TRUE(machines[i].enter(1));
    run(i, 32, 50);
    EXPECT_EQ(watchers[i].pulses.size(), machines[i].counters().process_exceptions);
  }
  EXPECT_EQ(watchers[0].pulses, watchers[1].pulses);
  ASSERT_EQ(watchers[1].pulses.size(), 50u);
  sc_time last;
  for (const Pulse& pulse : watchers[1].pulses) {
    EXPECT_LT(last, pulse.rise);
    EXPECT_LT(pulse.rise, pulse.fall);
    last = pulse.fall;
  }
  EXPECT_EQ(watchers[1].pulses[0].cause, static_cast<unsigned>(ExceptionCause::illegal_instruction));
  EXPECT_EQ(watchers[1].pulses[0].name, 32u);
  EXPECT_EQ(watchers[1].pulses[1].cause, static_cast<unsigned>(ExceptionCause::supervisor_call));
  EXPECT_EQ(watchers[1].pulses[1].name, 77u);
  finished();
}

TEST_F(ExceptionLines, AreSeenEvenIfTheDispatchTakesNoTime) {
  elaborate(0, {1, 0, 0, 0, 0, 0, 0, 0});
  for (std::size_t i = 0; i < 2; ++i) {
    guests[i].vector(0, 40);
    guests[i].put(0, 40, {encode(Op::svc, 0, 77)});
    run(i, 40, 20);
    EXPECT_EQ(watchers[i].pulses.size(), 20u);
  }
  finished();
}

TEST_F(ExceptionLines, FallWhenTheSwapItselfFaults) {
  elaborate(1);
  for (std::size_t i = 0; i < 2; ++i) {
    const Word code = kGuestPage + 4;
    guests[i].put(0, layout::kVmFaultEntry, {encode(Op::halt, 0, 5)});
    guests[i].put(1, code, {encode(Op::svc, 0, 1)});
    guests[i].put(0, guests[i].table_word(1, 0), {0});
    ASSERT_TRUE(machines[i].enter(1));
    guests[i].put(0, guests[i].table_word(1, 0), {kAbsentBit});  // the VM loses its page 0
    run(i, code, 10);
    EXPECT_EQ(machines[i].counters().vm_faults, 1u);
    EXPECT_EQ(machines[i].counters().process_exceptions, 0u);
    EXPECT_TRUE(machines[i].cpu.processor().stopped());
    ASSERT_EQ(watchers[i].pulses.size(), 1u) << "it began, and ended in a VM-fault";
  }
  EXPECT_EQ(watchers[0].pulses, watchers[1].pulses);
  finished();
}

class NoFixedLocations : public Simulation {};

TEST_F(NoFixedLocations, StopTheMachineWithTheLineDown) {
  MachineConfig config;
  config.page_words = 8;  // the new R-B of the exception swap would be words 8 and 9
  config.memory_pages = 1;
  sc::Machine machine("machine", config);
  machine.memory.words().write(RealName{0}, encode(Op::svc, 0, 1));
  Watcher watcher(machine.cpu);
  beside(std::ref(watcher));
  EXPECT_TRUE(machine.run(10));
  settle();
  EXPECT_FALSE(machine.cpu.processor().halt_code());
  EXPECT_EQ(machine.cpu.attempts_left(), 9u);
  EXPECT_EQ(*machine.memory.words().read(RealName{isa::kOldIc}), 0u) << "nothing is stored unless everything can be";
  EXPECT_FALSE(machine.cpu.exception.read());
  EXPECT_EQ(watcher.pulses.size(), 1u);
  finished();
}

}  // namespace
}  // namespace hv::test
