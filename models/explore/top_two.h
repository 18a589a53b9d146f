// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "semantics/names.h"

namespace hv::explore {

/// The two pages that were used last. Five references in six are to one of them (code and data, in turn, as no branch
/// predictor foresees), and leave every LRU stack as it was but for the order of the two. So it is enough to count how
/// often they change places, without a branch, and to tell the stacks when a third page comes: alternate() of
/// LruDistances and LruShapes.
class TopTwo {
 public:
  /// Whether it is one of the two; then it is first now. Otherwise nothing has changed.
  bool reference(Word page) {
    const Word from_first = page ^ first_, from_second = page ^ second_;
    if (std::min(from_first, from_second) != 0) return false;  // one branch, where two conditions would be two
    const bool change = from_first != 0;
    second_ = change ? first_ : second_;
    first_ = page;
    changes_ += change;
    return true;
  }
  /// How often the two have changed places since the last push().
  std::uint64_t changes() const { return changes_; }
  /// A page that is none of the two.
  void push(Word page) {
    second_ = first_;
    first_ = page;
    changes_ = 0;
  }

 private:
  static constexpr Word kNoPage = ~Word{0};
  Word first_ = kNoPage, second_ = kNoPage;
  std::uint64_t changes_ = 0;
};

}  // namespace hv::explore
