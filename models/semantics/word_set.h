// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "semantics/names.h"

namespace hv {

/// A set of real names that is asked once for each store: a growing hash table with open addressing.
class WordSet {
 public:
  bool contains(RealName name) const {
    if (count_ == 0) return false;
    for (std::size_t at = home(name.value);; at = (at + 1) & (cells_.size() - 1)) {
      if (cells_[at] == kEmpty) return false;
      if (cells_[at] == name.value + 1) return true;
    }
  }
  /// True: it was not there.
  bool insert(RealName name) {
    if (2 * (count_ + 1) > cells_.size()) grow();
    std::size_t at = home(name.value);
    while (cells_[at] != kEmpty && cells_[at] != name.value + 1) at = (at + 1) & (cells_.size() - 1);
    if (cells_[at] != kEmpty) return false;
    ++count_;
    cells_[at] = name.value + 1;
    return true;
  }
  void clear() {
    cells_.clear();
    count_ = 0;
  }

 private:
  static constexpr Word kEmpty = 0;  // cells hold name + 1; no real memory has the last of all names

  std::size_t home(Word value) const { return (value * 0x9e3779b97f4a7c15u >> 32) & (cells_.size() - 1); }
  void grow() {
    std::vector<Word> old(cells_.empty() ? 64 : 2 * cells_.size(), kEmpty);
    old.swap(cells_);
    count_ = 0;
    for (const Word cell : old)
      if (cell != kEmpty) insert(RealName{cell - 1});
  }

  std::vector<Word> cells_;
  std::size_t count_ = 0;
};

}  // namespace hv
