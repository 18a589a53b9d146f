// SPDX-License-Identifier: Apache-2.0
// The resume loop of LVMID when it cannot be finished: a VM-fault with nothing saved.
#include <gtest/gtest.h>

#include "semantics/family.h"

namespace hv::test {
namespace {

/// 1.1.1 is suspended: NEXT_SYLLABLE of 1 and of 1.1 lead to it.
class Restart : public testing::Test {
 protected:
  Restart() { suspend(family); }
  static void suspend(Family& family) {
    family.image.set_vmcb_word(family.vm1, kVmcbNext, 1);
    family.image.set_vmcb_word(family.vm11, kVmcbNext, 1);
  }
  /// LVMID 1 stops with this fault; it is delivered. Only `changed` words of memory may differ afterwards.
  void stopped(const std::string& expected, const std::map<Word, Word>& changed) {
    std::vector<Word> words;
    auto memory = family.whole_memory();
    const LvmidOutcome outcome = family.unit().lvmid(1, {}, words);
    ASSERT_EQ(show(outcome), expected);
    const Delivery delivery = deliver(failure_of(outcome), family.vmid().depth());
    family.fault(std::get<VmFault>(delivery), 666);
    for (const auto& [name, value] : changed) memory[name] = value;
    EXPECT_EQ(family.whole_memory(), memory);
  }
  static Failure failure_of(const LvmidOutcome& outcome) {
    if (const auto* fault = std::get_if<VmFault>(&outcome)) return *fault;
    return std::get<NonexistentMemory>(outcome);
  }
  Word at(NestImage::Vm vm, Word offset) {
    return family.image.real(family.image.parent(vm), family.image.vmcb(vm) + offset);
  }
  Family family;
};

TEST_F(Restart, ABadSyllableIsABadNestOfTheVmWhoseNextItIs) {
  for (const Word bad : {Word{3}, Word{4}, kAll}) {
    family.image.set_vmcb_word(family.vm11, kVmcbNext, bad);
    stopped("t2 37@1 bad nest read implicit",  // VMCB of 1.1 is at its VMM's name 32; NEXT is word 5
            {{at(family.vm11, kVmcbStatus), status_of(5, 1, 1)},
             {at(family.vm11, kVmcbFaultName), 37},
             {at(family.vm1, kVmcbNext), 0}});
    EXPECT_EQ(family.vmid_name(), "1") << "to the VMM of level 1";
    EXPECT_EQ(family.next(family.vm11), bad);
    family.fault(1, 0);
    suspend(family);
  }
}

TEST_F(Restart, ABadSyllableOfTheFirstVmGoesToLevelZero) {
  family.image.set_vmcb_word(family.vm1, kVmcbNext, 3);
  stopped("t1 37@0 bad nest read implicit",
          {{at(family.vm1, kVmcbStatus), status_of(5, 1, 1)}, {at(family.vm1, kVmcbFaultName), 37}});
  EXPECT_EQ(family.vmid_name(), "NULL");
  EXPECT_EQ(family.next(family.vm1), 3u) << "level 0 has no NEXT_SYLLABLE to clear";
}

TEST_F(Restart, ABadMapOrVmcbLaterInTheLoopIsABadNestToo) {
  family.image.set_vmcb_word(family.vm111, kVmcbForm, 9);
  stopped("t2 37@1 bad nest read implicit", {{at(family.vm11, kVmcbStatus), status_of(5, 1, 1)},
                                             {at(family.vm11, kVmcbFaultName), 37},
                                             {at(family.vm1, kVmcbNext), 0}});
  family.fault(1, 0);
  suspend(family);
  family.image.set_vmcb_word(family.vm111, kVmcbForm, 0);
  family.image.poke(family.vm11, NestImage::kVmtab + 1, 500);  // straddles
  stopped("t2 37@1 bad nest read implicit",
          {{at(family.vm1, kVmcbNext), 0}, {at(family.vm11, kVmcbStatus), status_of(5, 1, 1)}});
}

TEST(RestartOfATooDeepNest, IsABadNest) {
  MachineConfig config = small_config(128);
  config.syllables = 2;
  Family family(config);
  family.image.set_vmcb_word(family.vm1, kVmcbNext, 1);
  family.image.set_vmcb_word(family.vm11, kVmcbNext, 1);
  std::vector<Word> words;
  EXPECT_EQ(show(family.unit().lvmid(1, {}, words)), "t2 37@1 bad nest read implicit");
  EXPECT_EQ(family.vmid_name(), "1.1");
}

TEST_F(Restart, AFaultOfItsOwnReadsGoesToTheOwnerAndKeepsTheDeeperLinks) {
  family.image.set_entry(family.vm1, family.image.home(family.vm11, 0) / 512, kT);  // 1.1's page 0
  const Word name = family.image.home(family.vm11, 0);
  stopped("t1 " + std::to_string(name) + "@1 absent read implicit",
          {{at(family.vm1, kVmcbStatus), status_of(1, 1, 1)}, {at(family.vm1, kVmcbFaultName), name}});
  EXPECT_EQ(family.vmid_name(), "NULL");
  EXPECT_EQ(family.next(family.vm1), 1u);
  family.image.set_entry(family.vm1, name / 512, family.image.home(family.vm1, name / 512));
  family.enter({1});
  EXPECT_EQ(family.vmid_name(), "1.1.1") << "one LVMID, after the repair";
  EXPECT_EQ(family.state().ic, 111u) << "what was loaded on the way was not saved anywhere";
}

TEST_F(Restart, AFaultInADeeperMapOfTheLoopClearsTheReceiversLinkOnly) {
  family.image.set_entry(family.vm11, 0, kT);
  stopped("t2 0@2 absent read implicit", {{at(family.vm11, kVmcbStatus), status_of(1, 1, 1)},
                                          {at(family.vm11, kVmcbFaultName), 0},
                                          {at(family.vm1, kVmcbNext), 0}});
  EXPECT_EQ(family.vmid_name(), "1");
  EXPECT_EQ(family.next(family.vm11), 1u);
}

TEST_F(Restart, NonexistentMemoryInTheLoopIsAFaultOfTheFirstMap) {
  family.image.set_entry(family.vm1, 0, 512 * 1000);
  stopped("nonexistent real 512000 read implicit",
          {{at(family.vm1, kVmcbStatus), status_of(4, 1, 1)}, {at(family.vm1, kVmcbFaultName), 512000}});
  EXPECT_EQ(family.vmid_name(), "NULL");
  EXPECT_EQ(family.next(family.vm1), 1u);
}

TEST_F(Restart, AfterASuccessfulOneFaultsSaveAgain) {
  family.image.set_vmcb_word(family.vm11, kVmcbNext, 3);
  std::vector<Word> words;
  const LvmidOutcome outcome = family.unit().lvmid(1, {}, words);
  family.fault(std::get<VmFault>(outcome), 666);
  EXPECT_EQ(family.saved_ic(family.vm11), 110u);
  family.fault(1, 55);
  EXPECT_EQ(family.saved_ic(family.vm1), 55u);
  family.enter({1});
  family.fault(1, 56);
  EXPECT_EQ(family.saved_ic(family.vm1), 56u);
}

}  // namespace
}  // namespace hv::test
