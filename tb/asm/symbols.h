// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "asm/expression.h"
#include "asm/mistake.h"
#include "asm/program.h"

namespace hv::assembly {

/// Labels and constants while a program is assembled. Symbols have indices, in the order in which they are first named.
/// What fails throws Mistake.
class Symbols {
 public:
  /// A symbol of this line number in the assembly's own list; kOutside: given from outside.
  static constexpr std::size_t kOutside = ~std::size_t{0};

  /// A name that begins with a dot belongs to the last label that did not.
  std::uint32_t index(std::string_view name, unsigned column);

  /// Nothing if it could be defined; otherwise the line (or kOutside) where it already was.
  std::optional<std::size_t> define_label(std::string_view name, unsigned column, Word value, std::size_t line);
  std::optional<std::size_t> define_constant(std::string_view name, unsigned column, Expression expression,
                                             std::size_t line);
  void define_outside(const std::string& name, Word value);
  /// A symbol whose definition was wrong and has been reported: what refers to it is not reported again.
  void define_wrong(std::string_view name, unsigned column);

  /// From now on, all symbols that will be defined are.
  void complete() { complete_ = true; }
  Word evaluate(const Expression& expression) { return evaluate(expression, 0); }

  struct Fault {
    std::size_t line;
    Mistake mistake;
  };
  /// After complete(): evaluates all constants; those that have no value.
  std::vector<Fault> settle_constants();
  std::map<std::string, Symbol> table() const;

 private:
  /// How long a chain of constants, each defined by the next, may be.
  static constexpr unsigned kChain = 256;
  enum class State : std::uint8_t { undefined, label, constant, wrong };
  struct Entry {
    std::string name;
    State state = State::undefined;
    bool known = false;  ///< has its value
    bool busy = false;   ///< is being evaluated
    Word value = 0;
    std::size_t line = kOutside;
    Expression expression;
  };
  Word evaluate(const Expression& expression, unsigned depth);
  Word value_of(const Token& token, unsigned depth);
  Word settle(Entry& entry, const Token& token, unsigned depth);
  std::string unknown(const std::string& name) const;

  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::uint32_t> indices_;
  std::string scope_;
  bool complete_ = false;
  std::vector<Fault> faults_;
};

}  // namespace hv::assembly
