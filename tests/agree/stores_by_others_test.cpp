// SPDX-License-Identifier: Apache-2.0
// Words that somebody else than the processor stores, without telling anybody: they count from the next use on.
#include <gtest/gtest.h>

#include "explore/pure_machine.h"

namespace hv::test {
namespace {

using isa::encode;
using isa::Op;

TEST(StoresByOthers, IntoCodeAndDataOnGrantedPagesAreSeen) {
  for (const std::size_t turns : {1u, 2u, 7u}) {
    PureMachine machine{MachineConfig{}};
    Word* const words = machine.memory().data();
    words[100] = encode(Op::load, 5, 700);
    words[101] = encode(Op::addi, 1, 1);
    words[102] = encode(Op::jmp, 0, 100);
    ProcessorState state;
    state.ic = 100;
    machine.processor().set_state(state);
    Word expected[4] = {};
    for (Word round = 1; round <= 60; ++round) {
      const unsigned a = 1 + round % 3;
      words[101] = encode(Op::addi, a, round);
      words[700] = round;
      EXPECT_EQ(machine.run(3 * turns), 3 * turns);
      expected[a] += round * turns;
      ASSERT_EQ(machine.processor().state().registers[5], round);
      for (unsigned each = 1; each < 4; ++each)
        ASSERT_EQ(machine.processor().state().registers[each], expected[each]) << round;
    }
    EXPECT_GT(machine.processor().granted_instructions(), 170 * turns);
  }
}

}  // namespace
}  // namespace hv::test
