// SPDX-License-Identifier: Apache-2.0
// What each way of forgetting rests on: `snoop` holds even for table words that someone stores into at any
// time, from anywhere; the others rest on the VMM being the only one that does, and only when it runs itself.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <random>

#include "oracle/test_machine.h"

namespace hv::test {
namespace {

MachineConfig with(std::uint32_t entries, AssociatorKey key, Invalidation invalidation) {
  MachineConfig config = small_config(64, 128);
  config.associator = {entries, 0, key, invalidation};
  return config;
}

/// A chain of three VMs, with and without associator, of which any table word may change at any moment.
TEST(Snoop, HoldsWhoeverStoresIntoATable) {
  std::uint64_t hits = 0, forgotten = 0, faults = 0, stores = 0;
  const bool held = rc::check([&] {
    std::mt19937_64 random(*rc::gen::arbitrary<std::uint64_t>());
    const auto key = random() % 2 ? AssociatorKey::vmid : AssociatorKey::level;
    TestMachine cached(with(1 + random() % 12, key, Invalidation::snoop)), plain(small_config(64, 128));
    NestImage::Vm vms[4] = {};
    for (TestMachine* machine : {&cached, &plain}) {
      for (unsigned level = 1; level <= 3; ++level) {
        VmSpec spec;
        spec.pages = 60 - 14 * level;
        vms[level] = machine->image.add(vms[level - 1], 1, spec);
      }
      machine->enter_chain(3);
    }
    for (int i = 0; i < 400; ++i) {
      if (random() % 12 == 0) {
        const unsigned level = 1 + random() % 3;
        const Word page = random() % 6;
        const Word value = random() % 5 == 0 ? kT : plain.image.home(vms[level], random() % 6);
        plain.image.set_entry(vms[level], page, value);
        cached.image.set_entry(vms[level], page, value);
        cached.composer().stored(RealName{cached.image.real(vms[level - 1], cached.image.entry(vms[level], page))});
        ++stores;
      }
      const Word name = random() % 6 * 128 + random() % 128;
      const std::string expected = plain.read(name);
      RC_ASSERT(cached.read(name) == expected);
      faults += expected[0] == 't';
    }
    hits += cached.machine.counters().associator_hits;
    forgotten += cached.machine.counters().associator_forgotten;
  });
  ASSERT_TRUE(held);
  EXPECT_GT(hits, 5000u);
  EXPECT_GT(forgotten, 500u);
  EXPECT_GT(faults, 1000u);
  EXPECT_GT(stores, 1000u);
}

TEST(Snoop, KeepsWhatTheStoreDidNotConcern) {
  TestMachine nest(with(8, AssociatorKey::vmid, Invalidation::snoop));
  const auto vm = nest.image.add_chain(1, FormCode::paged);
  nest.enter_chain(1);
  for (const Word page : {0, 1, 2}) nest.read(page * 128);
  EXPECT_EQ(nest.composer().associator_occupancy(), 3u);
  nest.composer().stored(RealName{nest.image.entry(vm, 1)});
  EXPECT_EQ(nest.composer().associator_occupancy(), 2u);
  nest.composer().stored(RealName{nest.image.entry(vm, 5)});
  EXPECT_EQ(nest.composer().associator_occupancy(), 2u);
  nest.composer().stored(RealName{nest.image.vmcb(vm) + kVmcbNext});
  EXPECT_EQ(nest.composer().associator_occupancy(), 2u) << "no word of the map";
  nest.composer().stored(RealName{nest.image.vmcb(vm) + kVmcbTable});
  EXPECT_EQ(nest.composer().associator_occupancy(), 0u) << "words that LVMID read included";
}

/// 1.1 is suspended; level 0 gives VM 1 another page 0, on which the control block of 1.1 says another table.
TEST(Coherence, AControlBlockThatCameWithAnotherPageIsSeen) {
  for (const auto key : {AssociatorKey::vmid, AssociatorKey::level})
    for (const auto invalidation : {Invalidation::snoop, Invalidation::lvmid, Invalidation::flush}) {
      TestMachine nest(with(16, key, invalidation));
      VmSpec spec;
      spec.pages = 20;
      const auto vm1 = nest.image.add(0, 1, spec);
      spec.pages = 4;
      const auto vm11 = nest.image.add(vm1, 1, spec);
      const Word other_table = nest.image.take_page(vm1), other_page0 = nest.image.take_page(0);
      for (Word page = 0; page < 4; ++page) nest.image.poke(vm1, other_table + page, nest.image.home(vm11, 3 - page));
      for (Word word = 0; word < 128; ++word) nest.image.poke(0, other_page0 + word, nest.image.peek(vm1, word));
      nest.image.poke(0, other_page0 + nest.image.vmcb(vm11) + kVmcbTable, other_table);
      nest.enter({1, 1});
      EXPECT_EQ(nest.read(5), show(RealName{nest.image.real(vm11, 5)}));
      nest.unit().vm_fault({1, {0, 1}, FaultCause::absent, AccessKind::read}, ProcessorState{}.to_words());
      nest.image.set_entry(vm1, 0, other_page0);
      nest.composer().stored(RealName{nest.image.entry(vm1, 0)});
      nest.enter({1});
      ASSERT_EQ(nest.vmid_name(), "1.1");
      EXPECT_EQ(nest.read(5), show(RealName{nest.image.real(vm11, 3 * 128 + 5)})) << to_string(invalidation);
    }
}

/// Another master of the memory changes VM 1's control block while VM 1 runs. VM 1 goes on with what LVMID had read;
/// the next LVMID reads the new words, and nothing made from the old ones may be left.
TEST(Snoop, AControlBlockChangedUnderItsRunningVmCountsFromTheNextLvmidOn) {
  for (const auto key : {AssociatorKey::vmid, AssociatorKey::level}) {
    TestMachine nest(with(16, key, Invalidation::snoop));
    VmSpec spec;
    spec.pages = 4;
    const auto vm = nest.image.add(0, 1, spec);
    const Word other_table = nest.image.take_page(0);
    for (Word page = 0; page < 4; ++page) nest.image.poke(0, other_table + page, nest.image.home(vm, 3 - page));
    nest.enter({1});
    nest.image.set_vmcb_word(vm, kVmcbTable, other_table);
    nest.composer().stored(RealName{nest.image.vmcb(vm) + kVmcbTable});
    EXPECT_EQ(nest.read(5), show(RealName{nest.image.real(vm, 5)}));
    nest.unit().vm_fault({1, {0, 1}, FaultCause::absent, AccessKind::read}, ProcessorState{}.to_words());
    nest.enter({1});
    EXPECT_EQ(nest.read(5), show(RealName{nest.image.home(vm, 3) + 5}));
  }
}

/// The entries that are left after VM 1, which ran, is left for level 0 and entered again.
std::uint32_t left_after_resume(AssociatorKey key, Invalidation invalidation, Word other) {
  TestMachine nest(with(8, key, invalidation));
  VmSpec spec;
  nest.image.add(0, 1, spec);
  nest.image.add(0, 2, spec);
  nest.enter({1});
  for (const Word page : {0, 1, 2}) nest.read(page * 128);
  const auto leave = [&] {
    nest.unit().vm_fault({1, {0, 1}, FaultCause::ended, AccessKind::fetch}, std::vector<Word>(isa::kProcessorWords, 0));
  };
  leave();
  if (other) nest.enter({other}), leave();
  nest.enter({1});
  return nest.composer().associator_occupancy();
}

TEST(Forgetting, OnResumeIsAsTheCoherenceSays) {
  using K = AssociatorKey;
  using I = Invalidation;
  EXPECT_EQ(left_after_resume(K::vmid, I::snoop, 0), 3u);
  EXPECT_EQ(left_after_resume(K::level, I::snoop, 0), 3u);
  EXPECT_EQ(left_after_resume(K::vmid, I::snoop, 2), 3u) << "the whole VMID is in the key";
  EXPECT_EQ(left_after_resume(K::level, I::snoop, 2), 0u) << "a sibling was appended";
  for (const K key : {K::vmid, K::level}) EXPECT_EQ(left_after_resume(key, I::lvmid, 0), 0u);
  for (const K key : {K::vmid, K::level, K::none}) EXPECT_EQ(left_after_resume(key, I::flush, 0), 0u);
}

TEST(Bypass, AtVmidNullThereAreNoHitsNoMissesAndNoMapReads) {
  TestMachine real(with(8, AssociatorKey::vmid, Invalidation::snoop));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(real.read(i % 3 * 128), show(RealName{static_cast<Word>(i % 3 * 128)}));
  const Counters work = real.machine.counters();
  EXPECT_EQ(work.references, 10u);
  EXPECT_EQ(work.associator_hits + work.associator_misses + work.associator_fills + work.map_reads, 0u);
  EXPECT_EQ(real.composer().associator_occupancy(), 0u);
}

TEST(Sizes, WithoutOneEntryNothingIsCountedAndWithOneTheLastPageHits) {
  TestMachine none(with(0, AssociatorKey::vmid, Invalidation::snoop)),
      one(with(1, AssociatorKey::vmid, Invalidation::snoop));
  for (TestMachine* nest : {&none, &one}) {
    nest->image.add_chain(1, FormCode::paged);
    nest->enter_chain(1);
    for (const Word name : {0, 1, 128, 129, 0}) nest->read(name);
  }
  EXPECT_EQ(none.machine.counters().associator_hits + none.machine.counters().associator_misses, 0u);
  EXPECT_EQ(one.machine.counters().associator_hits, 2u);
  EXPECT_EQ(one.machine.counters().associator_misses, 3u);
  EXPECT_EQ(one.machine.counters().associator_fills, 3u);
}

}  // namespace
}  // namespace hv::test
