// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "semantics/names.h"

namespace hv {

/// Which page this is of an aligned block of 2^bits pages.
constexpr Word place_in_block(Word page, unsigned bits) { return page & ((Word{1} << bits) - 1); }

/// Page arithmetic for pages of any size in words (1000 included); a power of two is divided by shifting.
class PageSize {
 public:
  explicit PageSize(Word words) : words_(words) {
    if ((words & (words - 1)) == 0)
      for (shift_ = 0; (Word{1} << shift_) != words;) ++shift_;
  }
  Word words() const { return words_; }
  Word page_of(Word name) const { return shift_ >= 0 ? name >> shift_ : name / words_; }
  Word offset_in(Word name) const { return shift_ >= 0 ? name & (words_ - 1) : name % words_; }
  Word base_of(Word name) const { return name - offset_in(name); }

  /// Page arithmetic of a power of two that the compiler knows.
  template <int kShift>
  struct Fixed {
    static constexpr Word words() { return Word{1} << kShift; }
    static constexpr Word page_of(Word name) { return name >> kShift; }
    static constexpr Word offset_in(Word name) { return name & (words() - 1); }
  };
  /// use(a Fixed) for pages of 4 KiB, counted in words or in bytes; else use(*this). For loops in which each step
  /// counts.
  template <class Use>
  void apart(Use use) const {
    constexpr int kWords = 9, kBytes = 12;
    if (shift_ == kWords) return use(Fixed<kWords>{});
    if (shift_ == kBytes) return use(Fixed<kBytes>{});
    use(*this);
  }

 private:
  Word words_;
  int shift_ = -1;
};

}  // namespace hv
