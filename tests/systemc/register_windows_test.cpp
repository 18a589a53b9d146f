// SPDX-License-Identifier: Apache-2.0
// The VMID unit's registers for interval timers, interrupts and Type II maps, commanded by a foreign initiator.
#include "support/rig.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

constexpr tlm::tlm_response_status kOk = tlm::TLM_OK_RESPONSE;

RigShape with_timer() {
  RigShape shape;
  shape.processor_words = isa::kProcessorWords;
  shape.running_word = isa::kTimerWord;
  return shape;
}

class RegisterWindows : public Simulation {
 protected:
  Word get(Address address) { return rig.register_word(address); }
  /// Word of the control block of the VM of this level.
  Address vmcb(unsigned level, Word offset) { return rig.nest.real(level - 1, rig.nest.vm(level).vmcb + offset).value; }
  void put(unsigned level, Word offset, Word value) { rig.memory.put(vmcb(level, offset), value); }

  Rig rig{with_timer()};
};

TEST_F(RegisterWindows, RunningWordsAreLoadedByLvmidAndSavedByAFaultAtEveryLevelItLeaves) {
  simulate([this] {
    put(1, 27, 111);
    put(2, 27, 222);
    EXPECT_EQ(rig.enter(), reg::entered);
    EXPECT_EQ(get(reg::kRunning + 8), 111u);
    EXPECT_EQ(get(reg::kRunning + 16), 222u);
    EXPECT_EQ(rig.registers.write_words(reg::kRunning + 8, {333, 444}), kOk);
    EXPECT_EQ(get(reg::kRunning + 8), 333u);
    EXPECT_EQ(rig.registers.write_words(reg::kProcessor + 8 * 19, {555}), kOk);
    EXPECT_EQ(rig.deliver(1), kOk);
    EXPECT_EQ(rig.memory.word(vmcb(1, 27)), 333u) << "suspended with the VM beneath it";
    EXPECT_EQ(rig.memory.word(vmcb(2, 27)), 555u) << "of the running VM, it is in the processor map";
    EXPECT_EQ(rig.enter(), reg::entered);
    EXPECT_EQ(get(reg::kDepth), 2u);
    EXPECT_EQ(get(reg::kRunning + 8), 333u);
    EXPECT_EQ(get(reg::kRunning + 16), 555u);
  });
}

TEST_F(RegisterWindows, EndWhereTheyEnd) {
  simulate([this] {
    Word word = 0;
    for (const Word level : {Word{0}, Word{32}}) {
      EXPECT_EQ(rig.registers.write_words(reg::kRunning + 8 * level, {level + 7}), kOk);
      EXPECT_EQ(get(reg::kRunning + 8 * level), level + 7);
    }
    EXPECT_EQ(rig.registers.write_words(reg::kRunning + 8 * 33, {1}), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(rig.registers.read_word(reg::kRunning + 8 * 33, word), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(rig.registers.read_word(reg::kRunning - 8, word), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(rig.registers.read_word(reg::kInterruptLevel + 8 * 63, word), kOk);
    EXPECT_EQ(rig.registers.read_word(reg::kInterruptLevel + 8 * 64, word), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(rig.registers.read_word(reg::kInterruptLevel - 8, word), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(rig.registers.write_words(reg::kInterruptLevel, {1}), tlm::TLM_ADDRESS_ERROR_RESPONSE) << "read only";
    EXPECT_EQ(rig.registers.read_word(reg::kRunning + 4, word), tlm::TLM_ADDRESS_ERROR_RESPONSE) << "between words";
    Bytes part(4);
    EXPECT_EQ(rig.registers.read(reg::kRunning, part), tlm::TLM_BURST_ERROR_RESPONSE);
  });
}

TEST_F(RegisterWindows, InterruptLevelsFollowTheIoMaps) {
  simulate([this] {
    put(1, 10, 0b0110);
    put(2, 10, 0b1100);
    for (const Word device : {Word{0}, Word{2}, Word{63}}) EXPECT_EQ(get(reg::kInterruptLevel + 8 * device), 0u);
    EXPECT_EQ(rig.enter(), reg::entered);
    EXPECT_EQ(get(reg::kInterruptLevel + 0), 0u);
    EXPECT_EQ(get(reg::kInterruptLevel + 8), 1u);
    EXPECT_EQ(get(reg::kInterruptLevel + 16), 2u);
    EXPECT_EQ(get(reg::kInterruptLevel + 24), 0u) << "1.1 has it, VM 1 has not";
    EXPECT_EQ(rig.deliver(2), kOk);
    EXPECT_EQ(get(reg::kInterruptLevel + 16), 1u);
  });
}

TEST_F(RegisterWindows, PhiRegistersAreTheIssuersForATypeTwoMap) {
  simulate([this] {
    EXPECT_EQ(get(reg::kPhiBase), 0u);
    EXPECT_EQ(get(reg::kPhiBound), kUnbounded);
    const Word page = rig.shape.page_words;
    put(1, 9, 1 << 8);  // f1 paged, Type II
    put(1, 5, 0);       // VM 1 alone
    EXPECT_EQ(rig.registers.write_words(reg::kPhiBase, {page, 100 * page}), kOk);
    EXPECT_EQ(get(reg::kPhiBase), page);
    EXPECT_EQ(get(reg::kPhiBound), 100 * page);
    EXPECT_EQ(rig.enter(), reg::entered);
    const Word frame = rig.memory.word(rig.table_word(1, 2));
    rig.memory.put(frame + page + 5, 4711);  // one page behind what f1 says
    Word word = 0;
    EXPECT_EQ(rig.processor.read_word((2 * page + 5) * 8, word), kOk);
    EXPECT_EQ(word, 4711u);
  });
}

}  // namespace
}  // namespace hv::test
