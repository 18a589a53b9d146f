// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "asm/program.h"

namespace hv::assembly {

/// Tells addresses of an image by its labels, for people to read.
class SymbolTable {
 public:
  SymbolTable() = default;  ///< knows no label
  explicit SymbolTable(const Image& image);

  /// "label" or "label+offset", by the nearest label at or below the address in the same block; of several at one
  /// address the first by name. Outside the blocks only a label's own address has a name.
  std::optional<std::string> name_of(Word address) const;
  /// Address of a label.
  std::optional<Word> address_of(const std::string& label) const;
  const std::vector<Label>& labels() const { return labels_; }

 private:
  struct Range {
    Word begin, end;
  };
  std::vector<Label> labels_;  ///< by value, then name
  std::vector<Range> blocks_;  ///< ascending
};

}  // namespace hv::assembly
