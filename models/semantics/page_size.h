// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "semantics/names.h"

namespace hv {

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

  /// page_of() and offset_in() of a power of two, which need not ask whether it is one.
  class Shifted {
   public:
    explicit Shifted(int shift) : shift_(shift) {}
    Word page_of(Word name) const { return name >> shift_; }
    Word offset_in(Word name) const { return name & ((Word{1} << shift_) - 1); }

   private:
    int shift_;
  };
  /// use(a Shifted) where there is one for this size, else use(*this): for loops in which the question counts.
  template <class Use>
  decltype(auto) apart(Use use) const {
    return shift_ >= 0 ? use(Shifted(shift_)) : use(*this);
  }

 private:
  Word words_;
  int shift_ = -1;
};

}  // namespace hv
