// SPDX-License-Identifier: Apache-2.0
// PureMachine::run() against as many calls of step(), which never uses grants: all that can be told of the machine is
// the same, at many moments on the way.
#include <gtest/gtest.h>

#include "agree/machine_end.h"
#include "agree/machine_rows.h"
#include "proof/ending_program.h"
#include "proof/random_case.h"

namespace hv::test {
namespace {

/// What happened in all cases together.
struct Sum {
  Counters counters;
  std::uint64_t granted = 0, replaced = 0;
  void add(PureMachine& machine) {
    const Counters c = machine.counters();
    counters += c;
    granted += machine.processor().granted_instructions();
    replaced += c.associator_fills - c.associator_forgotten - machine.composer().associator_occupancy();
  }
};

/// Two machines that begin alike: one runs, the other steps.
class Pair {
 public:
  Pair(const MachineConfig& config) : fast(config), slow(config) {}
  void poke(RealName name, Word word) {
    fast.memory().write(name, word);
    slow.memory().write(name, word);
  }
  void start(const ProcessorState& state) {
    fast.processor().set_state(state);
    slow.processor().set_state(state);
  }
  /// What differs after so many attempts, looked at each time that up to `piece` more have been made.
  std::string run(std::uint64_t attempts, Word piece, Dice& dice) {
    while (attempts > 0 && !slow.processor().stopped()) {
      const std::uint64_t some = std::min<std::uint64_t>(attempts, dice.between(1, piece));
      fast.run(some);
      for (std::uint64_t i = 0; i < some && !slow.processor().stopped(); ++i) slow.step();
      attempts -= some;
      if (!quickly_equal()) break;
    }
    return difference(end_of(slow), end_of(fast));
  }

  PureMachine fast, slow;

 private:
  bool quickly_equal() {
    return fast.composer().real_digest() == slow.composer().real_digest() && fast.counters() == slow.counters() &&
           fast.processor().state().to_words() == slow.processor().state().to_words();
  }
};

TEST(FastRun, IsExactUnderEveryKindOfMachine) {
  constexpr unsigned kPrograms = 3;
  constexpr std::uint64_t kAttempts = 3000;
  Sum sum;
  std::uint64_t seed = 0, beneath_tables = 0;
  for (const Factors::Row& row : machine_rows()) {
    const BusyGuest::Shape shape = shape_of(row);
    for (unsigned program = 0; program < kPrograms; ++program) {
      const BusyGuest guest(shape, ++seed);
      ASSERT_EQ(objection(guest.config()), std::nullopt) << describe(shape);
      Pair pair(guest.config());
      guest.put([&](RealName name, Word word) { pair.poke(name, word); });
      pair.start(guest.start());
      Dice dice(seed);
      ASSERT_EQ(pair.run(kAttempts, 200, dice), "") << describe(shape) << ", seed " << seed;
      const AssociatorConfig& associator = shape.machine.associator;
      const bool one_look_up =
          associator.is_plain() && (shape.depth == 1 || associator.contents != AssociatorContents::adjacent);
      if (shape.depth == 0 || (associator.entries > 0 && one_look_up)) {
        ASSERT_GT(pair.fast.processor().granted_instructions(), 0u) << describe(shape) << ", seed " << seed;
      }
      ASSERT_EQ(pair.slow.processor().granted_instructions(), 0u);
      sum.add(pair.fast);
      beneath_tables += shape.depth > 0 && shape.machine.associator.entries >= 4 &&
                        pair.fast.processor().granted_instructions() * 3 > kAttempts;
    }
  }
  // It must have been worth it.
  EXPECT_GT(sum.granted * 5, sum.counters.instructions * 2) << "at least two in five on granted pages";
  EXPECT_GT(beneath_tables, machine_rows().size() / 2) << "cases in VMs with at least a third of them so";
  EXPECT_GT(sum.replaced, 10000u);
  EXPECT_GT(sum.counters.associator_forgotten, 10000u);
  EXPECT_GT(sum.counters.vm_switches, 10000u);
  EXPECT_GT(sum.counters.process_exceptions, 10000u);
  EXPECT_GT(sum.counters.interrupts, 1000u);
  for (unsigned level = 1; level <= 3; ++level) EXPECT_GT(sum.counters.vm_faults_by_level[level], 1000u) << level;
}

/// The guests of tests/proof: VMMs that page, take turns, hand the console down and break their own maps.
TEST(FastRun, IsExactForRandomGuestsInRandomTreesOfVmms) {
  constexpr std::uint64_t kCases = 150, kMost = 20'000;
  Sum sum;
  for (std::uint64_t seed = 1; seed <= kCases; ++seed) {
    const RandomCase one(seed);
    const auto fast = machine_with(one.tree->outermost, one.virtual_, one.input);
    const auto slow = machine_with(one.tree->outermost, one.virtual_, one.input);
    const std::uint64_t done = fast->run(kMost);
    for (std::uint64_t i = 0; i < done; ++i) slow->step();
    ASSERT_EQ(difference(end_of(*slow), end_of(*fast)), "") << "seed " << seed;
    sum.add(*fast);
  }
  EXPECT_GT(sum.granted * 3, sum.counters.instructions);
  EXPECT_GT(sum.replaced, 1000u);
  EXPECT_GT(sum.counters.associator_forgotten, 1000u);
  EXPECT_GT(sum.counters.vm_faults, 1000u);
}

}  // namespace
}  // namespace hv::test
