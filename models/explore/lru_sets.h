// SPDX-License-Identifier: Apache-2.0
// The stacks (lru_distances.h) of the sets of one set-associative LRU memory, no deeper than it has ways: what falls
// out at the bottom never comes back up. Of two kinds, with one interface:
//   Distance reference(tag, page)      the places above the tag's in its set, at most `ways` (which means: not there);
//                                      it goes on top
//   void swap_top(second, top, page)   the tags of the two topmost places of the page's set change places
//   void forget(tag, page)             the tag's place becomes empty
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "explore/lru_distances.h"
#include "semantics/names.h"

namespace hv::explore {

/// So many sets (at least 1) of so many ways (at least 1); a page's set is its number modulo that of the sets.
class LruSetsShape {
 public:
  LruSetsShape(std::uint32_t sets, std::uint32_t ways)
      : sets_(sets), ways_(ways), mask_((sets & (sets - 1)) == 0 ? sets - 1 : 0) {}
  std::uint32_t sets() const { return sets_; }
  std::uint32_t ways() const { return ways_; }
  bool in_one_set(Word page, Word other) const { return set_of(page) == set_of(other); }

 protected:
  /// Nearly always a power of two, and a division takes as long as all the rest.
  std::size_t set_of(Word page) const { return __builtin_expect(mask_ + 1 == sets_, 1) ? page & mask_ : page % sets_; }

 private:
  std::uint32_t sets_, ways_;
  Word mask_;  // of a power of two
};

/// Few ways: the places of a set are searched one by one.
class ShallowLruSets : public LruSetsShape {
 public:
  using Tag = LruDistances::Tag;
  using Distance = DistanceCounts::Distance;
  static constexpr std::uint32_t kMostWays = 64;

  ShallowLruSets(std::uint32_t sets, std::uint32_t ways)
      : LruSetsShape(sets, ways), places_(std::size_t{sets} * ways, kHole) {}

  Distance reference(Tag tag, Word page) {
    Tag* const stack = stack_of(page);
    return *stack == tag ? 0 : reference_below_top(tag, stack);
  }
  void swap_top(Tag second, Tag top, Word page) {
    Tag* const stack = stack_of(page);
    stack[0] = second;
    if (ways() > 1) stack[1] = top;
  }
  void forget(Tag tag, Word page);
  void clear();

 private:
  static constexpr Tag kHole = LruDistances::kLastTag + 1;

  Tag* stack_of(Word page) { return &places_[set_of(page) * ways()]; }

  /// Looks, and moves down what it passes, until it has found the tag or an empty place. (Places that were never
  /// filled are empty ones too.)
  Distance reference_below_top(Tag tag, Tag* stack) const {
    Tag above = stack[0];
    stack[0] = tag;
    std::uint32_t place = 1;
    for (; place < ways() && above != kHole; ++place) {
      const Tag here = stack[place];
      stack[place] = above;
      if (here == tag) return place;
      above = here;
    }
    return above == kHole ? take_from_below(tag, stack, place) : ways();
  }
  Distance take_from_below(Tag tag, Tag* stack, std::uint32_t place) const;

  std::vector<Tag> places_;  // ways() of each set
};

/// Many ways: a LruDistances for each set, which calls its tags by numbers of its own, counted from 0.
class DeepLruSets : public LruSetsShape {
 public:
  using Tag = LruDistances::Tag;
  using Distance = DistanceCounts::Distance;

  DeepLruSets(std::uint32_t sets, std::uint32_t ways) : LruSetsShape(sets, ways), stacks_(sets), tags_of_set_(sets, 0) {}

  Distance reference(Tag tag, Word page);
  void swap_top(Tag second, Tag, Word page) { reference(second, page); }
  void forget(Tag tag, Word page);
  void clear();

 private:
  static constexpr Tag kNoName = LruDistances::kLastTag + 1;

  std::vector<LruDistances> stacks_;
  std::vector<Tag> tags_of_set_, name_in_set_;
};

}  // namespace hv::explore
