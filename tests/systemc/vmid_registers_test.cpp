// SPDX-License-Identifier: Apache-2.0
// The VMID unit's register file, commanded by a foreign initiator.
#include "support/rig.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

constexpr tlm::tlm_response_status kOk = tlm::TLM_OK_RESPONSE;
constexpr Word kNext = layout::kNextSyllable;

class Registers : public Simulation {
 protected:
  Word get(Address address) { return rig.register_word(address); }
  void put(Word level, Word name, Word value) { rig.memory.put(rig.nest.real(level, name).value, value); }
  void expect_fault(Word level, Word name, Word name_level, FaultCause cause) {
    EXPECT_EQ(get(reg::kOutcome), reg::vm_fault);
    EXPECT_EQ(get(reg::kLevel), level);
    EXPECT_EQ(get(reg::kName), name);
    EXPECT_EQ(get(reg::kNameLevel), name_level);
    EXPECT_EQ(get(reg::kStatus), layout::status_word(static_cast<unsigned>(cause), 1, true));
  }

  Rig rig;
};

TEST_F(Registers, LvmidEntersAndShowsTheProcessorMap) {
  simulate([this] {
    EXPECT_EQ(get(reg::kDepth), 0u);
    EXPECT_EQ(get(reg::kObjection), 0u);
    const Word vmcb = rig.nest.vm(2).vmcb;
    for (unsigned i = 0; i < 19; ++i) put(1, vmcb + layout::processor_word(i), 1000 + i);
    EXPECT_EQ(rig.enter(), reg::entered);
    EXPECT_EQ(get(reg::kDepth), 2u);
    EXPECT_EQ(rig.vmid.vmid().name(), "1.1");
    Bytes window(19 * 8);
    ASSERT_EQ(rig.registers.read(reg::kProcessor, window), kOk);
    for (unsigned i = 0; i < 19; ++i) {
      Word word = 0;
      std::memcpy(&word, window.data() + 8 * i, 8);
      EXPECT_EQ(word, 1000u + i);
      EXPECT_EQ(get(reg::kProcessor + 8 * i), word);
    }
    const Counters& counted = rig.vmid.unit().counters();
    EXPECT_EQ(counted.lvmid, 1u);
    EXPECT_GT(rig.registers.delay, sc_core::sc_time(counted.lvmid_reads * 30.0, sc_core::SC_NS));
  });
}

TEST_F(Registers, ABadSyllableIsTheIssuersException) {
  simulate([this] {
    for (const Word syllable : {Word{0}, Word{2}, ~Word{0}}) {
      EXPECT_EQ(rig.registers.write_words(reg::kSyllable, {syllable}), kOk);
      EXPECT_EQ(get(reg::kOutcome), reg::exception);
      EXPECT_EQ(get(reg::kName), syllable);
      EXPECT_EQ(get(reg::kStatus) & 0xff, static_cast<Word>(ExceptionCause::bad_syllable));
      EXPECT_EQ(get(reg::kDepth), 0u);
    }
    EXPECT_EQ(rig.vmid.unit().counters().lvmid, 0u);
  });
}

TEST_F(Registers, AFaultInTheRestartLoopCanBeDelivered) {
  simulate([this] {
    put(0, rig.nest.vm(1).table + 0, kAbsentBit);  // level 1's page 0, where its VMTAB is
    EXPECT_EQ(rig.enter(), reg::vm_fault);
    expect_fault(1, layout::kRoot, 1, FaultCause::absent);
    EXPECT_EQ(get(reg::kDepth), 1u) << "appended before the restart failed";
    EXPECT_EQ(rig.registers.write_words(reg::kDeliver, {1}), kOk) << "the registers say all that is needed";
    EXPECT_EQ(get(reg::kDepth), 0u);
    const Word vmcb = rig.nest.vm(1).vmcb;
    EXPECT_EQ(rig.memory.word(vmcb + layout::kFaultName), layout::kRoot);
    EXPECT_EQ(rig.memory.word(vmcb + layout::kStatus), get(reg::kStatus));
  });
}

TEST_F(Registers, ABadNestIsAFaultOfItsVmm) {
  simulate([this] {
    put(1, rig.nest.vm(2).vmcb + kNext, 5);  // 1.1 says that 1.1.5 is to go on
    const Word vmtab = rig.nest.vm(2).vmtab;
    put(2, layout::kRoot, vmtab);
    EXPECT_EQ(rig.enter(), reg::vm_fault);
    expect_fault(2, rig.nest.vm(2).vmcb + kNext, 1, FaultCause::bad_nest);
  });
}

TEST_F(Registers, NonexistentMemoryIsItsOwnOutcome) {
  simulate([this] {
    const Word beyond = 1000 * rig.shape.page_words;
    put(0, rig.nest.vm(1).table + 0, beyond);
    EXPECT_EQ(rig.enter(), reg::nonexistent);
    EXPECT_EQ(get(reg::kReal), beyond);
  });
}

TEST_F(Registers, UnknownAddressesAreErrors) {
  simulate([this] {
    Word word = 0;
    for (const Address address : {Address{0x60}, Address{0xf8}, Address{reg::kProcessor + 19 * 8}, ~Address{7}}) {
      EXPECT_EQ(rig.registers.read_word(address, word), tlm::TLM_ADDRESS_ERROR_RESPONSE) << std::hex << address;
      EXPECT_EQ(rig.registers.write_words(address, {0}), tlm::TLM_ADDRESS_ERROR_RESPONSE) << std::hex << address;
    }
    for (const Address address : {Address{1}, Address{4}, Address{reg::kProcessor + 1}})
      EXPECT_EQ(rig.registers.read_word(address, word), tlm::TLM_ADDRESS_ERROR_RESPONSE) << std::hex << address;
    EXPECT_EQ(rig.registers.write_words(reg::kProcessor + 18 * 8, {1, 2}), tlm::TLM_ADDRESS_ERROR_RESPONSE);
  });
}

TEST_F(Registers, ReadOnlyAndWriteOnlyOnesStaySo) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    Word word = 0;
    for (const Address address : {reg::kOutcome, reg::kObjection, reg::kDepth, reg::kReal})
      EXPECT_NE(rig.registers.write_words(address, {1}), kOk) << std::hex << address;
    for (const Address address : {reg::kSyllable, reg::kDeliver})
      EXPECT_NE(rig.registers.read_word(address, word), kOk) << std::hex << address;
    EXPECT_EQ(get(reg::kDepth), 2u);
  });
}

TEST_F(Registers, OddLengthsAreBurstErrors) {
  simulate([this] {
    for (const std::size_t length : {1u, 4u, 7u, 9u, 12u}) {
      Bytes data(length, 1);
      EXPECT_EQ(rig.registers.write(reg::kLevel, data), tlm::TLM_BURST_ERROR_RESPONSE) << length;
      EXPECT_EQ(rig.registers.read(reg::kLevel, data), tlm::TLM_BURST_ERROR_RESPONSE) << length;
    }
    EXPECT_EQ(get(reg::kLevel), 0u);
  });
}

TEST_F(Registers, BurstsRunUpwards) {
  simulate([this] {
    ASSERT_EQ(rig.registers.write_words(reg::kLevel, {1, 22, 3, 44}), kOk);
    EXPECT_EQ(get(reg::kLevel), 1u);
    EXPECT_EQ(get(reg::kName), 22u);
    EXPECT_EQ(get(reg::kNameLevel), 3u);
    EXPECT_EQ(get(reg::kStatus), 44u);
    ASSERT_EQ(rig.registers.write_words(reg::kProcessor + 8, {5, 6}), kOk);
    EXPECT_EQ(get(reg::kProcessor + 8), 5u);
    EXPECT_EQ(get(reg::kProcessor + 16), 6u);
    Bytes data(32);
    ASSERT_EQ(rig.registers.read(reg::kLevel, data), kOk);
    EXPECT_EQ(data[8], 22);
    EXPECT_EQ(data[24], 44);
  });
}

TEST_F(Registers, DeliverOfALevelThatIsNotActiveChangesNothing) {
  simulate([this] {
    EXPECT_NE(rig.deliver(0), kOk);
    EXPECT_NE(rig.deliver(1), kOk) << "the real machine has no map that could fail";
    ASSERT_EQ(rig.enter(), reg::entered);
    const auto before = rig.memory.bytes;
    const Counters counted = rig.vmid.unit().counters();
    for (const Word level : {Word{0}, Word{3}, Word{1} << 32, (Word{1} << 32) + 1, ~Word{0}}) {
      EXPECT_NE(rig.deliver(level), kOk) << level;
      EXPECT_EQ(get(reg::kDepth), 2u);
    }
    EXPECT_EQ(rig.memory.bytes, before);
    EXPECT_TRUE(rig.vmid.unit().counters() == counted);
    EXPECT_FALSE(rig.vmid.vm_fault.read());
  });
}

TEST_F(Registers, DeliverSavesTheWindowAndRemovesTheSyllables) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    std::vector<Word> words;
    for (Word i = 0; i < 19; ++i) words.push_back(7000 + i);
    ASSERT_EQ(rig.registers.write_words(reg::kProcessor, words), kOk);
    ASSERT_EQ(rig.deliver(2, 99), kOk);
    EXPECT_EQ(get(reg::kDepth), 1u);
    const Word vmcb = rig.nest.vm(2).vmcb;
    const auto word = [&](Word offset) { return rig.memory.word(rig.nest.real(1, vmcb + offset).value); };
    for (unsigned i = 0; i < 19; ++i) EXPECT_EQ(word(layout::processor_word(i)), 7000u + i);
    EXPECT_EQ(word(layout::kFaultName), 99u);
    EXPECT_EQ(rig.memory.word(rig.nest.vm(1).vmcb + kNext), 0u) << "the receiver's own link";
  });
}

class FullRegister : public Simulation {
 protected:
  static RigShape shape() {
    RigShape shape;
    shape.syllables = 1;
    return shape;
  }
  Rig rig{shape()};
};

TEST_F(FullRegister, ObjectsAndAppendsNothing) {
  simulate([this] {
    rig.memory.put(rig.nest.vm(1).vmcb + kNext, 0);  // no restart of the nest
    ASSERT_EQ(rig.enter(), reg::entered);
    EXPECT_EQ(rig.register_word(reg::kObjection), static_cast<Word>(ExceptionCause::vmid_full));
    // An initiator that does not ask must not overflow the register
    EXPECT_EQ(rig.enter(), reg::exception);
    EXPECT_EQ(rig.register_word(reg::kStatus) & 0xff, static_cast<Word>(ExceptionCause::vmid_full));
    EXPECT_EQ(rig.register_word(reg::kName), 1u);
    EXPECT_EQ(rig.register_word(reg::kDepth), 1u);
  });
}

TEST_F(FullRegister, ANestThatIsTooDeepIsABadNest) {
  simulate([this] {
    EXPECT_EQ(rig.enter(), reg::vm_fault);
    EXPECT_EQ(rig.register_word(reg::kStatus) & 0xff, static_cast<Word>(FaultCause::bad_nest));
    EXPECT_EQ(rig.register_word(reg::kDepth), 1u);
  });
}

}  // namespace
}  // namespace hv::test
