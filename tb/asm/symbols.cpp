// SPDX-License-Identifier: Apache-2.0
#include "asm/symbols.h"

#include "explore/parameters.h"
#include "explore/value_text.h"

namespace hv::assembly {

std::uint32_t Symbols::index(std::string_view name, unsigned column) {
  std::string full(name);
  if (name[0] == '.') {
    if (scope_.empty())
      throw Mistake{column, full +
                                " is a local name, and no label stands before it; expected a label that does not "
                                "begin with a dot further up"};
    full = scope_ + full;
  }
  const auto [found, is_new] = indices_.try_emplace(full, static_cast<std::uint32_t>(entries_.size()));
  if (is_new) {
    entries_.emplace_back();
    entries_.back().name = full;
  }
  return found->second;
}

std::optional<std::size_t> Symbols::define_label(std::string_view name, unsigned column, Word value, std::size_t line) {
  if (name[0] != '.') scope_ = name;
  Entry& entry = entries_[index(name, column)];
  if (entry.state != State::undefined) return entry.line;
  entry.state = State::label;
  entry.known = true;
  entry.value = value;
  entry.line = line;
  return std::nullopt;
}

std::optional<std::size_t> Symbols::define_constant(std::string_view name, unsigned column, Expression expression,
                                                    std::size_t line) {
  const std::uint32_t at = index(name, column);
  if (entries_[at].state != State::undefined) return entries_[at].line;
  entries_[at].state = State::constant;
  entries_[at].line = line;
  entries_[at].expression = std::move(expression);
  try {  // mostly it is known at once; then no chains build up
    settle(entries_[at], {Token::Kind::symbol, {}, 1, at}, 0);
  } catch (const Mistake&) {
  }
  return std::nullopt;
}

void Symbols::define_outside(const std::string& name, Word value) {
  Entry& entry = entries_[index(name, 1)];
  entry.state = State::constant;
  entry.known = true;
  entry.value = value;
}

void Symbols::define_wrong(std::string_view name, unsigned column) {
  Entry& entry = entries_[index(name, column)];
  if (entry.state == State::undefined) entry.state = State::wrong;
}

std::string Symbols::unknown(const std::string& name) const {
  if (!complete_)
    return "the value of " + name + " is not known yet; expected a value made of numbers and of symbols defined above";
  std::vector<std::string> names;
  for (const Entry& entry : entries_)  // comparing takes time: only names and numbers of them as people write
    if (entry.state != State::undefined && entry.name.size() <= 40 && names.size() < 1000) names.push_back(entry.name);
  std::string text = "there is no symbol " + name + "; expected a label or a constant";
  if (!names.empty() && name.size() <= 40)
    text += ", the nearest are " + explore::listed(explore::nearest_names(name, names));
  return text;
}

/// The value of a constant, through the constants that it is made of.
Word Symbols::settle(Entry& entry, const Token& token, unsigned depth) {
  if (entry.known) return entry.value;
  if (entry.busy)
    throw Mistake{token.column, "the constant " + entry.name + " is defined by itself; expected one that is not"};
  if (depth > kChain)
    throw Mistake{token.column, "the chain of constants through " + entry.name + " is too long; expected at most " +
                                    std::to_string(kChain) + ", each defined by the next"};
  entry.busy = true;
  try {
    entry.value = evaluate(entry.expression, depth + 1);
  } catch (const Mistake& mistake) {
    entry.busy = false;
    if (!complete_) throw Mistake{token.column, unknown(entry.name)};
    entry.state = State::wrong;
    faults_.push_back({entry.line, mistake});
    throw Mistake{token.column, ""};
  }
  entry.busy = false;
  entry.known = true;
  return entry.value;
}

Word Symbols::value_of(const Token& token, unsigned depth) {
  if (token.kind == Token::Kind::number) return token.value;
  Entry& entry = entries_[token.value];
  switch (entry.state) {
    case State::undefined: throw Mistake{token.column, unknown(entry.name)};
    case State::wrong: throw Mistake{token.column, ""};
    case State::label: return entry.value;
    case State::constant: return settle(entry, token, depth);
  }
  return 0;
}

Word Symbols::evaluate(const Expression& expression, unsigned depth) {
  std::vector<Word> stack;
  const auto pop = [&stack] {
    const Word value = stack.back();
    stack.pop_back();
    return value;
  };
  for (const Token& token : expression.tokens) {
    if (token.kind != Token::Kind::operation) {
      stack.push_back(value_of(token, depth));
      continue;
    }
    const Word right = pop();
    const Word left = is_unary(token.operation) ? 0 : pop();
    const bool divides = token.operation == Operator::divide || token.operation == Operator::remainder;
    if (divides && right == 0) throw Mistake{token.column, "division by zero; expected another divisor"};
    stack.push_back(apply(token.operation, left, right));
  }
  return stack.empty() ? 0 : stack.back();
}

std::vector<Symbols::Fault> Symbols::settle_constants() {
  for (std::uint32_t at = 0; at < entries_.size(); ++at) {
    if (entries_[at].state != State::constant) continue;
    try {
      settle(entries_[at], {Token::Kind::symbol, {}, 1, at}, 0);
    } catch (const Mistake&) {  // is among the faults
    }
  }
  return faults_;
}

std::map<std::string, Symbol> Symbols::table() const {
  std::map<std::string, Symbol> result;
  for (const Entry& entry : entries_)
    if (entry.known) result[entry.name] = {entry.value, entry.state == State::label};
  return result;
}

}  // namespace hv::assembly
