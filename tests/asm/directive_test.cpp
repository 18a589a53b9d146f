// SPDX-License-Identifier: Apache-2.0
// Directives, symbols and where words go.
#include "support.h"

namespace hv::assembly {
namespace {

using Words = std::vector<Word>;
using Memory = std::map<Word, Word>;

TEST(Layout, OrgGoesAnywhere) {
  const Program program = assembled(".org 100\n.word 1, 2\n.org 10\n.word 3\n.org 102\n.word 4\n");
  EXPECT_EQ(memory(program.image), (Memory{{10, 3}, {100, 1}, {101, 2}, {102, 4}}));
  ASSERT_EQ(program.image.blocks.size(), 2u);  // 100 … 102 is one run
  EXPECT_EQ(program.image.blocks[0].at, 10u);
  EXPECT_EQ(program.image.blocks[1].words, (Words{1, 2, 4}));
}

TEST(Layout, SpaceFillsWithWords) {
  EXPECT_EQ(words(".space 2\n.space 3, 7\n.space 0\n.word 9"), (Words{0, 0, 7, 7, 7, 9}));
}

TEST(Layout, AlignMovesOn) {
  const Program program = assembled(".word 1\n.align 1000\na: .align 1000\nb: .word 2\n.align 1\nc:");
  EXPECT_EQ(memory(program.image), (Memory{{0, 1}, {1000, 2}}));
  EXPECT_EQ(program.symbols.at("a").value, 1000u);
  EXPECT_EQ(program.symbols.at("b").value, 1000u);
  EXPECT_EQ(program.symbols.at("c").value, 1001u);
}

TEST(Layout, StringsHaveOneCharacterAWordAndAZero) {
  EXPECT_EQ(words(R"(.string "Az;\n\t\\\"\0\xfF")"), (Words{'A', 'z', ';', 10, 9, '\\', '"', 0, 255, 0}));
  EXPECT_EQ(words(".string \"\""), Words{0});
  EXPECT_EQ(words(".string \"\xc3\xa9\""), (Words{0xc3, 0xa9, 0}));
}

TEST(Layout, ReachesTheLastName) {
  const Program program = assembled(".org 0x1fffffffffffffff - 1\n.word 5\nlast:");
  EXPECT_EQ(program.image.blocks.at(0).at, 0x1ffffffffffffffeu);
}

TEST(Symbols, AreKnownBeforeTheyAreDefined) {
  const Program program =
      assembled("LA R1,table\nJMP end\nK = end - table\ntable: .word K, table, Q\nend: .equ Q, K*2\n");
  EXPECT_EQ(memory(program.image),
            (Memory{{0, 0x0310'0000'0000'0002}, {1, 0x3000'0000'0000'0005}, {2, 3}, {3, 2}, {4, 6}}));
  EXPECT_TRUE(program.symbols.at("table").is_label);
  EXPECT_FALSE(program.symbols.at("K").is_label);
  EXPECT_EQ(program.symbols.at("Q").value, 6u);
}

TEST(Symbols, ConstantsMayFollowEachOtherBackAndForth) {
  EXPECT_EQ(words("a = b + 1\nb = c * 2\nc = 5\n.word a"), Words{11});
  std::string chain = "c0 = 1\n";
  for (int i = 1; i < 5000; ++i) chain += "c" + std::to_string(i) + " = c" + std::to_string(i - 1) + " + 1\n";
  EXPECT_EQ(words(chain + ".word c4999"), Words{5000});
}

TEST(Symbols, ADotAloneIsTheAddressOfTheStatement) {
  EXPECT_EQ(words(".word 7, 7\nJMP .\n.word ., . - 1\nhere = .\n.word here"),
            (Words{7, 7, 0x3000'0000'0000'0002, 3, 2, 5}));
}

TEST(Symbols, ThatBeginWithADotBelongToTheLabelBefore) {
  const Program program = assembled(
      "first: .word 1\n.loop: .word .loop\nsecond:\n.loop: .word .loop, first.loop\nfirst.x = 9\n.word first.x");
  EXPECT_EQ(memory(program.image), (Memory{{0, 1}, {1, 1}, {2, 2}, {3, 1}, {4, 9}}));
  EXPECT_EQ(program.symbols.at("second.loop").value, 2u);
}

TEST(Symbols, AreCaseSensitiveAndMayBeCalledLikeInstructions) {
  EXPECT_EQ(words("x = 1\nX = 2\nload: .word x, X, load"), (Words{1, 2, 0}));
}

TEST(Symbols, AreGivenFromOutside) {
  Options options;
  options.defines = {{"DEPTH", 3}, {"BIG", ~Word{0}}};
  EXPECT_EQ(words(".rept DEPTH\n.word BIG\n.endr", options), (Words{~Word{0}, ~Word{0}, ~Word{0}}));
}

TEST(Symbols, OfAnImageAreLabelsByValueThenName) {
  const Program program = assembled("k = 0\n.org 4\nz:\na: .word 1\n.org 2\nm:\n.x:\n");
  std::vector<std::string> names;
  for (const Label& label : program.image.labels) names.push_back(label.name + std::to_string(label.value));
  EXPECT_EQ(names, (std::vector<std::string>{"m2", "m.x2", "a4", "z4"}));
}

TEST(Entry, IsTheFirstInstructionOrAsSaid) {
  EXPECT_EQ(assembled(".word 1\nJMP 0").image.entry, 1u);
  EXPECT_EQ(assembled(".org 50\nHALT 0\n.org 3\nHALT 0").image.entry, 50u);
  EXPECT_EQ(assembled(".word 1").image.entry, 0u);
  EXPECT_EQ(assembled("").image.entry, 0u);
  EXPECT_EQ(assembled(".entry go\nJMP 0\ngo: HALT 0").image.entry, 1u);
}

TEST(Lines, MayEndAsOnOtherSystemsAndLackTheLastEnd) {
  EXPECT_EQ(words(".word 1 ; one\r\n\r\n\t.WORD 2\r\n;\n.Word 3"), (Words{1, 2, 3}));
}

}  // namespace
}  // namespace hv::assembly
