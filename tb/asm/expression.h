// SPDX-License-Identifier: Apache-2.0
// Expressions in postfix form: nothing here recurses, however deep a source nests them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "semantics/names.h"

namespace hv::assembly {

enum class Operator : std::uint8_t {
  negate,
  complement,
  logical_not,
  multiply,
  divide,
  remainder,
  add,
  subtract,
  shift_left,
  shift_right,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  unequal,
  bit_and,
  bit_xor,
  bit_or,
  logical_and,
  logical_or,
};

/// The unary operators come first in the enumeration.
constexpr bool is_unary(Operator op) { return op <= Operator::logical_not; }

/// 64-bit arithmetic as the machine's instructions do it: modulo 2^64, division and comparison signed, shifts logical
/// and modulo 64. The divisor is not zero. Of a unary operator, `right` is the operand.
Word apply(Operator op, Word left, Word right);

struct Token {
  enum class Kind : std::uint8_t { number, symbol, operation };
  Kind kind = Kind::number;
  Operator operation = Operator::add;
  std::uint32_t column = 0;
  Word value = 0;  ///< the number, or the symbol's index in Symbols
};

struct Expression {
  std::vector<Token> tokens;  ///< postfix; empty only where there is no expression
  std::uint32_t column = 1;   ///< where it begins
};

/// Puts operands and operators, as they come along in a source, in postfix order by the precedence of C.
class ExpressionBuilder {
 public:
  /// How deep parentheses and unary operators may nest.
  static constexpr std::size_t kDepth = 64;

  void operand(const Token& token);
  /// Throws Mistake where the nesting is too deep.
  void unary(Operator op, unsigned column);
  void binary(Operator op, unsigned column);
  void open(unsigned column);
  void close();
  /// The expression since the last one was taken.
  Expression take();

 private:
  struct Pending {
    bool parenthesis;
    Operator operation;
    unsigned column;
  };
  void push(const Pending& pending);
  void pop();

  std::vector<Token> tokens_;
  std::vector<Pending> pending_;
};

}  // namespace hv::assembly
