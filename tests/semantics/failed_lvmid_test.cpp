// SPDX-License-Identifier: Apache-2.0
// An LVMID that appended nothing leaves nothing behind that a later one would answer for.
#include <gtest/gtest.h>

#include "oracle/test_machine.h"

namespace hv::test {
namespace {

constexpr Word kPage = 128;

TEST(FailedLvmid, WordsReadInVainAreNotOnesThatTheNextVmIsMadeFrom) {
  MachineConfig config = small_config(64, kPage);
  config.associator = {16, 0, AssociatorKey::vmid, Invalidation::snoop};
  TestMachine nest(config);
  nest.image.add(0, 1, VmSpec{});
  const auto bad = nest.image.add(0, 2, VmSpec{});
  nest.image.set_vmcb_word(bad, kVmcbForm, 99);

  EXPECT_NE(show(nest.machine.enter(2)), "entered");
  nest.enter({1});
  for (const Word page : {0, 1, 2}) nest.read(page * kPage);
  nest.unit().vm_fault({1, {0, 1}, FaultCause::ended, AccessKind::fetch}, ProcessorState{}.to_words());
  nest.image.set_vmcb_word(bad, kVmcbForm, 98);
  nest.composer().stored(RealName{nest.image.vmcb(bad) + kVmcbForm});
  nest.enter({1});
  EXPECT_EQ(nest.machine.counters().associator_forgotten, 0u);
  for (const Word page : {0, 1, 2}) nest.read(page * kPage);
  EXPECT_EQ(nest.machine.counters().associator_hits, 3u);
}

}  // namespace
}  // namespace hv::test
