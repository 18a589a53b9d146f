// SPDX-License-Identifier: Apache-2.0
// LVMID: probe, commit, resume loop; what is wrong in the first step is the issuer's own exception and
// changes nothing, what is wrong later is a VM-fault of the level that owns it.
#include <gtest/gtest.h>

#include "semantics/family.h"

namespace hv::test {
namespace {

TEST(Lvmid, LoadsTheProcessorMapOfTheVm) {
  Family family;
  family.image.set_vmcb_word(family.vm2, kVmcbR, 1024);
  family.image.set_vmcb_word(family.vm2, kVmcbB, 2048);
  family.enter({2});
  EXPECT_EQ(family.vmid_name(), "2");
  EXPECT_EQ(family.state().ic, 200u);
  EXPECT_EQ(family.state().r, 1024u);
  EXPECT_EQ(family.state().b, 2048u);
  for (Word i = 0; i < 16; ++i) EXPECT_EQ(family.state().registers[i], 20000 + i);
  EXPECT_EQ(family.machine.counters().lvmid, 1u);
}

TEST(Lvmid, SetsNextSyllableOfTheIssuerAndOfNobodyElse) {
  Family family;
  const auto before = family.whole_memory();
  family.enter({1});
  EXPECT_EQ(family.whole_memory(), before) << "the real machine has no VMCB";
  family.enter({2});
  EXPECT_EQ(family.vmid_name(), "1.2");
  auto after = before;
  after[32 + kVmcbNext] = 2;  // VMCB of VM 1 in real memory
  EXPECT_EQ(family.whole_memory(), after);
}

TEST(Lvmid, ResumesTheWholeSuspendedNestWithTheLastProcessorMap) {
  Family family;
  family.image.set_vmcb_word(family.vm1, kVmcbNext, 1);
  family.image.set_vmcb_word(family.vm11, kVmcbNext, 1);
  family.image.set_vmcb_word(family.vm111, kVmcbNext, 1);
  const auto before = family.whole_memory();
  family.enter({1});
  EXPECT_EQ(family.vmid_name(), "1.1.1.1");
  EXPECT_EQ(family.state().ic, 1111u);
  EXPECT_EQ(family.state().registers[7], 111107u);
  EXPECT_EQ(family.whole_memory(), before) << "NEXT_SYLLABLE is kept on resume";
  EXPECT_EQ(family.machine.counters().lvmid, 1u);
  EXPECT_EQ(family.machine.counters().vm_switches, 1u);
}

TEST(Lvmid, ReadsOfARestartFollowTheClosedForm) {
  for (unsigned n = 1; n <= 6; ++n) {
    TestMachine nest(small_config(128));
    NestImage::Vm vm = nest.image.add_chain(n, FormCode::paged);
    for (NestImage::Vm suspended = nest.image.parent(vm); suspended != 0; suspended = nest.image.parent(suspended))
      nest.image.set_vmcb_word(suspended, kVmcbNext, 1);
    nest.enter({1});
    ASSERT_EQ(nest.vmid().depth(), n);
    const Counters work = nest.machine.counters();
    EXPECT_EQ(work.lvmid_reads + work.map_reads, (3 + 28) * ((1u << n) - 1)) << n;
    EXPECT_EQ(work.lvmid_reads, 31u * n);
    EXPECT_EQ(work.lvmid, 1u);
  }
}

TEST(Lvmid, ReadsOfARestartAreQuadraticWithRealAddresses) {
  for (unsigned n = 1; n <= 6; ++n) {
    MachineConfig config = small_config(128);
    config.registers = RegistersPolicy::real;
    TestMachine nest(config);
    NestImage::Vm vm = nest.image.add_chain(n, FormCode::paged);
    for (NestImage::Vm suspended = nest.image.parent(vm); suspended != 0; suspended = nest.image.parent(suspended))
      nest.image.set_vmcb_word(suspended, kVmcbNext, 1);
    nest.enter({1});
    const Counters work = nest.machine.counters();
    // 32 words a level (the table's first word too), each through the maps below it: n·(n+1)/2 words of each
    // kind.
    EXPECT_EQ(work.lvmid_reads + work.map_reads, 32u * n * (n + 1) / 2) << n;
  }
}

/// What LVMID refuses in its first step, from level `depth` of the chain 1, 1.1, 1.1.1.
class FirstStep : public testing::TestWithParam<unsigned> {
 protected:
  FirstStep() {
    const NestImage::Vm at[] = {0, family.vm1, family.vm11, family.vm111},
                        child[] = {family.vm1, family.vm11, family.vm111, family.vm1111};
    issuer = at[GetParam()];
    vm = child[GetParam()];
    for (unsigned level = 0; level < GetParam(); ++level) family.enter({1});
  }
  /// LVMID is a local exception, and changes nothing at all.
  void refused(Word syllable, const std::string& cause) {
    const auto memory = family.whole_memory();
    const std::string vmid = family.vmid_name();
    const Counters before = family.machine.counters();
    EXPECT_EQ(family.lvmid(syllable), "e " + cause + " " + std::to_string(syllable));
    EXPECT_EQ(family.whole_memory(), memory);
    EXPECT_EQ(family.vmid_name(), vmid);
    EXPECT_EQ(family.machine.counters().lvmid, before.lvmid);
    EXPECT_EQ(family.machine.counters().vm_switches, before.vm_switches);
  }
  Family family;
  NestImage::Vm issuer, vm;
};

INSTANTIATE_TEST_SUITE_P(Levels, FirstStep, testing::Values(0, 1, 2, 3),
                         [](const auto& test) { return "Level" + std::to_string(test.param); });

TEST_P(FirstStep, RefusesSyllablesThatNameNoVm) {
  refused(0, "bad syllable");
  refused(3, "bad syllable");  // an empty entry
  refused(4, "bad syllable");
  refused(kAll, "bad syllable");
  family.image.poke(issuer, NestImage::kVmtab, 0);
  refused(1, "bad syllable");
}

TEST_P(FirstStep, RefusesControlBlocksThatMakeNoSense) {
  const auto with = [&](Word offset, Word value, const char* why) {
    SCOPED_TRACE(why);
    const Word old = family.image.vmcb_word(vm, offset);
    family.image.set_vmcb_word(vm, offset, value);
    refused(1, "bad map");
    family.image.set_vmcb_word(vm, offset, old);
  };
  with(kVmcbForm, 5, "no such form");
  with(kVmcbForm, 4 | 21u << 16, "segments too large");
  with(kVmcbForm, 255, "no such form");
  with(kVmcbForm, 2u << 8, "no such type");
  with(kVmcbForm, 2, "radix of no levels");
  with(kVmcbForm, 2 | 7u << 16, "radix of seven levels");
  with(kVmcbForm, Word{1} << 32, "a bit that means nothing");
  with(kVmcbForm, 2 | 21u << 24, "pages too large");
  with(kVmcbForm, 1 | 1u << 24, "relocation-bounds has no pages of its own");
  with(kVmcbPages, kAll / 512 + 1, "more pages than names");
  with(kVmcbTable, kAll, "table beyond the last name");
  family.image.set_vmcb_word(vm, kVmcbForm, 2 | 3u << 16);
  with(kVmcbTable, 513, "a radix table that does not begin a page");
  family.image.set_vmcb_word(vm, kVmcbForm, 1);
  with(kVmcbTable, 100, "a relocation that is not whole pages");
  EXPECT_EQ(family.lvmid(1), "entered") << "a table address that begins a page is a relocation too";
}

TEST_P(FirstStep, RefusesAVmcbThatStraddlesAPage) {
  const Word page = family.image.take_page(issuer);
  for (Word offset = 0; offset < kVmcbWords; ++offset)
    family.image.poke(issuer, page - kVmcbWords + 1 + offset, family.image.vmcb_word(vm, offset));
  family.image.poke(issuer, NestImage::kVmtab + 1, page - kVmcbWords + 1);
  refused(1, "bad map");
  for (Word offset = 0; offset < kVmcbWords; ++offset)
    family.image.poke(issuer, page + 512 - kVmcbWords + offset, family.image.vmcb_word(vm, offset));
  family.image.poke(issuer, NestImage::kVmtab + 1, page + 512 - kVmcbWords);
  EXPECT_EQ(family.lvmid(1), "entered") << "the last word of a page will do";
}

TEST(LvmidObjection, CapabilityIsThatOfTheIssuerAndLevelZeroAlwaysHasIt) {
  Family family;
  family.image.set_vmcb_word(family.vm11, kVmcbCapabilities, 0);
  EXPECT_EQ(family.unit().lvmid_objection(), std::nullopt);
  family.enter({1});
  EXPECT_EQ(family.unit().lvmid_objection(), std::nullopt);
  family.enter({1});
  EXPECT_EQ(family.unit().lvmid_objection(), ExceptionCause::vm_capability);
}

TEST(LvmidObjection, AFullRegisterIsTheIssuersException) {
  MachineConfig config = small_config(128);
  config.syllables = 2;
  Family family(config);
  family.enter({1});
  EXPECT_EQ(family.unit().lvmid_objection(), std::nullopt);
  family.enter({1});
  EXPECT_EQ(family.unit().lvmid_objection(), ExceptionCause::vmid_full);
}

TEST(LvmidObjection, CapabilityIsNotTestedAgainInTheResumeLoop) {
  Family family;
  family.image.set_vmcb_word(family.vm1, kVmcbNext, 1);
  family.image.set_vmcb_word(family.vm1, kVmcbCapabilities, 0);
  family.enter({1});
  EXPECT_EQ(family.vmid_name(), "1.1");
}

TEST(LvmidFaults, ReadsOfTheFirstStepFaultWithTheWordsNameAndChangeNothing) {
  Family family;
  family.enter({1, 1});
  const auto next = family.next(family.vm11);
  family.image.set_entry(family.vm11, 0, kT);  // ROOT, VMTAB and VMCBs of 1.1 are on its page 0
  const auto memory = family.whole_memory();
  EXPECT_EQ(family.lvmid(1), "t2 0@2 absent read implicit");
  EXPECT_EQ(family.whole_memory(), memory);
  EXPECT_EQ(family.vmid_name(), "1.1");
  EXPECT_EQ(family.next(family.vm11), next);
  family.fault({2, {0, 2}, FaultCause::absent, AccessKind::read, true}, 77);
  EXPECT_EQ(family.saved_ic(family.vm11), 77u) << "not in the resume loop: the issuer's state is saved";
}

TEST(LvmidFaults, InclusionOfRelocationBoundsIsTestedOnTheFirstStepOnly) {
  for (const bool first_step : {true, false}) {
    TestMachine nest;
    VmSpec spec;
    spec.form = FormCode::relocation_bounds;
    spec.pages = 20;
    const auto outer = nest.image.add(0, 1, spec);
    spec.pages = 8;
    const auto inner = nest.image.add(outer, 1, spec);
    if (!first_step) nest.image.set_vmcb_word(outer, kVmcbNext, 1);
    if (first_step) nest.enter({1});
    nest.image.set_vmcb_word(inner, kVmcbPages, 20);  // with its relocation of one page: 21 pages of 20
    if (first_step) {
      std::vector<Word> words;
      EXPECT_EQ(show(nest.unit().lvmid(1, {}, words)), "e bad map 1");
      EXPECT_EQ(nest.vmid_name(), "1");
      nest.image.set_vmcb_word(inner, kVmcbPages, 19);
    }
    nest.enter({1});
    EXPECT_EQ(nest.vmid_name(), "1.1");
    if (!first_step) {
      EXPECT_EQ(nest.read(19 * 512 + 5), "t1 10245@1 beyond bound read");
    }
    EXPECT_EQ(nest.read(20 * 512), "t2 10240@2 beyond bound read");
  }
}

}  // namespace
}  // namespace hv::test
