// SPDX-License-Identifier: Apache-2.0
// Every kind of error: where it is said to be, and what is said. Lines and columns were counted by hand.
#include "support.h"

namespace hv::assembly {
namespace {

struct Case {
  const char* source;
  const char* place;  ///< "line:column"
  const char* text;   ///< part of the message
};

std::ostream& operator<<(std::ostream& out, const Case& each) { return out << testing::PrintToString(each.source); }

class Wrong : public testing::TestWithParam<Case> {};

TEST_P(Wrong, IsSaidWhereItStands) {
  const std::string source = GetParam().source;
  const auto found = errors(source);
  ASSERT_EQ(found.size(), 1u) << testing::PrintToString(found) << "\nin\n" << source;
  const std::string place = std::string("t.hvs:") + GetParam().place + ": ";
  EXPECT_EQ(found[0].substr(0, place.size()), place) << found[0] << "\nin\n" << source;
  EXPECT_NE(found[0].find(GetParam().text), std::string::npos) << found[0];
  const bool tells =
      found[0].find("; expected ") != std::string::npos || found[0].find("; the nearest") != std::string::npos;
  EXPECT_TRUE(tells || source.find(".error") != std::string::npos) << found[0];
}

INSTANTIATE_TEST_SUITE_P(
    Instructions, Wrong,
    testing::Values(
        Case{"\n  LOAD R1,40(R0)", "2:14", "R0 cannot be an index"}, Case{"LOAD R1,40(R16)", "1:12", "no register R16"},
        Case{"LOAD R01,4", "1:6", "no register R01"}, Case{"LOAD R1", "1:6", "operand of LOAD is a register"},
        Case{"LOAD R1,R2", "1:9", "operand of LOAD is a register"}, Case{"LOAD R1,(R2)", "1:10", "R2 is a register"},
        Case{"LOAD", "1:1", "0 operands; expected 1 to 2"}, Case{"LOAD R1,2,3", "1:11", "3 operands"},
        Case{"LOAD 1,2", "1:6", "expected a register"}, Case{"LOAD R1,\"a\"", "1:9", "string"},
        Case{"RRB", "1:1", "0 operands; expected 1"}, Case{"RRB 5", "1:5", "expected a register"},
        Case{"RRB R1,5", "1:8", "2 operands; expected 1"}, Case{"JMP R1,5", "1:8", "2 operands; expected 1"},
        Case{"JMP R1", "1:5", "operand of JMP is a register"},
        Case{"LOAD R1,0x800000000000", "1:9", "displacement 140737488355328 does not fit"},
        Case{"LOAD R1,-0x800000000001", "1:9", "displacement -140737488355329 does not fit"},
        Case{"LOAD R1,4(R2", "1:13", "expected ')'"}, Case{"LOAD R1,4(5)", "1:11", "expected a register"},
        Case{"LOAD R1,4 5", "1:11", "unexpected '5'; expected the end of the line"},
        Case{"LOAD R1,", "1:9", "the line ends here; expected an operand"},
        Case{"x: STOREE R1,4", "1:4", "no instruction or macro STOREE; the nearest are "},
        Case{"R3: JMP 0", "1:1", "R3 is a register"}, Case{"5: JMP 0", "1:1", "unexpected '5'"},
        Case{" : JMP 0", "1:2", "unexpected ':'"}, Case{"a: b: JMP 0", "1:4", "no instruction or macro b"},
        Case{"x == 5", "1:1", "no instruction or macro x"}, Case{"  \xff", "1:3", "unexpected '\\xff'"}));

INSTANTIATE_TEST_SUITE_P(
    Expressions, Wrong,
    testing::Values(Case{".word 1+", "1:9", "the line ends here"}, Case{".word 1 + * 2", "1:11", "unexpected '*'"},
                    Case{".word (1", "1:9", "expected ')'"}, Case{".word 1)", "1:8", "unexpected ')'"},
                    Case{".word -", "1:8", "the line ends here"}, Case{".word 12z", "1:7", "'12z' is no number"},
                    Case{".word 0x", "1:7", "'0x' is no number"}, Case{".word 0b12", "1:7", "'0b12' is no number"},
                    Case{".word 18446744073709551616", "1:7", "more than 64 bits"},
                    Case{".word 'ab'", "1:7", "not one character"}, Case{".word '\\q'", "1:8", "no escape \\q"},
                    Case{".word 5/(3-3)", "1:8", "division by zero"}, Case{".word 5%0", "1:8", "division by zero"},
                    Case{".word 1,,2", "1:9", "unexpected ','"}, Case{".word 1,nowhere", "1:9", "no symbol nowhere"},
                    Case{".word R5", "1:7", "this is a register"}, Case{".word 1+R5", "1:9", "R5 is a register"},
                    Case{".word 5(R1)", "1:9", "an index makes no sense"}, Case{".word", "1:1", "0 operands"},
                    Case{".word .x", "1:7", "no label stands before"},
                    Case{"start: JMP strat", "1:12", "the nearest are start"}));

INSTANTIATE_TEST_SUITE_P(Symbols, Wrong,
                         testing::Values(Case{"x: .word 1\n\n  x: .word 2", "3:3", "x is defined already, at t.hvs:1"},
                                         Case{"x = 1\nx = 1", "2:1", "x is defined already, at t.hvs:1"},
                                         Case{"x = 1\n .equ x, 1", "2:7", "x is defined already, at t.hvs:1"},
                                         Case{"l:\n.a:\n.a:", "3:1", ".a is defined already, at t.hvs:2"},
                                         Case{"R1 = 5", "1:1", "R1 is a register"},
                                         Case{".equ R1,5", "1:6", "R1 is a register"},
                                         Case{"x = ", "1:1", "expected NAME = expression"},
                                         Case{".equ x", "1:1", "expected .equ NAME, expression"},
                                         Case{".equ ,5", "1:1", "expected .equ NAME, expression"},
                                         Case{".equ x y, 5", "1:1", "expected .equ NAME, expression"},
                                         Case{"a = b\nb = a\n.word a", "1:5", "is defined by itself"},
                                         Case{"a = a + 1", "1:5", "is defined by itself"},
                                         Case{"a = b\n.word a, a", "1:5", "no symbol b"},
                                         Case{"a = 1+\n.word a, a+1", "1:7", "the line ends here"}));

INSTANTIATE_TEST_SUITE_P(
    Directives, Wrong,
    testing::Values(
        Case{".wrod 5", "1:1", "no directive .wrod; the nearest are .WORD"},
        Case{".org x\nx: .word 1", "1:6", "x is not known yet"}, Case{".space x\nx = 1", "1:8", "x is not known yet"},
        Case{".align x\nx = 1", "1:8", "x is not known yet"}, Case{".if x\n.endif\nx = 1", "1:5", "x is not known yet"},
        Case{".rept x\n.endr\nx = 1", "1:7", "x is not known yet"}, Case{".align 0", "1:8", "multiple of 0"},
        Case{".org 1<<61", "1:6", "2305843009213693952 has more than 61 bits"},
        Case{".org (1<<61)-1\n.word 1,2", "2:1", "more than 61 bits"},
        Case{".org (1<<61)-1\n.word 1\n.word 2", "3:1", "2305843009213693952 has more than 61 bits"},
        Case{".org (1<<61)-1\n.align 7", "2:8", "more than 61 bits"},
        Case{".word 1\n.org 0\n  .word 2", "3:1", "word 0 is already taken by t.hvs:1"},
        Case{".org 5\n.word 1,2\n.org 0\n.space 6", "4:1", "word 5 is already taken by t.hvs:2"},
        Case{".string x", "1:9", "no string"}, Case{".string \"abc", "1:9", "does not end in this line"},
        Case{".string \"a\\xg0\"", "1:11", "\\x is cut short"}, Case{".string \"a\\z\"", "1:11", "no escape \\z"},
        Case{".string \"a\",1", "1:13", "2 operands"}, Case{".entry nowhere", "1:8", "no symbol nowhere"},
        Case{".entry 1\n.entry 2", "2:1", "given already, at t.hvs:1"},
        Case{"  .error \"too deep\"", "1:3", "too deep"}, Case{".else", "1:1", ".ELSE stands alone"},
        Case{".endif", "1:1", ".ENDIF stands alone"}, Case{" .if 1", "1:2", ".if has no end"},
        Case{".if 1\n.else\n.else\n.endif", "3:1", "a second .else"},
        Case{".if 1\nx: .endif\n.endif", "2:1", "a label before .ENDIF"},
        Case{".if 1\n.endif 5", "2:8", "1 operand; expected 0"}, Case{".endr", "1:1", ".ENDR stands alone"},
        Case{".rept 2\n.word 1", "1:1", ".REPT has no end"}, Case{".rept 2\n.if 1\n.endr", "2:1", ".if has no end"},
        Case{".include \"none.inc\"", "1:10", "none.inc cannot be read"}));

INSTANTIATE_TEST_SUITE_P(
    Macros, Wrong,
    testing::Values(Case{".endm", "1:1", ".ENDM stands alone"}, Case{".macro m a\n.word 1", "1:1", ".MACRO has no end"},
                    Case{".macro\n.endm", "1:7", "expected a name"},
                    Case{".macro m a,\n.endm", "1:12", "expected a name"},
                    Case{".macro m 5\n.endm", "1:10", "unexpected '5'"},
                    Case{".macro load a\n.endm", "1:8", "load is an instruction"},
                    Case{".macro R3\n.endm", "1:8", "R3 is an instruction or a register"},
                    Case{".macro m a, a\n.endm", "1:13", "parameter a is there twice"},
                    Case{".macro m\n.endm\n.macro m\n.endm", "3:8", "macro m is defined already"},
                    Case{".macro m a\n.endm\n m", "3:2", "given 0 arguments; expected 1"},
                    Case{".macro m a\n.endm\nm 1,2", "3:5", "given 2 arguments; expected 1"},
                    Case{".macro m a,b\n.endm\nm 1,", "3:5", "the line ends here; expected an argument"},
                    Case{".macro m a\n  .word \\a + x\n.endm\n.word 1\nm 1000", "2:14",
                         "(in macro m called at t.hvs:5)"},
                    // within an argument, the column is that of the parameter
                    Case{".macro m a\n  .word 1+\\a\n.endm\nm 7*nope", "2:11", "(in macro m called at t.hvs:4)"},
                    Case{".macro i\n.word q\n.endm\n.macro o\n i\n.endm\no", "2:7",
                         "(in macro i called at t.hvs:5, in macro o called at t.hvs:7)"},
                    Case{".macro m\n.if 1\n.endm\nm", "2:1", ".if has no end"},
                    Case{".macro m\nx: .word 1\n.endm\nm\nm", "2:1", "x is defined already, at t.hvs:2"}));

TEST(Errors, AreAllListedInTheOrderOfTheLines) {
  const auto found = errors(".word late1\n.org x9\nLODA 1\n.word 1, late2, late3\n.org 0\n.word 0\na = 1/0\n");
  std::vector<std::string> places;
  for (const std::string& error : found) places.push_back(error.substr(0, error.find(": ")));
  EXPECT_EQ(places, (std::vector<std::string>{"t.hvs:1:7", "t.hvs:2:6", "t.hvs:3:1", "t.hvs:4:10", "t.hvs:4:17",
                                              "t.hvs:6:1", "t.hvs:7:6"}));
}

TEST(Errors, AreAtMostAHundred) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "bad " + std::to_string(i) + "\n";
  EXPECT_EQ(errors(text).size(), 100u);
}

TEST(Errors, NameTheIncludedFile) {
  Options options;
  options.reader = files({{"a.inc", "\n .word nope\n"}});
  EXPECT_EQ(errors(".include \"a.inc\"\nLODA", options).at(0).substr(0, 12), "a.inc:2:8: t");
}

TEST(Errors, OfTheOutsideAreSaid) {
  Options options;
  options.defines = {{"N", 1}};
  const auto found = errors("\nN = 2", options);
  EXPECT_EQ(found.at(0).find("t.hvs:2:1: N is defined already, from outside; expected "), 0u) << found.at(0);
  for (const char* name : {"", "R3", ".x", "a b", "5"}) {
    options.defines = {{name, 1}};
    EXPECT_NE(errors("", options).at(0).find("cannot be defined from outside"), std::string::npos) << name;
  }
}

TEST(Errors, IncludesInACircleAreFound) {
  Options options;
  options.reader = files({{"a.inc", ".include \"x/../b.inc\"\n"}, {"b.inc", "\n.include \"./a.inc\"\n"}});
  const auto found = errors(".include \"a.inc\"\n", options);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].find("b.inc:2:10: a.inc includes itself; expected "), 0u) << found[0];
}

TEST(Errors, OfWhatMustBeRightAreThrown) {
  EXPECT_EQ(must_assemble_text(".word 7", "t.hvs").image.blocks.at(0).words, std::vector<Word>{7});
  try {
    must_assemble_text("LODA\n.word x", "t.hvs");
    FAIL();
  } catch (const AssemblyError& error) {
    EXPECT_EQ(error.errors().size(), 2u);
    EXPECT_EQ(error.what(), to_string(error.errors()[0]) + "\n" + to_string(error.errors()[1]));
  }
  EXPECT_THROW(must_assemble_file("no/such/file.hvs"), AssemblyError);
}

TEST(Errors, OfAFileThatIsNotThere) {
  const Assembled result = assemble_file("no/such/file.hvs");
  ASSERT_TRUE(std::holds_alternative<std::vector<Error>>(result));
  EXPECT_EQ(to_string(std::get<std::vector<Error>>(result).at(0)).find("no/such/file.hvs: the file cannot be read"),
            0u);
  EXPECT_TRUE(std::holds_alternative<std::vector<Error>>(assemble_file(".")));
}

}  // namespace
}  // namespace hv::assembly
