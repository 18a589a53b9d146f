// SPDX-License-Identifier: Apache-2.0
// What the assembler makes of a source, and what stands in an image file. ISA.md describes the language and the file.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "semantics/names.h"

namespace hv::assembly {

/// A run of words in memory.
struct Block {
  Word at = 0;  ///< name of the first word
  std::vector<Word> words;
};

/// The name of a place. A local label is called `global.local`.
struct Label {
  std::string name;
  Word value = 0;
};

/// What is loaded into a machine.
struct Image {
  Word entry = 0;
  std::vector<Block> blocks;  ///< ascending, apart from each other, none empty
  std::vector<Label> labels;  ///< by value, then by name
};

struct Symbol {
  Word value = 0;
  bool is_label = false;  ///< a constant otherwise
};

/// One line as it was assembled; lines of macros and repetitions as expanded.
struct ListingLine {
  std::string file;
  unsigned line = 0;
  unsigned depth = 0;  ///< expansions around it; 0: written like this in the file
  std::string text;
  Word at = 0;
  Word words = 0;          ///< how many words it gave, from `at` on
  bool has_place = false;  ///< `at` means something: there are words or a label
};

struct Program {
  Image image;
  std::map<std::string, Symbol> symbols;
  std::vector<ListingLine> listing;
};

/// Something wrong in a source. Lines and columns (in bytes) count from 1; line 0: the file as a whole.
struct Error {
  std::string file;
  unsigned line = 0, column = 0;
  std::string text;  ///< what is wrong; what was expected
};

/// "file:line:column: text".
std::string to_string(const Error& error);

}  // namespace hv::assembly
