// SPDX-License-Identifier: Apache-2.0
// Instructions as words. Expected words are put together by hand from ISA.md, section 4:
// 63–56 operation, 55–52 a, 51–48 x, 47–0 d.
#include <rapidcheck/gtest.h>

#include "asm/listing.h"
#include "semantics/processor/isa.h"
#include "support.h"

namespace hv::assembly {
namespace {

struct Case {
  const char* statement;
  Word word;
};

class Instruction : public testing::TestWithParam<Case> {};

TEST_P(Instruction, IsTheWordOfTheManual) {
  EXPECT_EQ(words(GetParam().statement), std::vector<Word>{GetParam().word}) << GetParam().statement;
}

INSTANTIATE_TEST_SUITE_P(
    ByHand, Instruction,
    testing::Values(Case{"LOAD R1,5", 0x0110'0000'0000'0005}, Case{"LOAD 128", 0x0100'0000'0000'0080},
                    Case{"LOAD R0,128", 0x0100'0000'0000'0080}, Case{"STORE R15,0(R14)", 0x02fe'0000'0000'0000},
                    Case{"STORE 7(R3)", 0x0203'0000'0000'0007}, Case{"LA R2,-1", 0x0320'ffff'ffff'ffff},
                    Case{"la r2 , - 1 ( r9 )", 0x0329'ffff'ffff'ffff}, Case{"ADD R3,40(R2)", 0x1032'0000'0000'0028},
                    Case{"SUB R1,1", 0x1110'0000'0000'0001}, Case{"MUL R1,1", 0x1210'0000'0000'0001},
                    Case{"DIV R1,1", 0x1310'0000'0000'0001}, Case{"REM R1,1", 0x1410'0000'0000'0001},
                    Case{"AND R1,1", 0x1510'0000'0000'0001}, Case{"OR R1,1", 0x1610'0000'0000'0001},
                    Case{"XOR R1,1", 0x1710'0000'0000'0001}, Case{"SHL R1,1", 0x1810'0000'0000'0001},
                    Case{"SHR R1,1", 0x1910'0000'0000'0001}, Case{"SAR R1,1", 0x1a10'0000'0000'0001},
                    Case{"SLT R1,1", 0x1b10'0000'0000'0001}, Case{"SLTU R1,1", 0x1c10'0000'0000'0001},
                    Case{"SEQ R1,1", 0x1d10'0000'0000'0001}, Case{"ADDI R1,1", 0x2010'0000'0000'0001},
                    Case{"SUBI R1,1", 0x2110'0000'0000'0001}, Case{"MULI R1,1", 0x2210'0000'0000'0001},
                    Case{"DIVI R1,1", 0x2310'0000'0000'0001}, Case{"REMI R1,1", 0x2410'0000'0000'0001},
                    Case{"ANDI R1,1", 0x2510'0000'0000'0001}, Case{"ORI R1,1", 0x2610'0000'0000'0001},
                    Case{"XORI R1,1", 0x2710'0000'0000'0001}, Case{"SHLI R1,1", 0x2810'0000'0000'0001},
                    Case{"SHRI R1,1", 0x2910'0000'0000'0001}, Case{"SARI R1,1", 0x2a10'0000'0000'0001},
                    Case{"SLTI R1,1", 0x2b10'0000'0000'0001}, Case{"SLTUI R1,1", 0x2c10'0000'0000'0001},
                    Case{"SEQI R1,1", 0x2d10'0000'0000'0001}, Case{"JMP 9", 0x3000'0000'0000'0009},
                    Case{"JMP 9(R5)", 0x3005'0000'0000'0009}, Case{"JZ R4,9", 0x3140'0000'0000'0009},
                    Case{"JNZ R4,9", 0x3240'0000'0000'0009}, Case{"JN R4,9", 0x3340'0000'0000'0009},
                    Case{"JNN R4,9", 0x3440'0000'0000'0009}, Case{"CALL R4,9", 0x3540'0000'0000'0009},
                    Case{"SVC 3", 0x4000'0000'0000'0003}, Case{"LVMID 64", 0x8000'0000'0000'0040},
                    Case{"LRB 10(R1)", 0x8101'0000'0000'000a}, Case{"RRB R0", 0x8200'0000'0000'0000},
                    Case{"RRB R7", 0x8270'0000'0000'0000}, Case{"RESUME 2", 0x8300'0000'0000'0002},
                    Case{"HALT 0", 0x8400'0000'0000'0000}, Case{"LOAD R1,0x7fffffffffff", 0x0110'7fff'ffff'ffff},
                    Case{"LOAD R1,-0x800000000000", 0x0110'8000'0000'0000}));

TEST(Instructions, AllAreKnownByTheTableOfTheProcessor) {
  unsigned seen = 0;
  for (unsigned code = 0; code < 256; ++code) {
    const isa::OpInfo* op = isa::info(static_cast<std::uint8_t>(code));
    if (!op) continue;
    std::string statement = std::string(op->mnemonic) + " ";
    if (op->has_register) statement += std::string("R11") + (op->has_operand ? "," : "");
    if (op->has_operand) statement += "1000(R12)";
    const Word expected = isa::encode(static_cast<isa::Op>(code), op->has_register ? 11 : 0, op->has_operand ? 1000 : 0,
                                      op->has_operand ? 12 : 0);
    EXPECT_EQ(words(statement), std::vector<Word>{expected}) << statement;
    ++seen;
  }
  EXPECT_GE(seen, 3u + 14 + 14 + 7 + 5);  // those of ISA.md's table
}

RC_GTEST_PROP(Instructions, ComeBackFromTheirListing, ()) {
  static const std::vector<std::uint8_t> codes = [] {
    std::vector<std::uint8_t> all;
    for (unsigned code = 0; code < 256; ++code)
      if (isa::info(static_cast<std::uint8_t>(code))) all.push_back(static_cast<std::uint8_t>(code));
    return all;
  }();
  const std::uint8_t code = *rc::gen::elementOf(codes);
  const isa::OpInfo& op = *isa::info(code);
  const unsigned a = op.has_register ? *rc::gen::inRange(0u, 16u) : 0;
  const unsigned x = op.has_operand ? *rc::gen::inRange(0u, 16u) : 0;
  const Word d = op.has_operand ? *rc::gen::arbitrary<Word>() : 0;
  const Word word = isa::encode(static_cast<isa::Op>(code), a, d, x);
  RC_ASSERT(words(isa::disassemble(word)) == std::vector<Word>{word});
  RC_ASSERT(statement_text(word) == isa::disassemble(word));
}

RC_GTEST_PROP(Instructions, AnyWordComesBackFromItsStatement, ()) {
  const Word word = *rc::gen::arbitrary<Word>() ^ *rc::gen::arbitrary<Word>() << 40;
  RC_ASSERT(words(statement_text(word)) == std::vector<Word>{word});
}

TEST(Instructions, AWordWithFieldsThatAreNotWrittenIsNoStatement) {
  EXPECT_EQ(statement_text(0x3010'0000'0000'0009), ".word 3463268113447911433");  // JMP with a = 1
  EXPECT_EQ(statement_text(0x8270'0000'0000'0001), ".word 9399012422322225153");  // RRB with d = 1
  EXPECT_EQ(statement_text(0), ".word 0");
  EXPECT_EQ(statement_text(0x8270'0000'0000'0000), "RRB R7");
}

}  // namespace
}  // namespace hv::assembly
