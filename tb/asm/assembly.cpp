// SPDX-License-Identifier: Apache-2.0
#include "asm/assembly.h"

#include <algorithm>

#include "asm/literals.h"
#include "explore/parameters.h"
#include "explore/value_text.h"
#include "semantics/processor/isa.h"

namespace hv::assembly {
namespace {

/// Operation codes by mnemonic.
const std::map<std::string, std::uint8_t, std::less<>>& mnemonics() {
  static const auto all = [] {
    std::map<std::string, std::uint8_t, std::less<>> result;
    for (unsigned code = 0; code < 256; ++code)
      if (const isa::OpInfo* op = isa::info(static_cast<std::uint8_t>(code)))
        result.emplace(op->mnemonic, static_cast<std::uint8_t>(code));
    return result;
  }();
  return all;
}

}  // namespace

bool is_mnemonic(std::string_view name) { return mnemonics().count(capitals(name)) > 0; }

Assembled Assembly::run(std::string_view text, const std::string& name) {
  Program program;
  try {
    for (const auto& [symbol, value] : options_.defines) {
      if (!is_symbol_name(symbol))
        diagnostics_.add(name, "'" + printable(symbol) + "' cannot be defined from outside; expected a symbol's name");
      else
        symbols_.define_outside(symbol, value);
    }
    stack_.push_file(name, text);
    first_pass();
    second_pass(program);
  } catch (const Stop&) {  // what stopped it is among the errors
  }
  if (!diagnostics_.empty()) return diagnostics_.sorted();
  return program;
}

void Assembly::keep(Line line) {
  lines_.push_back(std::move(line));
  labelled_.push_back(false);
  places_.push_back(here_);
}

void Assembly::first_pass() {
  while (auto line = stack_.next()) {
    keep(std::move(*line));
    const std::size_t order = lines_.size() - 1;
    try {
      statement(lines_.back());
    } catch (const Mistake& mistake) {
      report(order, mistake);
    }
  }
}

void Assembly::statement(const Line& line) {
  const Head head = parse_head(line.text);
  const Statement statement{line, lines_.size() - 1, head};
  const std::string word = capitals(head.word.text);
  if (!head.assignment && condition(statement, word)) return;
  if (!stack_.active()) return;
  if (!head.label.text.empty()) define_label(statement);
  if (head.assignment) return assignment(statement);
  if (word.empty()) {
    if (head.rest == line.text.size()) return;
    throw Mistake{static_cast<unsigned>(head.rest) + 1,
                  "unexpected '" + printable(line.text.substr(head.rest, 1)) +
                      "'; expected a label, an instruction, a directive or a macro"};
  }
  if (const auto found = directives().find(word); found != directives().end()) return (this->*found->second)(statement);
  if (const auto found = mnemonics().find(word); found != mnemonics().end())
    return instruction(statement, found->second);
  if (const auto found = macros_.find(head.word.text); found != macros_.end()) return call(statement, found->second);
  unknown_word(head.word);
}

void Assembly::unknown_word(const Piece& word) const {
  std::vector<std::string> known;
  const bool directive = word.text[0] == '.';
  if (directive)
    for (const auto& [name, handler] : directives()) known.push_back(name);
  for (const auto& [name, code] : mnemonics())
    if (!directive) known.push_back(name);
  std::string text = directive ? "there is no directive " : "there is no instruction or macro ";
  text += std::string(word.text);
  if (word.text.size() <= 40)
    text += "; the nearest are " + explore::listed(explore::nearest_names(capitals(word.text), known));
  throw Mistake{word.column, text};
}

std::string Assembly::redefined(std::string_view name, std::size_t line) const {
  return std::string(name) + " is defined already, " +
         (line == Symbols::kOutside ? "from outside" : "at " + diagnostics_.place(lines_[line])) +
         "; expected a name that is new";
}

void Assembly::define_label(const Statement& statement) {
  const Piece& label = statement.head.label;
  if (is_register_name(label.text))
    throw Mistake{label.column, std::string(label.text) + " is a register; expected another name for a label"};
  labelled_[statement.order] = true;
  if (const auto line = symbols_.define_label(label.text, label.column, here_, statement.order))
    report(statement.order, {label.column, redefined(label.text, *line)});
}

void Assembly::define_constant(const Statement& statement, const Piece& name, Expression expression) {
  if (is_register_name(name.text))
    throw Mistake{name.column, std::string(name.text) + " is a register; expected another name for a constant"};
  if (const auto line = symbols_.define_constant(name.text, name.column, std::move(expression), statement.order))
    throw Mistake{name.column, redefined(name.text, *line)};
}

void Assembly::assignment(const Statement& statement) {
  try {
    const auto all = parse_operands(statement.line.text, statement.head.rest, surroundings());
    if (all.size() != 1)
      throw Mistake{statement.head.word.column, "the assignment is not complete; expected NAME = expression"};
    define_constant(statement, statement.head.word, value(all[0]));
  } catch (const Mistake&) {
    symbols_.define_wrong(statement.head.word.text, statement.head.word.column);
    throw;
  }
}

void Assembly::instruction(const Statement& statement, std::uint8_t code) {
  const isa::OpInfo& op = *isa::info(code);
  Item item;
  item.kind = Item::Kind::instruction;
  item.count = 1;
  if (!first_instruction_) first_instruction_ = here_;
  const std::size_t most = static_cast<std::size_t>(op.has_register) + (op.has_operand ? 1u : 0u);
  // Register 0 may be left out where an operand tells that it is.
  const auto all = operands(statement, op.has_operand ? 1 : most, most);
  std::size_t at = 0;
  unsigned a = 0, x = 0;
  if (op.has_register && (all.size() == 2 || !op.has_operand)) {
    if (all[0].kind != Operand::Kind::general_register)
      throw Mistake{all[0].column,
                    std::string(op.mnemonic) + " begins with something else; expected a register, R0 to R15"};
    a = all[0].number;
    ++at;
  }
  if (op.has_operand) {
    const Operand& operand = all[at];
    if (operand.kind == Operand::Kind::general_register)
      throw Mistake{operand.column, "the operand of " + std::string(op.mnemonic) +
                                        " is a register; expected an expression, or one with an index as in 0(R2)"};
    if (operand.kind == Operand::Kind::string)
      throw Mistake{operand.column, "the operand is a string; expected an expression"};
    x = operand.index.value_or(0);
    if (operand.index && x == 0)
      throw Mistake{operand.index_column, "R0 cannot be an index: index 0 means none; expected R1 to R15"};
    item.expressions.push_back(operand.expression);
  }
  item.instruction = isa::encode(static_cast<isa::Op>(code), a, 0, x);
  add(statement, std::move(item), statement.head.word.column);
}

void Assembly::call(const Statement& statement, const Macro& macro) {
  const auto pieces = parse_arguments(statement.line.text, statement.head.rest);
  const std::size_t wanted = macro.parameters.size();
  if (pieces.size() != wanted)
    throw Mistake{pieces.size() > wanted ? pieces[wanted].column : statement.head.word.column,
                  "the macro " + macro.name + " is given " + counted(pieces.size(), "argument") + "; expected " +
                      std::to_string(wanted)};
  std::vector<std::string> arguments;
  for (const Piece& each : pieces) arguments.emplace_back(each.text);
  stack_.push_macro(macro, std::move(arguments), statement.line);
}

void Assembly::second_pass(Program& program) {
  symbols_.complete();
  for (const auto& fault : symbols_.settle_constants()) report(fault.line, fault.mistake);
  find_overlaps(items_, lines_, diagnostics_);
  BlockBuilder blocks;
  for (const std::size_t index : by_address(items_)) {
    try {
      blocks.add(items_[index].at, words_of(items_[index]));
    } catch (const Mistake& mistake) {
      report(items_[index].line, mistake);
    }
  }
  program.image.entry = first_instruction_.value_or(0);
  if (entry_) {
    try {
      program.image.entry = symbols_.evaluate(entry_->second);
    } catch (const Mistake& mistake) {
      report(entry_->first, mistake);
    }
  }
  if (!diagnostics_.empty()) return;
  program.image.blocks = blocks.take();
  program.symbols = symbols_.table();
  for (const auto& [name, symbol] : program.symbols)
    if (symbol.is_label) program.image.labels.push_back({name, symbol.value});
  std::stable_sort(program.image.labels.begin(), program.image.labels.end(),
                   [](const Label& a, const Label& b) { return a.value < b.value; });
  fill_listing(program);
}

std::vector<Word> Assembly::words_of(const Item& item) {
  std::vector<Word> words;
  switch (item.kind) {
    case Item::Kind::instruction: return {encoded(item)};
    case Item::Kind::fill: return std::vector<Word>(item.count, symbols_.evaluate(item.expressions.at(0)));
    case Item::Kind::string:
      for (const char c : item.string) words.push_back(static_cast<unsigned char>(c));
      words.push_back(0);
      return words;
    case Item::Kind::words: break;
  }
  for (const Expression& each : item.expressions) {
    try {
      words.push_back(symbols_.evaluate(each));
    } catch (const Mistake& mistake) {
      report(item.line, mistake);
    }
  }
  return words;
}

Word Assembly::encoded(const Item& item) {
  if (item.expressions.empty()) return item.instruction;
  const Word value = symbols_.evaluate(item.expressions[0]);
  constexpr Word kLimit = Word{1} << 47;
  if (value + kLimit >= 2 * kLimit)
    throw Mistake{item.expressions[0].column,
                  "the displacement " + std::to_string(static_cast<std::int64_t>(value)) +
                      " does not fit 48 bits; expected -140737488355328 to 140737488355327"};
  return item.instruction | (value & isa::kDisplacementMask);
}

void Assembly::fill_listing(Program& program) const {
  std::size_t item = 0;  // items are in the order of their lines
  for (std::size_t order = 0; order < lines_.size(); ++order) {
    const Line& line = lines_[order];
    ListingLine entry{
        diagnostics_.file(line.file), line.number, line.depth, line.text, places_[order], 0, labelled_[order]};
    if (item < items_.size() && items_[item].line == order) {
      entry.at = items_[item].at;
      entry.words = items_[item++].count;
      entry.has_place = true;
    }
    program.listing.push_back(std::move(entry));
  }
}

}  // namespace hv::assembly
