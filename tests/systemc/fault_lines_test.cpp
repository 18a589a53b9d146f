// SPDX-License-Identifier: Apache-2.0
// The VM-fault as a hardware event.
#include <tlm_utils/tlm_quantumkeeper.h>

#include <deque>
#include <set>
#include <tuple>

#include "support/guest.h"
#include "support/rig.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

using isa::encode;
using isa::Op;
using sc_core::sc_time;

struct Pulse {
  sc_time rise, fall;
  Word level, name, cause, vm;
  bool operator==(const Pulse& o) const {
    return std::tie(rise, fall, level, name, cause, vm) == std::tie(o.rise, o.fall, o.level, o.name, o.cause, o.vm);
  }
};
void PrintTo(const Pulse& p, std::ostream* out) {
  *out << p.rise << "-" << p.fall << " level " << p.level << " name " << p.name << " cause " << p.cause << " vm "
       << p.vm;
}

/// Writes down each pulse of the VM-fault line; a process of the testbench.
struct Watcher {
  explicit Watcher(sc::VmidModule& unit_) : unit(unit_) {}
  void operator()() {
    for (;;) {
      sc_core::wait(unit.vm_fault_event());
      Pulse pulse = now();
      sc_core::wait(unit.vm_fault.negedge_event());
      Pulse end = now();
      end.rise = pulse.rise;
      pulse.fall = end.fall;
      EXPECT_EQ(pulse, end) << "the lines changed while the fault was being dispatched";
      pulses.push_back(pulse);
    }
  }
  Pulse now() const {
    const sc_time t = sc_core::sc_time_stamp() - origin;
    return {t,
            t,
            unit.vm_fault_level.read(),
            unit.vm_fault_name.read(),
            unit.vm_fault_cause.read(),
            unit.vm_fault_vm.read()};
  }
  sc::VmidModule& unit;
  sc_time origin;
  std::vector<Pulse> pulses;
};

/// The faults as the processor reports them.
struct Recorder final : InstructionObserver {
  explicit Recorder(sc::Machine& machine_) : machine(machine_) { machine.cpu.processor().observe(this); }
  void instruction_begins(const ProcessorState&) override {
    vm = machine.vmid_unit.vmid().number();
    begins = machine.cpu.now();
  }
  void instruction_fetched(Word) override {}
  void instruction_ends(const ProcessorState&, const StepResult& result) override {
    if (!result.fault) return;
    faults.push_back({begins, machine.cpu.now(), result.fault->level, result.fault->name.value,
                      static_cast<Word>(result.fault->cause), vm});
  }
  sc::Machine& machine;
  Word vm = 0;
  sc_time begins;
  std::vector<Pulse> faults;
};

/// 1.1 loads from a page that f2 does not have, for ever: its VMM runs LVMID again. On its way it loads from
/// a page that f1 does not have, the first time; level 0 puts that right.
void put_faulting_program(Guest& guest) {
  const Word absent2 = 2, absent1 = guest.nest().pages(1) - 1;
  const Word here0 = guest.nest().vm(1).vmm, here1 = guest.nest().vm(2).vmm;
  const Word table_word = guest.table_word(1, absent1);
  const Word frame = guest.word(0, table_word);
  guest.put(0, layout::kVmFaultEntry, {encode(Op::jmp, 0, here0)});
  guest.put(0, here0,
            {encode(Op::load, 1, here0 + 8), encode(Op::store, 1, table_word), encode(Op::lvmid, 0, here0 + 9)});
  guest.put(0, here0 + 8, {frame, 1});
  guest.put(1, layout::kVmFaultEntry, {encode(Op::jmp, 0, here1)});
  guest.put(1, here1, {encode(Op::load, 1, absent1 * kGuestPage), encode(Op::lvmid, 0, here1 + 8)});
  guest.put(1, here1 + 8, {1});
  guest.put(2, 32, {encode(Op::load, 1, absent2 * kGuestPage + 5)});
  guest.put(1, guest.table_word(2, absent2), {kAbsentBit});
  guest.put(0, table_word, {kAbsentBit});
}

class FaultLines : public Simulation {
 protected:
  void elaborate(const Timing& timing = {}) {
    for (const bool lock_step : {true, false}) {
      machines.emplace_back(lock_step ? "lock_step" : "decoupled", guest_config(guest_nest(2), timing), lock_step);
      guests.emplace_back(machines.back(), guest_nest(2));
      put_faulting_program(guests.back());
      watchers.emplace_back(machines.back().vmid_unit);
      recorders.emplace_back(machines.back());
      beside(std::ref(watchers.back()));
    }
  }
  void run_both(std::uint64_t attempts) {
    tlm_utils::tlm_quantumkeeper::set_global_quantum(sc_time(1, sc_core::SC_MS));
    for (std::size_t i = 0; i < 2; ++i) {
      watchers[i].origin = sc_core::sc_time_stamp();
      ASSERT_TRUE(machines[i].enter(1));
      start_at(machines[i], 32);
      machines[i].run(attempts);
      settle();  // the pause comes before the watcher hears of the last change
    }
  }

  std::deque<sc::Machine> machines;
  std::deque<Guest> guests;
  std::deque<Watcher> watchers;
  std::deque<Recorder> recorders;
};

TEST_F(FaultLines, RiseAndFallAtTheInitiatorsTimeDecoupledOrNot) {
  elaborate();
  run_both(300);
  ASSERT_GT(watchers[0].pulses.size(), 50u);
  EXPECT_EQ(watchers[0].pulses.size(), machines[0].counters().vm_faults);
  EXPECT_EQ(watchers[0].pulses, watchers[1].pulses) << "many faults inside one quantum";
  sc_time last;
  for (const Pulse& pulse : watchers[1].pulses) {
    EXPECT_LT(last, pulse.rise);
    EXPECT_LT(pulse.rise, pulse.fall);
    last = pulse.fall;
  }
  for (sc::Machine& machine : machines) EXPECT_FALSE(machine.vmid_unit.vm_fault.read()) << "still up in the pause";
  finished();
}

TEST_F(FaultLines, SayWhichFaultItIs) {
  elaborate();
  run_both(60);
  std::set<Word> levels;
  for (std::size_t i = 0; i < 2; ++i) {
    ASSERT_EQ(watchers[i].pulses.size(), recorders[i].faults.size());
    for (std::size_t n = 0; n < watchers[i].pulses.size(); ++n) {
      Pulse seen = watchers[i].pulses[n];
      const Pulse& told = recorders[i].faults[n];
      EXPECT_GT(seen.rise + watchers[i].origin, told.rise) << "the fetch at least comes before it";
      EXPECT_LE(seen.fall + watchers[i].origin, told.fall);

      seen.rise = told.rise;
      seen.fall = told.fall;
      EXPECT_EQ(seen, told);
      levels.insert(told.level);
    }
  }
  EXPECT_EQ(levels, (std::set<Word>{1, 2}));
  finished();
}

TEST_F(FaultLines, AreSeenEvenIfTheDispatchTakesNoTime) {
  Timing timing;
  timing = {1, 0, 0, 0, 0, 0, 0, 0};  // only instructions take time
  elaborate(timing);
  run_both(100);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(watchers[i].pulses.size(), machines[i].counters().vm_faults) << i;
  finished();
}

class FaultEvent : public Simulation {
 protected:
  Rig rig;
};

TEST_F(FaultEvent, WakesATestbenchAtTheTimeOfTheFault) {
  Watcher watcher(rig.vmid);
  beside(std::ref(watcher));
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    rig.registers.delay = sc_time(5, sc_core::SC_US);  // far ahead of the kernel
    ASSERT_EQ(rig.deliver(2, 123, FaultCause::beyond_bound), tlm::TLM_OK_RESPONSE);
    ASSERT_EQ(rig.deliver(1, 45, FaultCause::absent), tlm::TLM_OK_RESPONSE);
    EXPECT_FALSE(rig.vmid.vm_fault.read()) << "not before its time";
    sc_core::wait(rig.registers.delay + sc_time(1, sc_core::SC_NS));
  });
  ASSERT_EQ(watcher.pulses.size(), 2u);
  const Pulse& first = watcher.pulses[0];
  EXPECT_EQ(first.rise, sc_time(5, sc_core::SC_US));
  // 19 + 3 words at 30 ns, and four cycles
  EXPECT_EQ(first.fall - first.rise, sc_time(22 * 30 + 40, sc_core::SC_NS));
  EXPECT_EQ(std::tie(first.level, first.name, first.cause, first.vm), std::make_tuple(2u, 123u, 2u, 2u));
  const Pulse& second = watcher.pulses[1];
  EXPECT_EQ(second.rise, first.fall) << "no time between them, and still two pulses";
  EXPECT_EQ(std::tie(second.level, second.name, second.cause, second.vm), std::make_tuple(1u, 45u, 1u, 1u));
}

}  // namespace
}  // namespace hv::test
