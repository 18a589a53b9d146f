// SPDX-License-Identifier: Apache-2.0
// PURGE: what it forgets, for whom, and that without it `purge` forgets nothing.
#include <gtest/gtest.h>

#include "oracle/test_machine.h"

namespace hv::test {
namespace {

constexpr Word kPage = 128, kPurge = Word{0x87} << 56;

MachineConfig purging(AssociatorKey key) {
  MachineConfig config = small_config(64, kPage);
  config.associator = {16, 0, key, Invalidation::purge};
  return config;
}

void leave(TestMachine& nest) {
  nest.unit().vm_fault({1, {0, 1}, FaultCause::ended, AccessKind::fetch}, ProcessorState{}.to_words());
}

TEST(Purge, IsWhatMakesAnEditedTableCount) {
  for (const auto key : {AssociatorKey::vmid, AssociatorKey::level}) {
    TestMachine nest(purging(key));
    const auto vm = nest.image.add(0, 1, VmSpec{});
    const std::string before = show(RealName{nest.image.home(vm, 2) + 5});
    const std::string after = show(RealName{nest.image.home(vm, 3) + 5});
    nest.enter({1});
    EXPECT_EQ(nest.read(2 * kPage + 5), before);
    leave(nest);
    nest.image.set_entry(vm, 2, nest.image.home(vm, 3));
    nest.composer().stored(RealName{nest.image.entry(vm, 2)});
    nest.enter({1});
    EXPECT_EQ(nest.read(2 * kPage + 5), before) << "software has not purged";
    leave(nest);
    nest.image.poke(0, 50 * kPage, kPurge);
    nest.start_at(50 * kPage);
    EXPECT_EQ(nest.step(), "done");
    EXPECT_EQ(nest.state().ic, 50 * kPage + 1);
    nest.enter({1});
    EXPECT_EQ(nest.read(2 * kPage + 5), after);
  }
}

/// VM 1 and VM 2 each have three entries, 1.1 two more.
TEST(Purge, ForgetsTheRunningMachinesAndThoseBeneathItAndNoOther) {
  for (const bool at_null : {true, false}) {
    TestMachine nest(purging(AssociatorKey::vmid));
    VmSpec spec;
    spec.pages = 14;
    const auto vm1 = nest.image.add(0, 1, spec);
    spec.pages = 4;
    nest.image.add(0, 2, spec);
    nest.image.add(vm1, 1, spec);
    nest.enter({2});
    for (const Word page : {0, 1, 2}) nest.read(page * kPage);
    leave(nest);
    nest.enter({1});
    for (const Word page : {0, 1, 2}) nest.read(page * kPage);
    nest.enter({1});
    for (const Word page : {0, 1}) nest.read(page * kPage);
    nest.unit().vm_fault({2, {0, 2}, FaultCause::ended, AccessKind::fetch}, ProcessorState{}.to_words());
    ASSERT_EQ(nest.vmid_name(), "1");
    ASSERT_EQ(nest.composer().associator_occupancy(), 8u);
    if (at_null) leave(nest);
    nest.composer().purge();
    EXPECT_EQ(nest.composer().associator_occupancy(), at_null ? 0u : 3u);
  }
}

}  // namespace
}  // namespace hv::test
