// SPDX-License-Identifier: Apache-2.0
// What the composer grants, on which conditions, and when it takes grants back.
#include <gtest/gtest.h>

#include "oracle/test_machine.h"

namespace hv::test {
namespace {

constexpr Word kPage = 128;

/// Who writes down what is taken back.
struct Holder final : GrantHolder {
  void withdraw(ProcessName name) override { withdrawn.push_back(name.value); }
  void withdraw_all() override { ++all; }
  std::vector<Word> withdrawn;
  unsigned all = 0;
};

MachineConfig config_of(std::uint32_t entries, FormCode phi = FormCode::relocation_bounds) {
  MachineConfig config = small_config(64, kPage);
  config.associator.entries = entries;
  config.phi_form = phi;
  return config;
}

/// VM 1 with a page table.
struct Granting : TestMachine {
  explicit Granting(const MachineConfig& config = config_of(8)) : TestMachine(config) {
    VmSpec spec;
    spec.pages = 8;
    vm = image.add(0, 1, spec);
    composer().tell(&holder);
  }
  std::optional<PageGrant> grant(Word name) { return composer().grant(ProcessName{name}); }
  void touch(Word page) { composer().translate(ProcessName{page * kPage}, AccessKind::read); }
  void fault() { unit().vm_fault({1, {0, 1}, FaultCause::absent, AccessKind::read}, ProcessorState{}.to_words()); }
  NestImage::Vm vm = 0;
  Holder holder;
};

struct Quiet final : AccessObserver {
  void accessed(const Access&) override {}
};

TEST(Grant, OfTheRealMachineNeedsNoAssociator) {
  for (const std::uint32_t entries : {0u, 8u}) {
    Granting nest(config_of(entries));
    const auto grant = nest.grant(3 * kPage + 17);
    ASSERT_TRUE(grant);
    EXPECT_EQ(grant->first.value, 3 * kPage);
    EXPECT_EQ(grant->frame.value, 3 * kPage);
    EXPECT_TRUE(grant->writable);
    ASSERT_NE(grant->last_use, nullptr);
    EXPECT_EQ(nest.composer().associator_occupancy(), 0u);
  }
}

TEST(Grant, BeneathAVmIsOfAPageThatTheAssociatorHolds) {
  Granting nest;
  nest.enter({1});
  EXPECT_FALSE(nest.grant(2 * kPage)) << "nobody has asked for it yet";
  nest.touch(2);
  const Counters before = nest.machine.counters();
  const auto grant = nest.grant(2 * kPage + 5);
  ASSERT_TRUE(grant);
  EXPECT_EQ(grant->first.value, 2 * kPage);
  EXPECT_EQ(grant->frame.value, nest.image.home(nest.vm, 2));
  EXPECT_FALSE(nest.grant(3 * kPage));
  EXPECT_TRUE(before == nest.machine.counters()) << "asking counts nothing";
}

TEST(Grant, BeneathAVmWithoutAssociatorIsRefused) {
  Granting nest(config_of(0));
  nest.enter({1});
  nest.touch(2);
  EXPECT_FALSE(nest.grant(2 * kPage));
}

TEST(Grant, IsRefusedWhileSomebodyWatchesOrNobodyHoldsIt) {
  Granting nest;
  Quiet quiet;
  EXPECT_TRUE(nest.grant(0));
  nest.composer().observe(&quiet);
  EXPECT_EQ(nest.holder.all, 1u) << "what was granted before is taken back";
  EXPECT_FALSE(nest.grant(0));
  Granting other;
  other.composer().tell(nullptr);
  EXPECT_FALSE(other.grant(0));
}

TEST(Grant, IsRefusedWherePhiTakesTableWordsButNotUnderItsIdentity) {
  for (const FormCode form : {FormCode::paged, FormCode::radix, FormCode::segmented}) {
    Granting nest(config_of(8, form));
    nest.image.poke(0, 2048, 512), nest.image.poke(0, 2049, 640);
    EXPECT_TRUE(nest.grant(0));
    nest.composer().load_process_map(2048, 2 * kPage);
    EXPECT_FALSE(nest.grant(0)) << to_string(form);
  }
}

TEST(Grant, EndsWhereThePhiEnds) {
  Granting nest;
  nest.composer().load_process_map(4 * kPage, 2 * kPage);
  ASSERT_TRUE(nest.grant(2 * kPage - 1));
  EXPECT_EQ(nest.grant(2 * kPage - 1)->frame.value, 5 * kPage);
  EXPECT_FALSE(nest.grant(2 * kPage));
  nest.composer().load_process_map(1, 2 * kPage);
  EXPECT_FALSE(nest.grant(0)) << "a phi that makes no sense";
  Granting identity(config_of(8, FormCode::identity));
  identity.composer().load_process_map(3 * kPage, 2 * kPage + 1);
  ASSERT_TRUE(identity.grant(kPage));
  EXPECT_EQ(identity.grant(kPage)->frame.value, kPage);
  EXPECT_FALSE(identity.grant(2 * kPage)) << "the bound is in the midst of this page";
  EXPECT_FALSE(identity.grant(3 * kPage));
  identity.composer().load_process_map(0, 3 * kPage - 1);
  EXPECT_TRUE(identity.grant(kPage));
  EXPECT_FALSE(identity.grant(2 * kPage)) << "all of this page but a word";
}

TEST(Grant, IsNoLeaveToStoreWhereEntriesAreMadeFrom) {
  for (const auto invalidation : {Invalidation::snoop, Invalidation::lvmid}) {
    MachineConfig config = config_of(8);
    config.associator.invalidation = invalidation;
    Granting nest(config);
    const Word table_page = nest.image.table(nest.vm) / kPage * kPage;
    EXPECT_TRUE(nest.grant(table_page)->writable) << "not yet";
    nest.enter({1});
    nest.touch(2);
    nest.fault();
    const bool noticed = invalidation == Invalidation::snoop;
    EXPECT_EQ(nest.grant(table_page)->writable, !noticed);
    EXPECT_EQ(nest.grant(nest.image.vmcb(nest.vm))->writable, !noticed) << "LVMID has read it";
    EXPECT_TRUE(nest.grant(40 * kPage)->writable);
  }
}

TEST(Withdrawal, OfThePageWhoseEntryIsReplaced) {
  for (const Word r : {Word{0}, 2 * kPage}) {
    MachineConfig config = config_of(4);
    config.associator.ways = 2;
    Granting nest(config);
    nest.enter({1});
    nest.composer().load_process_map(r, kUnbounded);
    for (const Word page : {0, 1, 2}) nest.touch(page);
    ASSERT_TRUE(nest.grant(0));
    EXPECT_EQ(nest.holder.withdrawn, std::vector<Word>{});
    nest.touch(4);  // the set of even pages is full: 0 was used longest ago
    EXPECT_EQ(nest.holder.withdrawn, std::vector<Word>{0});
    nest.touch(3);  // there is room for an odd one
    EXPECT_EQ(nest.holder.withdrawn.size(), 1u);
    EXPECT_EQ(nest.holder.all, 0u);
  }
}

TEST(Withdrawal, UnderAnIdentityWithABaseToo) {
  Granting nest(config_of(1, FormCode::identity));
  nest.enter({1});
  nest.composer().load_process_map(3 * kPage, 6 * kPage);
  nest.touch(2);
  ASSERT_TRUE(nest.grant(2 * kPage));
  nest.touch(4);
  EXPECT_EQ(nest.holder.withdrawn, std::vector<Word>{2 * kPage});
}

TEST(Withdrawal, OfAllAtEachChangeOfVmidAndPhiAndWhenAnEntryMayBeForgotten) {
  Granting nest;
  const auto taken_back = [&](const char* what, bool expected, auto change) {
    ASSERT_TRUE(nest.grant(2 * kPage)) << what;
    const unsigned before = nest.holder.all;
    change();
    EXPECT_EQ(nest.holder.all > before, expected) << what;
  };
  taken_back("LVMID", true, [&] { nest.enter({1}); });
  nest.touch(2);
  taken_back("the same phi", false, [&] { nest.composer().load_process_map(0, kUnbounded); });
  taken_back("another bound", true, [&] { nest.composer().load_process_map(0, 6 * kPage); });
  taken_back("another base", true, [&] { nest.composer().load_process_map(kPage, 6 * kPage); });
  nest.composer().load_process_map(0, kUnbounded);
  const RealName entry{nest.image.entry(nest.vm, 2)};
  taken_back("a store elsewhere", false, [&] { nest.composer().stored(RealName{50 * kPage}); });
  taken_back("a store beside a table word", false, [&] { nest.composer().stored(RealName{entry.value + 60}); });
  taken_back("a store into a table word", true, [&] { nest.composer().stored(entry); });
  nest.touch(2);
  taken_back("VM-fault", true, [&] { nest.fault(); });
  taken_back("switched on anew", true, [&] { nest.unit().reset(); });
}

TEST(Withdrawal, OfAllWhenAPageComesToHoldItsFirstTableWord) {
  Granting nest;
  nest.image.take_page(0);
  const Word table = nest.image.take_page(0) - 4;  // half of it on one page, half on the next
  for (Word page = 0; page < 8; ++page) nest.image.poke(0, table + page, nest.image.home(nest.vm, page));
  nest.image.set_vmcb_word(nest.vm, kVmcbTable, table);
  nest.enter({1});
  nest.touch(0);
  ASSERT_TRUE(nest.grant(0));
  nest.touch(1);
  EXPECT_EQ(nest.holder.all, 0u) << "another word of the table's first page";
  nest.touch(7);
  EXPECT_EQ(nest.holder.all, 1u);
}

TEST(Withdrawal, IsNotToldWhereNothingWasGranted) {
  Granting nest(config_of(1));
  nest.enter({1});
  nest.touch(1);
  nest.touch(2);
  nest.composer().load_process_map(0, 6 * kPage);
  nest.fault();
  EXPECT_EQ(nest.holder.all, 0u);
  EXPECT_TRUE(nest.holder.withdrawn.empty());
}

TEST(GrantedUse, IsAsIfItHadBeenAskedFor) {
  Granting asked(config_of(2)), granted(config_of(2));
  for (Granting* nest : {&asked, &granted}) {
    nest->enter({1});
    nest->touch(0);
    nest->touch(1);
  }
  asked.composer().translate(ProcessName{7}, AccessKind::fetch);
  asked.composer().translate(ProcessName{9}, AccessKind::write);
  const auto grant = granted.grant(0);
  ASSERT_TRUE(grant);
  GrantedUses uses = granted.composer().begin_uses();
  for (const Word name : {7, 9}) {
    *grant->last_use = ++uses.time;
    uses.digest = digested(uses.digest, grant->frame.value + name);
    ++uses.references;
  }
  uses.stores = 1;
  granted.composer().end_uses(uses);
  EXPECT_TRUE(asked.machine.counters() == granted.machine.counters());
  EXPECT_EQ(asked.composer().real_digest(), granted.composer().real_digest());
  for (Granting* nest : {&asked, &granted}) {
    nest->touch(2);  // in the place of page 1, not of page 0
    const Counters before = nest->machine.counters();
    nest->touch(0);
    EXPECT_EQ(nest->machine.counters().associator_hits - before.associator_hits, 1u);
  }
}

}  // namespace
}  // namespace hv::test
