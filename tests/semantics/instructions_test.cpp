// SPDX-License-Identifier: Apache-2.0
// What each instruction does, edge cases included; expectations are computed here by other means than the
// processor's.
#include <gtest/gtest.h>

#include <set>

#include "semantics/cpu.h"

namespace hv::test {
namespace {

TEST(Encoding, FieldsAreWhereTheManualPutsThem) {
  EXPECT_EQ(encode(Op::load, 3, kAll, 2), 0x0132FFFFFFFFFFFFu);
  EXPECT_EQ(encode(Op::lvmid, 0, 2800), 0x8000000000000AF0u);
  const isa::Instruction decoded = isa::decode(0x10F1800000000000u);
  EXPECT_EQ(decoded.code, 0x10);
  EXPECT_EQ(decoded.a, 15u);
  EXPECT_EQ(decoded.x, 1u);
  EXPECT_EQ(decoded.displacement, 0xFFFF800000000000u) << "sign-extended";
  EXPECT_EQ(isa::decode(0x00007FFFFFFFFFFFu).displacement, 0x7FFFFFFFFFFFu);
}

TEST(Encoding, DisassemblyIsTheListingOfThePaper) {
  EXPECT_EQ(isa::disassemble(encode(Op::lvmid, 0, 2800)), "LVMID 2800");
  EXPECT_EQ(isa::disassemble(encode(Op::load, 0, 128)), "LOAD 128");
  EXPECT_EQ(isa::disassemble(encode(Op::add, 3, 40, 2)), "ADD R3,40(R2)");
  EXPECT_EQ(isa::disassemble(encode(Op::addi, 1, static_cast<Word>(-5))), "ADDI R1,-5");
  EXPECT_EQ(isa::disassemble(7), ".WORD 7");
}

const std::set<unsigned>& known_codes() {
  static const std::set<unsigned> codes = [] {
    std::set<unsigned> known = {0x01, 0x02, 0x03, 0x40};
    for (unsigned i = 0; i < 14; ++i) known.insert({0x10 + i, 0x20 + i});
    for (unsigned i = 0; i < 6; ++i) known.insert(0x30 + i);
    for (unsigned i = 0; i < 8; ++i) known.insert(0x80 + i);
    return known;
  }();
  return codes;
}

TEST(OperationCodes, AllOthersAreIllegalInBothModesAndChangeNothing) {
  unsigned illegal = 0;
  for (const Word mode : {Word{0}, kSlave})
    for (unsigned code = 0; code < 256; ++code) {
      const bool known = known_codes().count(code) > 0;
      EXPECT_EQ(isa::info(static_cast<std::uint8_t>(code)) != nullptr, known) << code;
      if (known) continue;
      ++illegal;
      Cpu cpu;
      cpu.state.ic |= mode;
      EXPECT_EQ(cpu.execute(Word{code} << 56 | kData), "exception e illegal instruction 1000");
      EXPECT_EQ(cpu.swapped(), (std::vector<Word>{kCode | mode, 0, kAll, 3, kCode}));
      EXPECT_EQ(cpu.after().registers, cpu.state.registers);
    }
  EXPECT_EQ(illegal, 2u * (256 - 46));
}

TEST(OperationCodes, KnownOnesAreNeverIllegal) {
  for (const unsigned code : known_codes()) {
    Cpu cpu;
    EXPECT_EQ(cpu.execute(Word{code} << 56 | kData).find("illegal"), std::string::npos) << code;
  }
}

TEST(Privilege, EverySensitiveInstructionIsPrivilegedAndNoOther) {
  const std::set<std::string> sensitive = {"LVMID", "LRB", "RRB", "RESUME", "HALT", "LTIM", "RTIM", "PURGE"};
  unsigned refused = 0;
  for (unsigned depth = 0; depth <= 2; ++depth)
    for (const unsigned code : known_codes()) {
      const isa::OpInfo* info = isa::info(static_cast<std::uint8_t>(code));
      EXPECT_EQ(info->privileged, sensitive.count(info->mnemonic) > 0) << info->mnemonic;
      Cpu cpu(depth);
      cpu.state.ic |= kSlave;
      const auto vmid = cpu.vmid_name();
      const std::string got = cpu.execute(Word{code} << 56 | kData);
      if (!info->privileged) {
        EXPECT_EQ(got.find("privileged"), std::string::npos) << info->mnemonic;
        continue;
      }
      ++refused;
      EXPECT_EQ(got, "exception e privileged instruction 1000") << info->mnemonic;
      EXPECT_EQ(cpu.swapped(), (std::vector<Word>{kCode | kSlave, 0, kAll, 2, kCode}));
      EXPECT_EQ(cpu.after().registers, cpu.state.registers);
      EXPECT_EQ(cpu.vmid_name(), vmid) << "no trap to any VMM";
      EXPECT_FALSE(cpu.processor().stopped());
    }
  EXPECT_EQ(refused, 24u);
}

TEST(Moves, LoadStoreAndLoadAddress) {
  Cpu cpu;
  cpu.image.poke(0, kData, 4711);
  cpu.state.registers[3] = 50;
  EXPECT_EQ(cpu.execute(encode(Op::load, 7, kData - 50, 3)), "done");
  EXPECT_EQ(cpu.after().registers[7], 4711u);
  cpu.state.registers[3] = kData + 50;
  EXPECT_EQ(cpu.execute(encode(Op::load, 3, static_cast<Word>(-50), 3)), "done") << "negative displacement";
  EXPECT_EQ(cpu.after().registers[3], 4711u);
  cpu.state.registers[0] = 31;
  EXPECT_EQ(cpu.execute(encode(Op::store, 0, kData + 1, 0)), "done") << "index 0 is no index";
  EXPECT_EQ(cpu.image.peek(0, kData + 1), 31u);
  EXPECT_EQ(cpu.after().ic, kCode + 1);
  EXPECT_EQ(cpu.execute(encode(Op::la, 9, static_cast<Word>(-1), 3)), "done");
  EXPECT_EQ(cpu.after().registers[9], kData + 49);
  EXPECT_EQ(cpu.execute(encode(Op::load, 0, kAll)), "exception e nonexistent memory 2305843009213693951")
      << "a process name has 61 bits";
}

TEST(Jumps, OnConditionsOfTheRegister) {
  const std::vector<Word> values = {0, 1, kAll, Word{1} << 63, (Word{1} << 63) - 1};
  for (const Word value : values) {
    const bool zero = value == 0, negative = value >= Word{1} << 63;
    const std::pair<Op, bool> jumps[] = {{Op::jmp, true},    {Op::jz, zero},       {Op::jnz, !zero},
                                         {Op::jn, negative}, {Op::jnn, !negative}, {Op::call, true}};
    for (const auto& [op, taken] : jumps)
      for (const Word mode : {Word{0}, kSlave}) {
        Cpu cpu;
        cpu.state.ic |= mode;
        cpu.state.registers[6] = value;
        cpu.state.registers[2] = 70;
        ASSERT_EQ(cpu.execute(encode(op, 6, 1500, 2)), "done");
        EXPECT_EQ(cpu.after().ic, mode | (taken ? 1570 : kCode + 1));
        EXPECT_EQ(cpu.after().registers[6], op == Op::call ? kCode + 1 : value) << "CALL does not reveal the mode";
      }
  }
}

TEST(Jumps, CannotReachTheBitsAboveTheAddress) {
  for (const Word bits : {Word{0}, kSlave, Word{1} << 62, Word{1} << 61, Word{7} << 61}) {
    Cpu cpu;
    cpu.state.ic |= bits;
    cpu.state.registers[2] = kAll;
    ASSERT_EQ(cpu.execute(encode(Op::jmp, 0, 0, 2)), "done");
    EXPECT_EQ(cpu.after().ic, bits | (kAll >> 3));
    cpu.state.ic = bits | kCode;
    ASSERT_EQ(cpu.execute(encode(Op::call, 2, 5, 2)), "done") << "the jump goes to the old register's address";
    EXPECT_EQ(cpu.after().ic, bits | 4);
    EXPECT_EQ(cpu.after().registers[2], kCode + 1);
  }
}

TEST(RelocationBoundsRegister, IsLoadedAndReadByPrivilegedInstructions) {
  Cpu cpu;
  cpu.image.poke(0, kData, 512);
  cpu.image.poke(0, kData + 1, 1024);
  ASSERT_EQ(cpu.execute(encode(Op::lrb, 0, kData)), "done");
  EXPECT_EQ(cpu.after().r, 512u);
  EXPECT_EQ(cpu.after().b, 1024u);
  EXPECT_EQ(cpu.after().ic, kCode + 1);
  EXPECT_EQ(cpu.read(3), "real 515");
  EXPECT_EQ(cpu.read(1024), "e addressing 1024");
  cpu.state.r = 512;
  cpu.state.b = 4096;
  cpu.state.ic = 600;
  ASSERT_EQ(cpu.execute(encode(Op::rrb, 15, 0)), "done");
  EXPECT_EQ(cpu.after().registers[15], 512u);
  EXPECT_EQ(cpu.after().registers[0], 4096u) << "the register after R15 is R0";
}

TEST(Resume, LoadsIcAndRelocationBoundsAtOnce) {
  Cpu cpu;
  cpu.image.poke(0, kData, kSlave | 37);
  cpu.image.poke(0, kData + 1, 512);
  cpu.image.poke(0, kData + 2, 1024);
  ASSERT_EQ(cpu.execute(encode(Op::resume, 0, kData)), "done");
  EXPECT_EQ(cpu.after().ic, kSlave | 37);
  EXPECT_EQ(cpu.after().r, 512u);
  EXPECT_EQ(cpu.after().b, 1024u);
  EXPECT_FALSE(cpu.after().master());
}

TEST(Halt, StopsTheRealMachineAndEndsAVm) {
  Cpu real;
  EXPECT_EQ(real.execute(encode(Op::halt, 0, 42)), "halt");
  EXPECT_TRUE(real.processor().stopped());
  EXPECT_EQ(real.processor().halt_code(), Word{42});
  EXPECT_EQ(real.step(), "halt") << "and stays stopped";
  EXPECT_EQ(real.machine.counters().instructions, 1u);
  for (unsigned depth = 1; depth <= 2; ++depth) {
    Cpu cpu(depth);
    EXPECT_EQ(cpu.execute(encode(Op::halt, 0, 42)),
              "vm-fault t" + std::to_string(depth) + " 42@" + std::to_string(depth) + " ended fetch");
    EXPECT_FALSE(cpu.processor().stopped());
    EXPECT_EQ(cpu.vmid().depth(), depth - 1);
    EXPECT_EQ(cpu.image.vmcb_word(cpu.here, kVmcbStatus) & 0xff, 6u);
    EXPECT_EQ(cpu.image.vmcb_word(cpu.here, kVmcbIc), kCode);
  }
}

}  // namespace
}  // namespace hv::test
