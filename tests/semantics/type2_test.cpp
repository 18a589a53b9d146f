// SPDX-License-Identifier: Apache-2.0
// Type II maps: f goes to process names of the level below, and the φ under which that level executed LVMID takes them
// on.
#include "semantics/type2.h"

#include <gtest/gtest.h>

namespace hv::test {
namespace {

TEST(TypeTwoMaps, GoThroughThePhiOfTheLvmidsIssuerAtEveryDepth) {
  for (unsigned depth = 1; depth <= 4; ++depth) {
    TypeTwo nest;
    for (unsigned level = 1; level <= depth; ++level) nest.add(60 - 12 * level, (1 + level % 2) * kPage);
    nest.enter_chain(depth);
    for (Word page = 0; page < 12; ++page)
      EXPECT_EQ(nest.read(page * kPage + 7), nest.real_of(depth, page * kPage + 7)) << depth;
  }
}

TEST(TypeTwoMaps, GoThroughItAfterTheVmsOwnPhi) {
  TypeTwo nest;
  nest.add(40, kPage);
  nest.enter({1});
  nest.composer().load_process_map(3 * kPage, 2 * kPage);
  EXPECT_EQ(nest.read(5), nest.real_of(1, 3 * kPage + 5));
  EXPECT_EQ(nest.read(2 * kPage), "e addressing 1024");
}

/// f_i reads its k words by resource names of level i − 1, then φ reads k_φ there, and the value has T(i − 1) to go:
/// T(i) = (k + k_φ)(T(i − 1) + 1) + T(i − 1), so T(n) = (k + k_φ + 1)^n − 1. With the root of f's table as a real
/// address: its word costs 1, all others 1 + T(i − 1).
TEST(TypeTwoMaps, ReadTheWordsOfFAndOfAPhiInTables) {
  for (const auto registers : {RegistersPolicy::name, RegistersPolicy::none, RegistersPolicy::real})
    for (const unsigned k : {1u, 2u, 3u})
      for (unsigned depth = 1; depth <= 3; ++depth) {
        MachineConfig config = small_config(64);
        config.phi_form = FormCode::paged;
        config.registers = registers;
        TypeTwo nest(config);
        for (unsigned level = 1; level <= depth; ++level)
          nest.add_under_tables(60 - 12 * level, k == 1 ? FormCode::paged : FormCode::radix, k);
        nest.enter_chain(depth);
        nest.machine.reset_counters();
        EXPECT_EQ(nest.read(2 * kPage + 9), nest.real_of(depth, 2 * kPage + 9));
        const unsigned words = k + 1 + (registers == RegistersPolicy::none ? 3 : 0);  // φ's one included
        std::uint64_t reads = 0;
        for (unsigned level = 1; level <= depth; ++level)
          reads =
              registers == RegistersPolicy::real ? 1 + (words - 1) * (reads + 1) + reads : words * (reads + 1) + reads;
        EXPECT_EQ(nest.machine.counters().map_reads, reads) << to_string(registers) << " k " << k << " depth " << depth;
      }
}

TEST(TypeTwoFaults, OfPhiAreFaultsOfFWithItsName) {
  for (unsigned depth = 1; depth <= 3; ++depth)
    for (unsigned level = 1; level <= depth; ++level) {
      TypeTwo nest;
      for (unsigned i = 1; i <= depth; ++i) nest.add(60 - 12 * i, kPage);
      const NestImage::Vm vm = nest.vms[level];
      // The page of `level` that the deepest VM's page 5 is, by way of homes
      Word page = 5;
      for (unsigned i = depth; i > level; --i) page = nest.image.home(nest.vms[i], page) / kPage;
      // φ of level − 1 ends below the process name that f has for it
      const Word bound = nest.image.home(vm, page) - kPage;
      nest.set_phi(level - 1, kPage, bound);
      if (level == 1) nest.start_at(0, kPage, bound);
      nest.enter_chain(depth);
      const std::string expected =
          "t" + std::to_string(level) + " " + std::to_string(page * kPage + 3) + "@" + std::to_string(level);
      EXPECT_EQ(nest.read(5 * kPage + 3), expected + " type-2 phi read");
      const Counters before = nest.machine.counters();
      nest.image.poke(nest.vms[depth], 100, isa::encode(isa::Op::store, 1, 5 * kPage + 3));
      nest.start_at(100);
      EXPECT_EQ(nest.step(), "vm-fault " + expected + " type-2 phi write");
      EXPECT_EQ(nest.vmid().depth(), level - 1);
      EXPECT_EQ(nest.image.vmcb_word(vm, kVmcbStatus), 9u | 2u << 8);
      EXPECT_EQ(nest.image.vmcb_word(vm, kVmcbFaultName), page * kPage + 3);
      EXPECT_EQ(nest.machine.counters().vm_faults_taken_by_level[level - 1],
                before.vm_faults_taken_by_level[level - 1] + 1);
    }
}

TEST(TypeTwoFaults, ComeOfAPhiThatMakesNoSenseToo) {
  TypeTwo nest;
  nest.add(40, 0);
  nest.start_at(0, 100, 20 * kPage);  // not whole pages
  nest.enter({1});
  EXPECT_EQ(nest.read(7), "t1 7@1 type-2 phi read");
}

TEST(TypeTwoFaults, OfPhisTables) {
  MachineConfig config = small_config(64);
  config.phi_form = FormCode::paged;
  TypeTwo nest(config);
  nest.add_under_tables(48, FormCode::paged, 1);
  nest.add_under_tables(24, FormCode::paged, 1);
  nest.enter({1, 1});
  const Word table = nest.image.vmcb_word(nest.vms[1], kVmcbR);  // of VM 1's φ
  const Word all = nest.image.pages(nest.vms[1]);
  const Word word = table + (nest.image.home(nest.vms[2], 3) / kPage + all - 1) % all;
  const Word good = nest.image.peek(nest.vms[1], word);
  nest.image.poke(nest.vms[1], word, kT);
  EXPECT_EQ(nest.read(3 * kPage), "t2 1536@2 type-2 phi read");
  nest.image.poke(nest.vms[1], word, good + 1);
  EXPECT_EQ(nest.read(3 * kPage), "t2 1536@2 type-2 phi read") << "a bad map";
  nest.image.poke(nest.vms[1], word, good);
  EXPECT_EQ(nest.read(3 * kPage), nest.real_of(2, 3 * kPage));
  nest.image.set_entry(nest.vms[1], table / kPage, kT);  // level 0 takes φ's table away
  EXPECT_EQ(nest.read(3 * kPage), "t1 " + std::to_string(word) + "@1 absent read implicit") << "its own failure";
}

TEST(TypeTwoPhi, IsKeptInTheIssuersControlBlockForTheRestart) {
  for (const bool type2 : {true, false}) {
    TypeTwo nest;
    nest.add(48, 0, kAll);
    nest.add(24, kPage);
    if (!type2) {
      nest.image.set_vmcb_word(nest.vms[2], kVmcbForm, 0);
      for (Word page = 0; page < 24; ++page)
        nest.image.set_entry(nest.vms[2], page, nest.image.home(nest.vms[2], page));
    }
    nest.set_phi(1, 7 * kPage, 8 * kPage);  // what VM 1 begins with
    nest.enter({1});
    nest.start_at(0, kPage, 47 * kPage);  // and goes on with
    nest.enter({1});
    EXPECT_EQ(nest.image.vmcb_word(nest.vms[1], kVmcbR), type2 ? kPage : 7 * kPage);
    EXPECT_EQ(nest.image.vmcb_word(nest.vms[1], kVmcbB), type2 ? 47 * kPage : 8 * kPage);
    EXPECT_EQ(nest.read(5), nest.real_of(2, 5));
    nest.leave(1);
    nest.enter({1});
    ASSERT_EQ(nest.vmid_name(), "1.1");
    EXPECT_EQ(nest.read(5), nest.real_of(2, 5)) << "restored";
    if (!type2) continue;
    nest.leave(1);
    nest.image.set_vmcb_word(nest.vms[1], kVmcbR, 2 * kPage);  // level 0 edits it
    nest.enter({1});
    EXPECT_EQ(nest.read(5), nest.real_of(1, nest.image.home(nest.vms[2], 0) + kPage + 5));
  }
}

TEST(TypeTwoPhi, OfLevelZeroIsInNoMemory) {
  TypeTwo nest;
  nest.add(40, kPage);
  const auto before = nest.whole_memory();
  nest.enter({1});
  EXPECT_EQ(nest.whole_memory(), before);
  nest.composer().load_process_map(5 * kPage, 6 * kPage);  // VM 1's own
  EXPECT_EQ(nest.read(5), nest.real_of(1, 5 * kPage + 5)) << "level 0's is remembered";
  nest.leave(1);
  nest.start_at(0, 3 * kPage, 60 * kPage);
  nest.enter({1});
  nest.composer().load_process_map(0, kAll);
  EXPECT_EQ(nest.read(5), nest.real_of(1, 2 * kPage + 5)) << "that of the last LVMID";
}

TEST(TypeTwoRb, IsNotComposedStaticallyAndNotTestedForInclusion) {
  TypeTwo nest;
  nest.add(48, 0, kAll, FormCode::relocation_bounds);
  nest.add(24, kPage, 64 * kPage, FormCode::relocation_bounds);
  nest.image.set_vmcb_word(nest.vms[2], kVmcbPages, 60);  // more than VM 1 has
  nest.enter({1, 1});
  EXPECT_FALSE(nest.vmid().at(1).fused || nest.vmid().at(2).fused);
  nest.machine.reset_counters();
  EXPECT_EQ(nest.read(5 * kPage), nest.real_of(2, 5 * kPage));
  EXPECT_EQ(nest.machine.counters().map_steps, 5u) << "φ, f1.1, φ of VM 1, f1, φ of level 0";
  EXPECT_EQ(nest.machine.counters().map_reads, 0u);
  const Word begin = nest.image.home(nest.vms[2], 0), first_bad = 48 * kPage - begin;
  EXPECT_EQ(nest.read(first_bad), "t1 " + std::to_string(48 * kPage) + "@1 beyond bound read");
}

TEST(TypeTwoRb, UnderAMapOfTypeOneBreaksTheRunOnly) {
  TypeTwo nest;
  nest.add(48, kPage, kAll, FormCode::relocation_bounds);
  nest.image.set_vmcb_word(nest.vms[1], kVmcbR, 0);
  nest.add(24, 0, kAll, FormCode::relocation_bounds);
  nest.image.set_vmcb_word(nest.vms[2], kVmcbForm, 1);  // Type I
  nest.enter({1, 1});
  ASSERT_TRUE(nest.vmid().at(2).fused);
  EXPECT_EQ(nest.vmid().at(2).fused->below, 1u);
  EXPECT_EQ(nest.read(5 * kPage), nest.real_of(2, 5 * kPage));
}

}  // namespace
}  // namespace hv::test
