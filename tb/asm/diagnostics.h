// SPDX-License-Identifier: Apache-2.0
// Where lines come from, and what is wrong with them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "asm/mistake.h"
#include "asm/program.h"

namespace hv::assembly {

/// Thrown when it makes no sense to go on: too many errors, or a limit was reached (and reported).
struct Stop {};

constexpr std::int32_t kNoCall = -1;

/// One line on its way through the assembler.
struct Line {
  std::string text;
  std::uint32_t file = 0;
  unsigned number = 0;
  std::int32_t call = kNoCall;         ///< the macro call that it comes from
  unsigned depth = 0;                  ///< expansions around it
  std::vector<std::uint16_t> columns;  ///< for each byte its offset in the file's line; empty: the same

  /// Column in the file of a column of `text`.
  unsigned original_column(unsigned column) const;
};

class Diagnostics {
 public:
  static constexpr std::size_t kMost = 100;

  std::uint32_t add_file(const std::string& name);
  const std::string& file(std::uint32_t index) const { return files_.at(index); }
  std::int32_t add_call(const std::string& macro, const Line& line);

  /// `order`: place of the line in the assembly; errors are listed by it. Throws Stop at the last one that is kept.
  void add(const Line& line, std::size_t order, const Mistake& mistake);
  /// Of a file as a whole.
  void add(const std::string& file, const std::string& text);

  bool empty() const { return errors_.empty(); }
  std::vector<Error> sorted() const;
  /// "FILE:7".
  std::string place(const Line& line) const;

 private:
  struct Call {
    std::string macro;
    std::uint32_t file;
    unsigned line;
    std::int32_t outer;
  };
  struct Entry {
    std::size_t order;
    Error error;
  };
  std::string calls(std::int32_t call) const;

  std::vector<std::string> files_;
  std::vector<Call> calls_;
  std::vector<Entry> errors_;
};

}  // namespace hv::assembly
