// SPDX-License-Identifier: Apache-2.0
// Expressions: by hand, and random trees written with the precedence of C, held against an evaluation of the tree.
#include <rapidcheck/gtest.h>

#include <memory>

#include "support.h"

namespace hv::assembly {
namespace {

constexpr Word kTop = Word{1} << 63;

struct Case {
  const char* text;
  Word value;
};

class Value : public testing::TestWithParam<Case> {};

TEST_P(Value, IsThatOfC) {
  EXPECT_EQ(words(std::string(".word ") + GetParam().text), std::vector<Word>{GetParam().value}) << GetParam().text;
  EXPECT_EQ(constant_value(GetParam().text), GetParam().value) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    ByHand, Value,
    testing::Values(Case{"42", 42}, Case{"0x2A", 42}, Case{"0b101010", 42}, Case{"'*'", 42}, Case{"007", 7},
                    Case{"18446744073709551615", ~Word{0}}, Case{"0xFFFFFFFFFFFFFFFF", ~Word{0}}, Case{"-1", ~Word{0}},
                    Case{"~0", ~Word{0}}, Case{"!0", 1}, Case{"!7", 0}, Case{"-~5", 6}, Case{"- - 5", 5},
                    Case{"2+3*4", 14}, Case{"(2+3)*4", 20}, Case{"20-5-3", 12}, Case{"100/10/5", 2}, Case{"17%5", 2},
                    Case{"-17/5", static_cast<Word>(-3)}, Case{"-17%5", static_cast<Word>(-2)},
                    Case{"(1<<63)/-1", kTop}, Case{"(1<<63)%-1", 0}, Case{"1<<2+1", 8}, Case{"1<<63>>63", 1},
                    Case{"-1>>60", 15}, Case{"1<<65", 2}, Case{"-1<0", 1}, Case{"0xFFFFFFFFFFFFFFFF > 0", 0},
                    Case{"3<=3", 1}, Case{"3>=4", 0}, Case{"1<2==1", 1}, Case{"5!=5", 0}, Case{"6&3", 2},
                    Case{"6^3", 5}, Case{"6|3", 7}, Case{"1|2^3&2", 1}, Case{"4&4==4", 0}, Case{"2&&3", 1},
                    Case{"2&&0", 0}, Case{"0||5", 1}, Case{"0||0", 0}, Case{"1||1&&0", 1},
                    Case{"0xFFFFFFFFFFFFFFFF+2", 1}, Case{"0-1", ~Word{0}}, Case{"0x100000000*0x100000000", 0},
                    Case{"'\\n'", 10}, Case{"'\\x7f'", 127}, Case{"'\\''", 39}, Case{"';'", 59}, Case{"' '", 32},
                    Case{"'\\\\'", 92}, Case{"3 ; * 9", 3}));

TEST(Expressions, ConstantsOfTheCommandLineAreNothingElse) {
  for (const char* text : {"", "x", "1+", "R1", "1(R1)", "\"1\"", "1,2", "1/0", "0x", "."})
    EXPECT_EQ(constant_value(text), std::nullopt) << text;
}

/// An expression as a tree, with its value computed beside the assembler.
struct Tree {
  std::string op;  ///< empty: a number
  Word number = 0;
  std::vector<Tree> parts;
};

int level(const std::string& op) {
  static const std::vector<std::vector<std::string>> levels = {
      {"||"}, {"&&"}, {"|"}, {"^"}, {"&"}, {"==", "!="}, {"<", "<=", ">", ">="}, {"<<", ">>"}, {"+", "-"}, {"*"}};
  for (std::size_t at = 0; at < levels.size(); ++at)
    for (const std::string& each : levels[at])
      if (each == op) return static_cast<int>(at);
  return 99;
}

std::string written(const Tree& tree) {
  if (tree.op.empty()) return std::to_string(tree.number);
  const auto part = [&](const Tree& each, bool right) {
    const int inner = each.op.empty() || each.parts.size() == 1 ? 100 : level(each.op);
    const int outer = tree.parts.size() == 1 ? 99 : level(tree.op);
    return inner > outer || (inner == outer && !right) ? written(each) : "(" + written(each) + ")";
  };
  if (tree.parts.size() == 1) return tree.op + part(tree.parts[0], true);
  return part(tree.parts[0], false) + tree.op + part(tree.parts[1], true);
}

Word value(const Tree& tree) {
  if (tree.op.empty()) return tree.number;
  const Word b = value(tree.parts.back());
  if (tree.parts.size() == 1) return tree.op == "-" ? Word{0} - b : tree.op == "~" ? b ^ ~Word{0} : Word{b == 0};
  const Word a = value(tree.parts.front());
  const bool less = (a ^ kTop) < (b ^ kTop);  // as signed numbers
  if (tree.op == "||") return (a | b) != 0;
  if (tree.op == "&&") return a != 0 && b != 0;
  if (tree.op == "|") return a | b;
  if (tree.op == "^") return (a | b) & ~(a & b);
  if (tree.op == "&") return a & b;
  if (tree.op == "==") return (a ^ b) == 0;
  if (tree.op == "!=") return (a ^ b) != 0;
  if (tree.op == "<") return less;
  if (tree.op == "<=") return less || a == b;
  if (tree.op == ">") return !less && a != b;
  if (tree.op == ">=") return !less;
  if (tree.op == "<<") return a << b % 64;
  if (tree.op == ">>") return a >> b % 64;
  if (tree.op == "+") return a + b;
  if (tree.op == "-") return a - b;
  return a * b;
}

Tree random_tree(int depth) {
  static const std::vector<std::string> unary = {"-", "~", "!"};
  static const std::vector<std::string> binary = {"||", "&&", "|",  "^",  "&",  "==", "!=", "<",
                                                  "<=", ">",  ">=", "<<", ">>", "+",  "-",  "*"};
  const int kind = depth == 0 ? 0 : *rc::gen::inRange(0, 6);
  if (kind == 0) return {"", *rc::gen::oneOf(rc::gen::arbitrary<Word>(), rc::gen::inRange<Word>(0, 5)), {}};
  if (kind == 1) return {*rc::gen::elementOf(unary), 0, {random_tree(depth - 1)}};
  return {*rc::gen::elementOf(binary), 0, {random_tree(depth - 1), random_tree(depth - 1)}};
}

RC_GTEST_PROP(Expressions, BindAsInC, ()) {
  const Tree tree = random_tree(5);
  const std::string text = written(tree);
  RC_PRE(text.size() < 4000);
  RC_LOG() << text << "\n";
  RC_ASSERT(words(".word " + text) == std::vector<Word>{value(tree)});
}

}  // namespace
}  // namespace hv::assembly
