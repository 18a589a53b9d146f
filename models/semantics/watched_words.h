// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "semantics/names.h"
#include "semantics/page_size.h"

namespace hv {

/// Numbers with something to count under each: a growing hash table with open addressing, asked once for each store.
class Tally {
 public:
  struct Cell {
    Word key = 0;  ///< number + 1; 0: nothing here
    std::uint64_t count = 0;
    std::uint64_t last_by = 0;  ///< whoever counted last
  };

  bool any(Word number) const { return used_ > 0 && cells_[find(number)].count > 0; }
  /// The cell of this number, as long as no other is asked for.
  Cell& at(Word number) {
    if (2 * (used_ + 1) > cells_.size()) grow();
    Cell& cell = cells_[find(number)];
    used_ += cell.key == 0;
    cell.key = number + 1;  // no real memory has the last of all names
    return cell;
  }

 private:
  std::size_t find(Word number) const {
    std::size_t at = (number * 0x9e3779b97f4a7c15u >> 32) & (cells_.size() - 1);
    while (cells_[at].key != 0 && cells_[at].key != number + 1) at = (at + 1) & (cells_.size() - 1);
    return at;
  }
  /// Drops what has come down to 0.
  void grow() {
    std::size_t live = 1, size = 64;
    for (const Cell& cell : cells_) live += cell.count > 0;
    while (size < 4 * live) size *= 2;
    std::vector<Cell> old(size);
    old.swap(cells_);
    used_ = 0;
    for (const Cell& cell : old)
      if (cell.count > 0) {
        cells_[find(cell.key - 1)] = cell;
        ++used_;
      }
  }

  std::vector<Cell> cells_;
  std::size_t used_ = 0;
};

/// Real words of which stores must be noticed, each as long as somebody needs it to be, and the pages with such words.
class WatchedWords {
 public:
  explicit WatchedWords(const PageSize& page) : page_(page) {}

  bool has(RealName word) const { return words_.any(word.value); }
  bool has_page_of(RealName word) const { return pages_.any(page_.page_of(word.value)); }

  enum class Added {
    already,      ///< for the same need
    word,         ///< needed once more
    word_of_page  ///< the same, and it is the first word of its page
  };
  /// For a need, a number other than 0. Each word that was added for it must be removed once.
  Added add(RealName word, std::uint64_t need) {
    Tally::Cell& cell = words_.at(word.value);
    if (cell.last_by == need) return Added::already;
    cell.last_by = need;
    if (cell.count++ > 0) return Added::word;
    return pages_.at(page_.page_of(word.value)).count++ == 0 ? Added::word_of_page : Added::word;
  }
  void remove(RealName word) {
    if (--words_.at(word.value).count == 0) --pages_.at(page_.page_of(word.value)).count;
  }

 private:
  PageSize page_;
  Tally words_, pages_;
};

}  // namespace hv
