// SPDX-License-Identifier: Apache-2.0
// What others do while a processor in lock-step waits.
#include "support/guest.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

using Execution = sc::CpuModule::Execution;
using isa::encode;
using isa::Op;

constexpr Word kCodeAt = 64, kDataAt = 2 * kGuestPage;
constexpr std::uint64_t kWarmUp = 300;

/// A loop of three instructions and four references.
class LockStep : public Simulation, public ::testing::WithParamInterface<unsigned> {
 protected:
  LockStep() : machine("hv", guest_config(guest_nest(depth())), true), guest(machine, guest_nest(depth())) {
    tlm::tlm_global_quantum::instance().set(sc::Clock{}(sc::kQuantumCycles));
    guest.put(depth(), kCodeAt, {encode(Op::addi, 3, 1), encode(Op::load, 5, kDataAt), encode(Op::jmp, 0, kCodeAt)});
  }
  static unsigned depth() { return GetParam(); }
  void begin() {
    if (depth() > 0) {
      ASSERT_TRUE(machine.enter(1));
    }
    start_at(machine, kCodeAt);
    machine.run(kWarmUp);
  }
  std::uint64_t instructions() const { return machine.counters().instructions; }
  /// Of a reference that the associator answers; at VMID NULL nobody asks it.
  static std::uint64_t reference_cycles() {
    const Timing t;
    return (depth() > 0 ? t.associator : 0) + t.map_step + t.bus + t.memory;
  }
  /// Of the loop's instruction with this number.
  static std::uint64_t cycles_of_instruction(std::uint64_t number) {
    return Timing{}.instruction + (number % 3 == 1 ? 2 : 1) * reference_cycles();
  }
  void expect_the_right_time() {
    EXPECT_EQ(machine.cycles(), cycles_of(machine.counters(), machine.config().latencies()));
  }

  sc::Machine machine;
  Guest guest;
};
INSTANTIATE_TEST_SUITE_P(Depth, LockStep, ::testing::Values(0u, 1u, 2u));

/// An instruction begins if its time is before the end.
TEST_P(LockStep, EndsWithTheInstructionThatBeganBeforeTheTime) {
  begin();
  const sc_core::sc_time cycle = sc::Clock{}(1);
  std::uint64_t done = kWarmUp, at = machine.cycles();
  const std::uint64_t last = at + 500;
  for (std::uint64_t until = at + 1; until < last; until += 1 + until % 3) {
    machine.run(1000, static_cast<double>(until) * cycle);
    for (; at < until; ++done) at += cycles_of_instruction(done);
    ASSERT_EQ(instructions(), done) << "until " << until;
    ASSERT_EQ(machine.cycles(), at);
    ASSERT_EQ(sc_core::sc_time_stamp(), static_cast<double>(at) * cycle);
  }
  expect_the_right_time();
  finished();
}

/// Each event must have followed another of the right kind.
struct Instructions final : InstructionObserver {
  void instruction_begins(const ProcessorState&) override {
    EXPECT_NE(last, 'b');
    EXPECT_NE(last, 'f');
    last = 'b';
  }
  void instruction_fetched(Word) override {
    EXPECT_EQ(last, 'b');
    last = 'f';
  }
  void instruction_ends(const ProcessorState&, const StepResult&) override {
    EXPECT_EQ(last, 'f');
    last = 'e';
    ++seen;
  }
  char last = 0;
  std::uint64_t seen = 0;
};

TEST_P(LockStep, WhoeverComesMidwaySeesTheNextInstructionsWhole) {
  begin();
  const sc_core::sc_time cycle = sc::Clock{}(1);
  constexpr std::uint64_t kRounds = 50, kWatched = 2;
  const std::uint64_t loop = cycles_of_instruction(0) + cycles_of_instruction(1) + cycles_of_instruction(2);
  std::uint64_t rounds = 0;
  Instructions all;  // beside the others, or the only one
  beside([&] {
    for (; rounds < kRounds; ++rounds) {  // one cycle later in the loop each time
      if (rounds == kRounds / 2) machine.cpu.processor().observe(&all);
      Instructions instructions;
      machine.cpu.processor().observe(&instructions);
      wait(static_cast<double>(kWatched * loop) * cycle);
      machine.cpu.processor().unobserve(&instructions);
      EXPECT_GE(instructions.seen, 3 * kWatched - 1);
      EXPECT_LE(instructions.seen, 3 * kWatched);
      wait(static_cast<double>(loop + 1) * cycle);
    }
  });
  machine.run(3 * (kWatched + 2) * kRounds);
  EXPECT_EQ(rounds, kRounds);
  EXPECT_GT(all.seen, 3 * kWatched * (kRounds / 2));
  EXPECT_EQ(instructions(), kWarmUp + 3 * (kWatched + 2) * kRounds);
  expect_the_right_time();
  finished();
}

TEST_P(LockStep, CanBeLeftAndTakenUpAtAnyTime) {
  begin();
  const sc_core::sc_time cycle = sc::Clock{}(1);
  std::uint64_t changes = 0;
  beside([&] {
    for (; changes < 100; ++changes) {
      wait(17 * cycle);
      machine.cpu.set_execution(changes % 3 == 0   ? Execution::direct
                                : changes % 3 == 1 ? Execution::transport
                                                   : Execution::lock_step);
    }
  });
  machine.run(30000);
  EXPECT_EQ(changes, 100u);
  EXPECT_EQ(instructions(), kWarmUp + 30000);
  EXPECT_EQ(machine.cpu.processor().state().registers[3], (kWarmUp + 30000) / 3);
  EXPECT_GT(machine.cpu.processor().granted_instructions(), 0u);
  expect_the_right_time();
  finished();
}

}  // namespace
}  // namespace hv::test
