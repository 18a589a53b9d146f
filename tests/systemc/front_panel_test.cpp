// SPDX-License-Identifier: Apache-2.0
// The Machine while it stands still, and how it is run on.
#include "support/guest.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

using isa::encode;
using isa::Op;

class FrontPanel : public Simulation, public ::testing::WithParamInterface<bool> {
 protected:
  sc::Machine machine{"machine", guest_config(guest_nest(2)), GetParam()};
  Guest guest{machine, guest_nest(2)};
};
INSTANTIATE_TEST_SUITE_P(, FrontPanel, ::testing::Bool(),
                         [](const auto& run) { return run.param ? "LockStep" : "Decoupled"; });

TEST_P(FrontPanel, TakesNoTimeAndCountsNothing) {
  for (int turn = 0; turn < 2; ++turn) {
    machine.reset_vmid();
    machine.set_state({});
    ASSERT_TRUE(machine.enter(1));
    EXPECT_EQ(machine.vmid_unit.vmid().depth(), 2u);
    EXPECT_FALSE(machine.enter(7)) << "1.1 has no VM 7";
    start_at(machine, 40);
    EXPECT_TRUE(machine.counters() == Counters{});
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::SC_ZERO_TIME);
    EXPECT_EQ(machine.cycles(), 0u);
  }
  finished();
}

TEST_P(FrontPanel, EnterLoadsTheVmsProcessor) {
  const Word vmcb = guest.nest().vm(2).vmcb;
  for (unsigned i = 0; i < isa::kProcessorWords; ++i) guest.put(1, vmcb + layout::processor_word(i), {64 * i});
  ASSERT_TRUE(machine.enter(1));
  const std::vector<Word> words = machine.cpu.processor().state().to_words();
  for (unsigned i = 0; i < isa::kProcessorWords; ++i) EXPECT_EQ(words[i], 64u * i);
  EXPECT_EQ(machine.composer.composer().process_map().base, 64u) << "φ is loaded too";
  finished();
}

TEST_P(FrontPanel, ResetForgetsTheLastRunsEntriesUncounted) {
  ASSERT_TRUE(machine.enter(1));
  guest.put(2, 40, {encode(Op::jmp, 0, 40)});
  start_at(machine, 40);
  machine.run(5);
  const Counters before = machine.counters();
  EXPECT_GT(machine.composer.composer().associator_occupancy(), 0u);
  machine.reset_vmid();
  EXPECT_TRUE(machine.counters() == before);
  finished();
}

TEST_P(FrontPanel, RunGoesOnWhereItStopped) {
  guest.put(0, 40, {encode(Op::addi, 1, 1), encode(Op::jmp, 0, 40)});
  start_at(machine, 40);
  EXPECT_FALSE(machine.run(7));
  EXPECT_EQ(machine.cpu.attempts_left(), 0u);
  EXPECT_EQ(machine.cpu.processor().state().registers[1], 4u);
  const std::uint64_t cycles = machine.cycles();
  EXPECT_EQ(cycles, cycles_of(machine.counters(), machine.config().latencies()));
  EXPECT_FALSE(machine.run(0));
  EXPECT_EQ(machine.cycles(), cycles);
  EXPECT_FALSE(machine.run(3));
  EXPECT_EQ(machine.cpu.processor().state().registers[1], 5u);
  EXPECT_EQ(machine.counters().instructions, 10u);
  EXPECT_EQ(machine.cycles(), cycles_of(machine.counters(), machine.config().latencies()));
  finished();
}

TEST_P(FrontPanel, AHaltedMachineStaysSo) {
  guest.put(0, 40, {encode(Op::la, 1, 9), encode(Op::halt, 0, 33), encode(Op::la, 1, 10)});
  start_at(machine, 40);
  EXPECT_TRUE(machine.run(100));
  EXPECT_EQ(machine.cpu.attempts_left(), 98u);
  EXPECT_EQ(machine.cpu.processor().halt_code(), 33u);
  const Counters before = machine.counters();
  const std::uint64_t cycles = machine.cycles();
  EXPECT_TRUE(machine.run(100));
  EXPECT_EQ(machine.cpu.attempts_left(), 100u);
  EXPECT_TRUE(machine.counters() == before);
  EXPECT_EQ(machine.cycles(), cycles);
  start_at(machine, 42);  // the start switch
  EXPECT_FALSE(machine.run(1));
  EXPECT_EQ(machine.cpu.processor().state().registers[1], 10u);
  finished();
}

TEST_P(FrontPanel, ANestThatCannotBeRestartedIsNotEntered) {
  guest.put(1, guest.nest().vm(2).vmcb + layout::kForm, {99});  // 1.1 has no map
  EXPECT_FALSE(machine.enter(1));
  machine.reset_vmid();
  EXPECT_EQ(machine.vmid_unit.vmid().depth(), 0u);
  guest.put(0, 40, {encode(Op::halt, 0, 3)});
  start_at(machine, 40);
  EXPECT_TRUE(machine.run(10));
  EXPECT_EQ(machine.counters().instructions, 1u) << "level 0 runs, whatever was tried before";
  finished();
}

TEST_P(FrontPanel, EnterOfAFullRegisterIsRefused) {
  MachineConfig config = machine.config();
  config.syllables = 2;
  sc::Machine small("small", config, GetParam());
  Guest inside(small, guest_nest(2));
  inside.put(2, layout::kRoot, {16});  // 1.1 has a VM of its own, in its own page 0
  inside.put(2, 16, {1, 20});
  inside.put(2, 20 + layout::kForm, {layout::form_word(FormCode::relocation_bounds)});
  inside.put(2, 20 + layout::kPages, {1});
  ASSERT_TRUE(small.enter(1));
  EXPECT_FALSE(small.enter(1));
  EXPECT_EQ(small.vmid_unit.vmid().depth(), 2u);
  finished();
}

class Flush : public Simulation {};

TEST_F(Flush, ResetOfTheVmidCountsNothingUnderFlush) {
  MachineConfig config = guest_config(guest_nest(2));
  config.associator.invalidation = Invalidation::flush;
  sc::Machine machine("machine", config);
  Guest guest(machine, guest_nest(2));
  ASSERT_TRUE(machine.enter(1));
  guest.put(2, 40, {encode(Op::jmp, 0, 40)});
  start_at(machine, 40);
  machine.run(5);
  const Counters before = machine.counters();
  machine.reset_vmid();
  EXPECT_EQ(machine.composer.composer().associator_occupancy(), 0u);
  EXPECT_TRUE(machine.counters() == before) << "forgotten by the front panel, not by the machine";
  finished();
}

}  // namespace
}  // namespace hv::test
