// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <utility>

#include "asm/assembly.h"
#include "asm/literals.h"
#include "semantics/processor/isa.h"

namespace hv::assembly {

const std::map<std::string, Assembly::Handler, std::less<>>& Assembly::directives() {
  static const std::map<std::string, Handler, std::less<>> all = {
      {".ALIGN", &Assembly::do_align}, {".ENTRY", &Assembly::do_entry},     {".EQU", &Assembly::do_equ},
      {".ERROR", &Assembly::do_error}, {".INCLUDE", &Assembly::do_include}, {".MACRO", &Assembly::do_macro},
      {".ORG", &Assembly::do_org},     {".REPT", &Assembly::do_rept},       {".SPACE", &Assembly::do_space},
      {".WORD", &Assembly::do_word},   {".STRING", &Assembly::do_string},   {".ENDM", &Assembly::do_stray},
      {".ENDR", &Assembly::do_stray},
  };
  return all;
}

Surroundings Assembly::surroundings() {
  return {[this](std::string_view name, unsigned column) { return symbols_.index(name, column); }, here_};
}

std::vector<Operand> Assembly::operands(const Statement& statement, std::size_t least, std::size_t most) {
  auto all = parse_operands(statement.line.text, statement.head.rest, surroundings());
  if (all.size() >= least && all.size() <= most) return all;
  const std::string wanted =
      least == most ? std::to_string(least) : std::to_string(least) + " to " + std::to_string(most);
  throw Mistake{all.size() > most ? all[most].column : statement.head.word.column,
                capitals(statement.head.word.text) + " has " + counted(all.size(), "operand") + "; expected " + wanted};
}

const Expression& Assembly::value(const Operand& operand) const {
  if (operand.kind != Operand::Kind::expression)
    throw Mistake{operand.column, "this is a " +
                                      std::string(operand.kind == Operand::Kind::string ? "string" : "register") +
                                      "; expected an expression"};
  if (operand.index) throw Mistake{operand.index_column, "an index makes no sense here; expected an expression alone"};
  return operand.expression;
}

const std::string& Assembly::string(const Operand& operand) const {
  if (operand.kind != Operand::Kind::string)
    throw Mistake{operand.column, "this is no string; expected text between double quotes"};
  return operand.string;
}

void Assembly::move_to(Word address, unsigned column) {
  if (address > isa::kNameMask)
    throw Mistake{column, "the address " + std::to_string(address) + " has more than 61 bits; expected at most " +
                              std::to_string(isa::kNameMask)};
  here_ = address;
}

void Assembly::add(const Statement& statement, Item item, unsigned column) {
  if (item.count > options_.most_words - words_) {
    report(statement.order,
           {column, "the image becomes too large; expected at most " + std::to_string(options_.most_words) + " words"});
    throw Stop{};
  }
  item.line = statement.order;
  item.at = here_;
  words_ += item.count;
  if (item.count > 0) {
    move_to(here_, column);
    move_to(here_ + item.count - 1,
            column);  // the last word must have an address, what follows it only if it has words
  }
  here_ = item.at + item.count;
  items_.push_back(std::move(item));
}

/// .if, .else, .endif, which count in branches that are left out as well. False: it is none of them.
bool Assembly::condition(const Statement& statement, const std::string& word) {
  auto& open = stack_.conditions();
  const unsigned column = statement.head.word.column;
  if (word == ".IF") {
    const bool outer = stack_.active();
    if (outer && !statement.head.label.text.empty()) define_label(statement);
    open.push_back({statement.line, statement.order, column, false, false});
    if (!outer) return true;
    const bool holds = known(operands(statement, 1, 1)[0]) != 0;
    open.back().active = holds;
    open.back().may_turn = !holds;
    return true;
  }
  if (word != ".ELSE" && word != ".ENDIF") return false;
  if (!statement.head.label.text.empty())
    throw Mistake{statement.head.label.column, "a label before " + word + "; expected it on a line of its own"};
  if (open.empty()) throw Mistake{column, word + " stands alone; expected .if before it"};
  if (word == ".ENDIF")
    open.pop_back();
  else if (std::exchange(open.back().in_else, true))
    throw Mistake{column, "a second .else; expected .endif"};
  else
    open.back().active = open.back().may_turn;
  operands(statement, 0, 0);
  return true;
}

void Assembly::do_align(const Statement& statement) {
  const auto all = operands(statement, 1, 1);
  const Word unit = known(all[0]);
  if (unit == 0) throw Mistake{all[0].column, "nothing is a multiple of 0; expected at least 1"};
  const Word past = here_ % unit;
  if (past != 0) move_to(unit - past > isa::kNameMask - here_ ? ~Word{0} : here_ + (unit - past), all[0].column);
}

void Assembly::do_entry(const Statement& statement) {
  const auto all = operands(statement, 1, 1);
  if (entry_)
    throw Mistake{statement.head.word.column, "the entry is given already, at " +
                                                  diagnostics_.place(lines_[entry_->first]) + "; expected one .entry"};
  entry_.emplace(statement.order, value(all[0]));
}

void Assembly::do_equ(const Statement& statement) {
  const std::string& text = statement.line.text;
  const std::size_t comma = text.find(',', statement.head.rest);
  const Head name = parse_head(std::string_view(text).substr(0, comma).substr(statement.head.rest));
  const unsigned column = static_cast<unsigned>(statement.head.rest) + name.word.column;
  const bool alone = name.label.text.empty() && !name.assignment && statement.head.rest + name.rest == comma;
  if (comma == std::string::npos || name.word.text.empty() || !alone)
    throw Mistake{statement.head.word.column, ".EQU is not complete; expected .equ NAME, expression"};
  try {
    const auto all = parse_operands(text, comma + 1, surroundings());
    if (all.size() != 1)
      throw Mistake{statement.head.word.column, ".EQU is not complete; expected .equ NAME, expression"};
    define_constant(statement, {name.word.text, column}, value(all[0]));
  } catch (const Mistake&) {
    symbols_.define_wrong(name.word.text, column);
    throw;
  }
}

void Assembly::do_error(const Statement& statement) {
  const auto all = operands(statement, 1, 1);
  throw Mistake{statement.head.word.column, string(all[0])};
}

void Assembly::do_include(const Statement& statement) {
  namespace fs = std::filesystem;
  const auto all = operands(statement, 1, 1);
  const fs::path wanted = string(all[0]);
  std::vector<fs::path> places = {fs::path(diagnostics_.file(statement.line.file)).parent_path()};
  places.insert(places.end(), options_.include_dirs.begin(), options_.include_dirs.end());
  for (const fs::path& place : places) {
    const std::string name = (place / wanted).lexically_normal().string();
    const auto text = name.find('\0') == std::string::npos ? options_.reader(name) : std::nullopt;
    if (!text) continue;
    if (stack_.reading(name))
      throw Mistake{all[0].column, name + " includes itself; expected a file that is not being read already"};
    return stack_.push_file(name, *text);
  }
  throw Mistake{all[0].column, "the file " + printable(wanted.string()) + " cannot be read; expected it beside " +
                                   diagnostics_.file(statement.line.file) + " or in a directory given with -I"};
}

/// The lines up to the closing directive; without one, the rest of the file is taken and it is an error.
std::vector<Line> Assembly::take_body(const Statement& statement, const std::string& opening,
                                      const std::string& closing) {
  std::optional<Line> last;
  std::vector<Line> body = stack_.take_body(opening, closing, last);
  for (const Line& each : body) keep(each);
  if (last) keep(*last);
  if (!last) throw Mistake{statement.head.word.column, opening + " has no end; expected " + closing};
  return body;
}

void Assembly::do_macro(const Statement& statement) {
  Macro macro;
  std::optional<Mistake> wrong;
  try {
    auto names = parse_names(statement.line.text, statement.head.rest);
    macro.name = names[0].text;
    if (is_register_name(macro.name) || is_mnemonic(macro.name))
      throw Mistake{names[0].column,
                    macro.name + " is an instruction or a register; expected another name for a macro"};
    if (macros_.count(macro.name))
      throw Mistake{names[0].column, "the macro " + macro.name + " is defined already; expected a name that is new"};
    for (std::size_t i = 1; i < names.size(); ++i) {
      for (const std::string& other : macro.parameters)
        if (other == names[i].text)
          throw Mistake{names[i].column, "the parameter " + other + " is there twice; expected different ones"};
      macro.parameters.emplace_back(names[i].text);
    }
  } catch (const Mistake& mistake) {
    wrong = mistake;
  }
  auto body = take_body(statement, ".MACRO", ".ENDM");
  if (wrong) throw *wrong;
  macro.body = std::make_shared<const std::vector<Line>>(std::move(body));
  macros_.emplace(macro.name, std::move(macro));
}

void Assembly::do_org(const Statement& statement) {
  const auto all = operands(statement, 1, 1);
  move_to(known(all[0]), all[0].column);
}

void Assembly::do_rept(const Statement& statement) {
  std::optional<Mistake> wrong;
  Word times = 0;
  try {
    times = known(operands(statement, 1, 1)[0]);
  } catch (const Mistake& mistake) {
    wrong = mistake;
  }
  auto body = take_body(statement, ".REPT", ".ENDR");
  if (wrong) throw *wrong;
  stack_.push_repetition(std::make_shared<const std::vector<Line>>(std::move(body)), times, statement.line);
}

void Assembly::do_space(const Statement& statement) {
  const auto all = operands(statement, 1, 2);
  Item item;
  item.kind = Item::Kind::fill;
  item.count = known(all[0]);
  if (all.size() == 2)
    item.expressions.push_back(value(all[1]));
  else
    item.expressions.emplace_back();
  add(statement, std::move(item), all[0].column);
}

void Assembly::do_stray(const Statement& statement) {
  const std::string word = capitals(statement.head.word.text);
  throw Mistake{statement.head.word.column,
                word + " stands alone; expected " + (word == ".ENDM" ? ".macro" : ".rept") + " before it"};
}

void Assembly::do_string(const Statement& statement) {
  const auto all = operands(statement, 1, 1);
  Item item;
  item.kind = Item::Kind::string;
  item.string = string(all[0]);
  item.count = item.string.size() + 1;
  add(statement, std::move(item), all[0].column);
}

void Assembly::do_word(const Statement& statement) {
  Item item;
  for (const Operand& each : operands(statement, 1, statement.line.text.size()))
    item.expressions.push_back(value(each));
  item.count = item.expressions.size();
  add(statement, std::move(item), statement.head.word.column);
}

}  // namespace hv::assembly
