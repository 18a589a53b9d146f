// SPDX-License-Identifier: Apache-2.0
// VM-FAULT(i, y): what is saved where, which NEXT_SYLLABLE is cleared and which are kept, and how a nest goes
// on.
#include <gtest/gtest.h>

#include "semantics/family.h"

namespace hv::test {
namespace {

/// 1.1.1.1 runs; f_level fails.
class VmFaultAt : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Levels, VmFaultAt, testing::Values(1, 2, 3, 4),
                         [](const auto& test) { return "Level" + std::to_string(test.param); });

TEST_P(VmFaultAt, SavesTheRunningVmSaysWhyAndClearsTheReceiversLink) {
  const unsigned level = GetParam();
  Family family;
  const NestImage::Vm vms[] = {0, family.vm1, family.vm11, family.vm111, family.vm1111};
  family.enter({1, 1, 1, 1});
  auto memory = family.whole_memory();
  const auto word = [&](NestImage::Vm vm, Word offset) -> Word& {
    return memory[family.image.real(family.image.parent(vm), family.image.vmcb(vm) + offset)];
  };
  for (unsigned i = 1; i <= 3; ++i) ASSERT_EQ(word(vms[i], kVmcbNext), 1u);
  const VmFault fault{level, {98765, level}, FaultCause::beyond_bound, AccessKind::write, true};
  std::vector<Word> processor;
  for (Word i = 0; i < 20; ++i) processor.push_back(5000 + i);
  for (unsigned i = 1; i <= 4; ++i) family.unit().set_running_word(i, 600 + i);
  family.unit().vm_fault(fault, processor);

  for (unsigned i = level; i <= 3; ++i) word(vms[i], kVmcbTimer) = 600 + i;
  word(family.vm1111, kVmcbTimer) = 5019;
  for (Word i = 0; i < 3; ++i) word(family.vm1111, kVmcbIc + i) = 5000 + i;
  for (Word i = 0; i < 16; ++i) word(family.vm1111, kVmcbRegister0 + i) = 5003 + i;
  word(vms[level], kVmcbStatus) = status_of(2, 2, 1);
  word(vms[level], kVmcbFaultName) = 98765;
  if (level > 1) word(vms[level - 1], kVmcbNext) = 0;
  EXPECT_EQ(family.whole_memory(), memory) << "these words and no others";
  EXPECT_EQ(family.vmid().depth(), level - 1);
  EXPECT_EQ(family.machine.counters().vm_faults, 1u);
  EXPECT_EQ(family.machine.counters().vm_faults_by_level[level], 1u);
  EXPECT_EQ(family.machine.counters().vm_faults_taken_by_level[level - 1], 1u);
}

TEST_P(VmFaultAt, OneLvmidRestartsWhatTheFaultSuspended) {
  Family family;
  family.enter({1, 1, 1, 1});
  family.fault(GetParam(), 7777);
  EXPECT_EQ(family.vmid().depth(), GetParam() - 1);
  family.enter({1});
  EXPECT_EQ(family.vmid_name(), "1.1.1.1");
  EXPECT_EQ(family.state().ic, 7777u);
  EXPECT_EQ(family.state().registers[15], 7777u);
}

TEST(VmFaults, TheReceiverGoesOnWithoutItsChildOnceItHasFaultedItself) {
  // 1.1 runs; f1 fault; LVMID 1; f1.1 fault; VMM 1's handler itself faults in f1; LVMID 1 resumes the
  // handler, not 1.1.
  Family family;
  family.enter({1, 1});
  family.fault(1, 1000);
  EXPECT_EQ(family.vmid_name(), "NULL");
  EXPECT_EQ(family.next(family.vm1), 1u);
  family.enter({1});
  EXPECT_EQ(family.vmid_name(), "1.1");
  EXPECT_EQ(family.state().ic, 1000u);
  family.fault(2, 2000);
  EXPECT_EQ(family.vmid_name(), "1");
  EXPECT_EQ(family.next(family.vm1), 0u);
  family.fault(1, 3000);  // the handler
  EXPECT_EQ(family.vmid_name(), "NULL");
  family.enter({1});
  EXPECT_EQ(family.vmid_name(), "1") << "the handler, not 1.1";
  EXPECT_EQ(family.state().ic, 3000u);
  family.enter({1});
  EXPECT_EQ(family.vmid_name(), "1.1");
  EXPECT_EQ(family.state().ic, 2000u);
}

TEST(VmFaults, OfANephewLeavesTheOtherChildAlone) {
  Family family;
  family.enter({1, 1});
  family.fault(2, 10);
  family.enter({2});
  EXPECT_EQ(family.vmid_name(), "1.2");
  EXPECT_EQ(family.next(family.vm1), 2u);
  family.fault(1, 20);
  family.enter({1});
  EXPECT_EQ(family.vmid_name(), "1.2");
  EXPECT_EQ(family.saved_ic(family.vm11), 10u);
}

TEST(VmFaults, TheVmcbIsSavedWhereItWasEvenIfItsPageIsGone) {
  Family family;
  family.enter({1, 1, 1});
  family.image.set_entry(family.vm11, 0, kT);  // the page with 1.1.1's VMCB
  family.image.set_entry(family.vm1, 0, kT);   // the page with 1.1's VMCB
  family.fault(1, 31);
  EXPECT_EQ(family.saved_ic(family.vm111), 31u);
}

TEST(VmFaults, ResetForgetsTheVmidAndTouchesNoMemory) {
  Family family;
  family.enter({1, 1});
  const auto memory = family.whole_memory();
  family.unit().reset();
  EXPECT_EQ(family.vmid_name(), "NULL");
  EXPECT_EQ(family.whole_memory(), memory);
}

}  // namespace
}  // namespace hv::test
