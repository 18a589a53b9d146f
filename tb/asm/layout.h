// SPDX-License-Identifier: Apache-2.0
// Where the words of a program go.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "asm/diagnostics.h"
#include "asm/expression.h"
#include "asm/program.h"

namespace hv::assembly {

/// What one statement puts into memory: an instruction, a list of words, a string, or one word many times.
struct Item {
  enum class Kind : std::uint8_t { instruction, words, fill, string };
  Kind kind = Kind::words;
  std::size_t line = 0;  ///< in the order of the assembly
  Word at = 0;
  Word count = 0;                       ///< words
  Word instruction = 0;                 ///< without its displacement
  std::vector<Expression> expressions;  ///< displacement; words; word that fills
  std::string string;
};

/// Items of different lines that claim the same word, as errors of the later line.
void find_overlaps(const std::vector<Item>& items, const std::deque<Line>& lines, Diagnostics& diagnostics);

/// Joins words, which come in ascending order and without overlap, to blocks.
class BlockBuilder {
 public:
  void add(Word at, const std::vector<Word>& words);
  std::vector<Block> take() { return std::move(blocks_); }

 private:
  std::vector<Block> blocks_;
};

/// Indices of the items by address.
std::vector<std::size_t> by_address(const std::vector<Item>& items);

}  // namespace hv::assembly
