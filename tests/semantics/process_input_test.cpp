// SPDX-License-Identifier: Apache-2.0
// The associator asked before φ: what a hit spares, and when entries of process pages must go.
#include <gtest/gtest.h>

#include "oracle/test_machine.h"

namespace hv::test {
namespace {

constexpr Word kPage = 128;

struct Asked : TestMachine {
  explicit Asked(FormCode phi, Invalidation invalidation = Invalidation::snoop)
      : TestMachine(config_of(phi, invalidation)), vm(image.add(0, 1, VmSpec{})) {
    enter({1});
  }
  static MachineConfig config_of(FormCode phi, Invalidation invalidation) {
    MachineConfig config = small_config(64, kPage);
    config.associator.entries = 8;
    config.associator.invalidation = invalidation;
    config.associator.input = AssociatorInput::process;
    config.phi_form = phi;
    return config;
  }
  std::string home(Word page, Word offset) { return show(RealName{image.home(vm, page) + offset}); }
  /// What the composer counts for a reading of this name.
  Counters work(Word name) {
    const Counters before = composer().counters();
    read(name);
    return composer().counters() - before;
  }
  NestImage::Vm vm;
};

TEST(ProcessInput, AHitAppliesNoMapAtAll) {
  for (const auto phi : {FormCode::relocation_bounds, FormCode::paged}) {
    Asked nest(phi);
    const bool tables = phi == FormCode::paged;
    for (Word page = 0; page < 3; ++page) nest.image.poke(nest.vm, 7 * kPage + page, (page + 2) * kPage);
    nest.composer().load_process_map(tables ? 7 * kPage : 2 * kPage, 3 * kPage);
    EXPECT_EQ(nest.read(kPage + 9), nest.home(3, 9));
    const Counters hit = nest.work(kPage + 11);
    EXPECT_EQ(hit.associator_hits, 1u);
    EXPECT_EQ(hit.map_steps + hit.map_reads, 0u);
    EXPECT_EQ(nest.read(kPage + 9), nest.home(3, 9));
    const Counters miss = nest.work(2 * kPage);
    EXPECT_EQ(miss.associator_misses, 1u);
    // φ and f; where φ is in tables, f of its table word too, each with a word.
    EXPECT_EQ(miss.map_steps, tables ? 3u : 2u);
    EXPECT_EQ(miss.map_reads, tables ? 3u : 1u);
    EXPECT_EQ(nest.read(3 * kPage).substr(0, 2), "e ") << "behind the bound";
  }
}

TEST(ProcessInput, AnotherPhiForgetsTheVmsEntriesAndTheSameOneDoesNot) {
  Asked nest(FormCode::relocation_bounds);
  nest.composer().load_process_map(2 * kPage, 3 * kPage);
  nest.read(0);
  nest.composer().load_process_map(2 * kPage, 3 * kPage);
  EXPECT_EQ(nest.work(0).associator_hits, 1u);
  nest.composer().load_process_map(3 * kPage, 3 * kPage);
  EXPECT_EQ(nest.read(1), nest.home(3, 1));
  EXPECT_EQ(nest.composer().associator_occupancy(), 1u);
  nest.unit().vm_fault({1, {0, 1}, FaultCause::ended, AccessKind::fetch}, ProcessorState{}.to_words());
  nest.composer().load_process_map(0, kAll);
  nest.enter({1});
  nest.composer().load_process_map(3 * kPage, 3 * kPage);
  EXPECT_EQ(nest.work(1).associator_hits, 1u) << "resumed under its own";
}

TEST(ProcessInput, AStoreIntoATableOfPhiIsSeen) {
  Asked nest(FormCode::paged);
  nest.image.poke(nest.vm, 7 * kPage, 2 * kPage);
  nest.composer().load_process_map(7 * kPage, kPage);
  EXPECT_EQ(nest.read(3), nest.home(2, 3));
  nest.image.poke(nest.vm, 7 * kPage, 4 * kPage);
  nest.composer().stored(RealName{nest.image.real(nest.vm, 7 * kPage)});
  EXPECT_EQ(nest.read(3), nest.home(4, 3));
}

TEST(ProcessInput, NothingIsRememberedOfAPageThatPhiHasAPartOf) {
  Asked nest(FormCode::identity);
  nest.composer().load_process_map(0, kPage + 10);
  EXPECT_EQ(nest.read(kPage + 9), nest.home(1, 9));
  EXPECT_EQ(nest.read(kPage + 10).substr(0, 2), "e ");
  EXPECT_EQ(nest.composer().associator_occupancy(), 0u);
}

TEST(ProcessInput, TheExceptionSwapGoesPast) {
  Asked nest(FormCode::relocation_bounds);
  nest.composer().load_process_map(2 * kPage, 3 * kPage);
  nest.read(1);
  const Counters before = nest.composer().counters();
  EXPECT_EQ(show(nest.composer().translate_resource(1, AccessKind::read)), nest.home(0, 1));
  const Counters work = nest.composer().counters() - before;
  EXPECT_EQ(work.associator_hits + work.associator_misses + work.associator_fills, 0u);
}

TEST(ProcessInput, IsRefusedWhereAMachineCouldNotEditItsOwnTables) {
  for (const auto invalidation : {Invalidation::lvmid, Invalidation::flush}) {
    EXPECT_TRUE(objection(Asked::config_of(FormCode::paged, invalidation)));
    EXPECT_FALSE(objection(Asked::config_of(FormCode::relocation_bounds, invalidation)));
  }
  EXPECT_FALSE(objection(Asked::config_of(FormCode::radix, Invalidation::purge)));
  MachineConfig config = Asked::config_of(FormCode::relocation_bounds, Invalidation::snoop);
  for (const auto contents : {AssociatorContents::adjacent, AssociatorContents::per_level}) {
    config.associator.contents = contents;
    EXPECT_TRUE(objection(config));
  }
}

}  // namespace
}  // namespace hv::test
