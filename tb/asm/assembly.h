// SPDX-License-Identifier: Apache-2.0
// One run of the assembler. The first pass reads the source, gives symbols their values and statements their places;
// the second evaluates what the first could not know. Internal to the library.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "asm/assembler.h"
#include "asm/diagnostics.h"
#include "asm/layout.h"
#include "asm/source_stack.h"
#include "asm/statement.h"
#include "asm/symbols.h"

namespace hv::assembly {

/// Whether an instruction is called so, in capital or small letters.
bool is_mnemonic(std::string_view name);

class Assembly {
 public:
  explicit Assembly(const Options& options) : options_(options), stack_(diagnostics_, options.limits) {}
  Assembled run(std::string_view text, const std::string& name);

 private:
  /// One line while it is assembled.
  struct Statement {
    const Line& line;
    std::size_t order;
    const Head& head;
  };
  using Handler = void (Assembly::*)(const Statement&);
  static const std::map<std::string, Handler, std::less<>>& directives();

  // First pass
  void first_pass();
  /// Keeps a line for messages and listing.
  void keep(Line line);
  void statement(const Line& line);
  bool condition(const Statement& statement, const std::string& word);
  void define_label(const Statement& statement);
  void define_constant(const Statement& statement, const Piece& name, Expression expression);
  void assignment(const Statement& statement);
  void instruction(const Statement& statement, std::uint8_t code);
  void call(const Statement& statement, const Macro& macro);
  [[noreturn]] void unknown_word(const Piece& word) const;

  void do_align(const Statement& statement);
  void do_entry(const Statement& statement);
  void do_equ(const Statement& statement);
  void do_error(const Statement& statement);
  void do_include(const Statement& statement);
  void do_macro(const Statement& statement);
  void do_org(const Statement& statement);
  void do_rept(const Statement& statement);
  void do_space(const Statement& statement);
  void do_stray(const Statement& statement);
  void do_string(const Statement& statement);
  void do_word(const Statement& statement);

  std::vector<Operand> operands(const Statement& statement, std::size_t least, std::size_t most);
  const Expression& value(const Operand& operand) const;
  const std::string& string(const Operand& operand) const;
  /// Of an expression that must be known in the first pass.
  Word known(const Operand& operand) { return symbols_.evaluate(value(operand)); }
  Surroundings surroundings();
  std::vector<Line> take_body(const Statement& statement, const std::string& opening, const std::string& closing);
  void move_to(Word address, unsigned column);
  void add(const Statement& statement, Item item, unsigned column);
  std::string redefined(std::string_view name, std::size_t line) const;

  // Second pass
  void second_pass(Program& program);
  std::vector<Word> words_of(const Item& item);
  Word encoded(const Item& item);
  void report(std::size_t order, const Mistake& mistake) { diagnostics_.add(lines_[order], order, mistake); }
  void fill_listing(Program& program) const;

  const Options& options_;
  Diagnostics diagnostics_;
  Symbols symbols_;
  SourceStack stack_;
  std::map<std::string, Macro, std::less<>> macros_;
  std::deque<Line> lines_;      ///< as assembled; references to them stay valid
  std::vector<bool> labelled_;  ///< for each line: it has a label
  std::vector<Word> places_;    ///< for each line: the address where it begins
  std::vector<Item> items_;
  std::optional<std::pair<std::size_t, Expression>> entry_;  ///< its line
  std::optional<Word> first_instruction_;
  Word here_ = 0, words_ = 0;
};

}  // namespace hv::assembly
