// SPDX-License-Identifier: Apache-2.0
// The grammar of one line. What a word means (instruction, directive, macro) is the assembler's affair.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "asm/expression.h"

namespace hv::assembly {

/// A piece of a line; its column counts bytes from 1.
struct Piece {
  std::string_view text;
  unsigned column = 1;
};

/// The beginning of a line: `label: word …` or `label: name = …`, each part optional.
struct Head {
  Piece label;
  Piece word;               ///< instruction, directive or macro; of an assignment the name
  bool assignment = false;  ///< what follows is an expression
  std::size_t rest = 0;     ///< offset of what follows in the line
};

struct Operand {
  enum class Kind : std::uint8_t { expression, general_register, string };
  Kind kind = Kind::expression;
  unsigned column = 1;
  Expression expression;
  unsigned number = 0;            ///< of the register
  std::optional<unsigned> index;  ///< the register in parentheses behind an expression
  unsigned index_column = 1;
  std::string string;  ///< with escapes replaced
};

/// What names and `.` stand for where a statement stands.
struct Surroundings {
  std::function<std::uint32_t(std::string_view name, unsigned column)>
      symbol;                ///< index of the symbol; may throw Mistake
  std::optional<Word> here;  ///< nothing where there is no address
};

Head parse_head(std::string_view line);

/// `operand, operand … ; comment` up to the end of the line. Throws Mistake.
std::vector<Operand> parse_operands(std::string_view line, std::size_t from, const Surroundings& surroundings);

/// `NAME a, b …` behind .macro: the name first. Throws Mistake.
std::vector<Piece> parse_names(std::string_view line, std::size_t from);

/// The arguments of a macro as they are written, without blanks at their ends. Throws Mistake.
std::vector<Piece> parse_arguments(std::string_view line, std::size_t from);

/// R0 … R15 in capital or small letters; such a name is no symbol.
bool is_register_name(std::string_view name);

}  // namespace hv::assembly
