// SPDX-License-Identifier: Apache-2.0
#include "asm/expression.h"

#include <utility>

#include "asm/mistake.h"

namespace hv::assembly {
namespace {

using Signed = std::int64_t;

Word quotient(Word left, Word right) {
  return right == ~Word{0} ? -left : static_cast<Word>(static_cast<Signed>(left) / static_cast<Signed>(right));
}

Word rest_of(Word left, Word right) {
  return right == ~Word{0} ? 0 : static_cast<Word>(static_cast<Signed>(left) % static_cast<Signed>(right));
}

/// Higher binds tighter.
int precedence(Operator op) {
  switch (op) {
    case Operator::negate:
    case Operator::complement:
    case Operator::logical_not: return 11;
    case Operator::multiply:
    case Operator::divide:
    case Operator::remainder: return 10;
    case Operator::add:
    case Operator::subtract: return 9;
    case Operator::shift_left:
    case Operator::shift_right: return 8;
    case Operator::less:
    case Operator::less_equal:
    case Operator::greater:
    case Operator::greater_equal: return 7;
    case Operator::equal:
    case Operator::unequal: return 6;
    case Operator::bit_and: return 5;
    case Operator::bit_xor: return 4;
    case Operator::bit_or: return 3;
    case Operator::logical_and: return 2;
    case Operator::logical_or: return 1;
  }
  return 0;
}

}  // namespace

Word apply(Operator op, Word left, Word right) {
  const auto a = static_cast<Signed>(left), b = static_cast<Signed>(right);
  switch (op) {
    case Operator::negate: return -right;
    case Operator::complement: return ~right;
    case Operator::logical_not: return right == 0;
    case Operator::multiply: return left * right;
    case Operator::divide: return quotient(left, right);
    case Operator::remainder: return rest_of(left, right);
    case Operator::add: return left + right;
    case Operator::subtract: return left - right;
    case Operator::shift_left: return left << (right & 63);
    case Operator::shift_right: return left >> (right & 63);
    case Operator::less: return a < b;
    case Operator::less_equal: return a <= b;
    case Operator::greater: return a > b;
    case Operator::greater_equal: return a >= b;
    case Operator::equal: return left == right;
    case Operator::unequal: return left != right;
    case Operator::bit_and: return left & right;
    case Operator::bit_xor: return left ^ right;
    case Operator::bit_or: return left | right;
    case Operator::logical_and: return left != 0 && right != 0;
    case Operator::logical_or: return left != 0 || right != 0;
  }
  return 0;
}

void ExpressionBuilder::operand(const Token& token) { tokens_.push_back(token); }

void ExpressionBuilder::push(const Pending& pending) {
  if (pending_.size() >= kDepth)
    throw Mistake{pending.column, "the expression nests too deep; at most " + std::to_string(kDepth) +
                                      " parentheses and operators may be open"};
  pending_.push_back(pending);
}

void ExpressionBuilder::pop() {
  const Pending last = pending_.back();
  pending_.pop_back();
  tokens_.push_back({Token::Kind::operation, last.operation, last.column, 0});
}

void ExpressionBuilder::unary(Operator op, unsigned column) { push({false, op, column}); }

void ExpressionBuilder::binary(Operator op, unsigned column) {
  while (!pending_.empty() && !pending_.back().parenthesis && precedence(pending_.back().operation) >= precedence(op))
    pop();
  push({false, op, column});
}

void ExpressionBuilder::open(unsigned column) { push({true, Operator::add, column}); }

void ExpressionBuilder::close() {
  while (!pending_.back().parenthesis) pop();
  pending_.pop_back();
}

Expression ExpressionBuilder::take() {
  while (!pending_.empty()) pop();
  Expression expression;
  expression.tokens = std::exchange(tokens_, {});
  return expression;
}

}  // namespace hv::assembly
