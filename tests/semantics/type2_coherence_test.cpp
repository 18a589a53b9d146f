// SPDX-License-Identifier: Apache-2.0
// The associator where only the φ of a Type II map's owner changes.
#include <gtest/gtest.h>

#include "semantics/type2.h"

namespace hv::test {
namespace {

/// Only φ changes between two LVMIDs of one VM: no store tells of it, and yet the old real names must be forgotten,
/// those of deeper VMs too.
TEST(TypeTwoCoherence, APhiThatChangesIsSeenUnderEveryPolicyAndKey) {
  unsigned kinds = 0;
  for (const auto key : {AssociatorKey::vmid, AssociatorKey::level, AssociatorKey::none})
    for (const auto invalidation : {Invalidation::snoop, Invalidation::lvmid, Invalidation::flush})
      for (unsigned issuer = 0; issuer <= 1; ++issuer) {
        MachineConfig config = small_config(64);
        config.associator = {16, 0, key, invalidation};
        if (objection(config)) continue;
        ++kinds;
        TypeTwo nest(config);
        if (issuer == 1) nest.add(48, 0, kAll);
        nest.add(24, kPage, 40 * kPage);
        const std::size_t vm = nest.vms.size() - 1;
        nest.enter_chain(issuer + 1);
        EXPECT_EQ(nest.read(5), nest.real_of(vm, 5));
        EXPECT_EQ(nest.read(6), nest.real_of(vm, 6));
        EXPECT_EQ(nest.machine.counters().associator_hits, 1u);
        for (const Word r : {2 * kPage, 3 * kPage, kPage}) {
          nest.leave(issuer + 1);
          nest.start_at(0, r, 40 * kPage);
          nest.enter({1});
          EXPECT_EQ(nest.read(5), nest.real_of(issuer, nest.image.home(nest.vms[vm], 0) + r - kPage + 5))
              << to_string(key) << " " << to_string(invalidation);
        }
        nest.leave(issuer + 1);
        nest.start_at(0, kPage, kPage);  // the bound alone
        nest.enter({1});
        EXPECT_EQ(nest.read(20 * kPage),
                  "t" + std::to_string(issuer + 1) + " 10240@" + std::to_string(issuer + 1) + " type-2 phi read");
        EXPECT_EQ(nest.read(5),
                  "t" + std::to_string(issuer + 1) + " 5@" + std::to_string(issuer + 1) + " type-2 phi read");
      }
  EXPECT_EQ(kinds, 2u * 7);
}

TEST(TypeTwoCoherence, DeeperVmsAreForgottenWithTheOneWhosePhiChanged) {
  for (const auto key : {AssociatorKey::vmid, AssociatorKey::level}) {
    MachineConfig config = small_config(64);
    config.associator = {16, 0, key, Invalidation::snoop};
    TypeTwo nest(config);
    nest.add(24, kPage, 60 * kPage);
    nest.add(8, 0, kAll);
    for (Word page = 0; page < 30; ++page)  // level 0 keeps a copy of VM 1, one page further
      for (Word word = 0; word < kPage; ++word)
        nest.image.poke(0, (30 + page) * kPage + word, nest.image.peek(0, page * kPage + word));
    nest.enter({1, 1});
    EXPECT_EQ(nest.read(5), nest.real_of(2, 5));
    nest.leave(1);
    nest.start_at(0, 31 * kPage, 30 * kPage);
    nest.enter({1});
    ASSERT_EQ(nest.vmid_name(), "1.1");
    EXPECT_EQ(nest.read(5), show(RealName{nest.image.real(nest.vms[2], 5) + 30 * kPage}));
  }
}

TEST(TypeTwoCoherence, TheSamePhiLosesNothingUnderSnoop) {
  MachineConfig config = small_config(64);
  config.associator = {16, 0, AssociatorKey::vmid, Invalidation::snoop};
  TypeTwo nest(config);
  nest.add(24, kPage, 40 * kPage);
  nest.enter({1});
  for (const Word page : {0, 1, 2}) nest.read(page * kPage);
  nest.leave(1);
  nest.start_at(0, kPage, 40 * kPage);
  nest.enter({1});
  EXPECT_EQ(nest.composer().associator_occupancy(), 3u);
}

}  // namespace
}  // namespace hv::test
