// SPDX-License-Identifier: Apache-2.0
// Macros, repetitions, conditions, included files.
#include "support.h"

namespace hv::assembly {
namespace {

using Words = std::vector<Word>;

TEST(Macros, ReplaceTheirParameters) {
  EXPECT_EQ(words(".macro pair a, b\n.word \\a, \\b*2 ; \\a\n.endm\npair 1, 2+3\nx: pair 'a', ','\n.word x"),
            (Words{1, 2 + 3 * 2, 'a', ',' * 2, 2}));
}

TEST(Macros, AreMeantByTheirWholeNamesAndPartsAreJoined) {
  EXPECT_EQ(words(".macro m a, ab\nn\\a\\()b = \\ab\n.word n\\()\\a\\()b\n.endm\nm 1, 2\nm 3, 4"), (Words{2, 4}));
}

TEST(Macros, HaveANumberForEachExpansion) {
  const Program program = assembled(".macro wait r\n.w\\@: JNZ \\r,.w\\@\n.endm\nmain: wait R1\nwait R2");
  EXPECT_EQ(program.image.blocks.at(0).words, (Words{0x3210'0000'0000'0000, 0x3220'0000'0000'0001}));
  EXPECT_EQ(program.symbols.size(), 3u);  // main and two different ones
}

TEST(Macros, CallEachOtherAndDefineEachOther) {
  EXPECT_EQ(words(".macro inner x\n.word \\x\n.endm\n.macro outer x\ninner \\x\ninner \\x+1\n.endm\nouter 5"),
            (Words{5, 6}));
  EXPECT_EQ(words(".macro make name, value\n.macro \\name\n.word \\value\n.endm\n.endm\nmake seven, 7\nseven\nseven"),
            (Words{7, 7}));
}

TEST(Macros, MayCallThemselvesWhileThereIsAnEnd) {
  EXPECT_EQ(words(".macro down n\n.if \\n\n.word \\n\ndown \\n-1\n.endif\n.endm\ndown 3"), (Words{3, 2, 1}));
}

TEST(Macros, LeaveStringsAndEscapesAsTheyAre) {
  EXPECT_EQ(words(".macro say t\n.string \\t\n.string \"\\\\t\\n\"\n.endm\nsay \"a, b; c\""),
            (Words{'a', ',', ' ', 'b', ';', ' ', 'c', 0, '\\', 't', 10, 0}));
}

TEST(Repetitions, RepeatAndNest) {
  EXPECT_EQ(words("t: .rept 2\n.word . - t\n.rept 2\n.word 9\n.endr\n.endr\n.rept 0\n.error \"no\"\n.endr\n.word 5"),
            (Words{0, 9, 9, 3, 9, 9, 5}));
  EXPECT_EQ(words("a: .rept 3\n.l\\@: .word .l\\@\n.endr"), (Words{0, 1, 2}));
}

TEST(Conditions, ChooseABranch) {
  const std::string text =
      ".if A\n.word 1\n.if B\n.word 2\n.else\n.word 3\n.endif\n.else\n.word 4\n.if B\n.word 5\n.endif\n.endif\n.word 6";
  const auto with = [&](Word a, Word b) {
    Options options;
    options.defines = {{"A", a}, {"B", b}};
    return words(text, options);
  };
  EXPECT_EQ(with(0, 0), (Words{4, 6}));
  EXPECT_EQ(with(0, 1), (Words{4, 5, 6}));
  EXPECT_EQ(with(7, 0), (Words{1, 3, 6}));
  EXPECT_EQ(with(1, 1), (Words{1, 2, 6}));
}

TEST(Conditions, WhatIsLeftOutNeedOnlyBeBalanced) {
  EXPECT_EQ(
      words(".if 0\n??? )( \"\n.if undefined\n.else\n.endif\n.error \"x\"\nl: .org 1 << 70\n.else\n.word 1\n.endif"),
      Words{1});
}

TEST(Include, LooksBesideTheFileThenInTheDirectories) {
  Options options;
  options.include_dirs = {"lib", "more"};
  options.reader = files({{"src/main.hvs", ".include \"a.inc\"\n.include \"sub/b.inc\"\n.include \"c.inc\"\n.word 9"},
                          {"src/a.inc", ".word 1"},
                          {"lib/a.inc", ".error \"the wrong one\""},
                          {"lib/sub/b.inc", ".include \"d.inc\"\n.include \"../a2.inc\"\n"},
                          {"lib/sub/d.inc", ".word 2"},
                          {"lib/a2.inc", ".word 3"},
                          {"more/c.inc", ".word 4\n.word 5"}});
  const Assembled result = assemble_file("src/main.hvs", options);
  ASSERT_TRUE(std::holds_alternative<Program>(result));
  EXPECT_EQ(std::get<Program>(result).image.blocks.at(0).words, (Words{1, 2, 3, 4, 5, 9}));
}

TEST(Include, MayBeMoreThanOnce) {
  Options options;
  options.reader = files({{"one", ".word 1\n"}});
  EXPECT_EQ(words(".include \"one\"\n.include \"./one\"\n", options), (Words{1, 1}));
}

}  // namespace
}  // namespace hv::assembly
