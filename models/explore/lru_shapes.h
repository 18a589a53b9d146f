// SPDX-License-Identifier: Apache-2.0
// Set-associative LRU memories of many shapes at once, in one pass over the references: for each number of sets, the
// stack of each set (lru_distances.h), as deep as the most ways asked for.
//
// Where one number of sets divides the next, each set of the next is a part of one of its own: a tag on top of its set
// is on top of its set there too. So such numbers form a chain, and a reference goes down the chain only until it finds
// its tag on top; from there on nothing changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "explore/lru_distances.h"
#include "semantics/names.h"

namespace hv::explore {

/// The stacks of one number of sets, no deeper than `ways`: what falls out at the bottom never comes back up.
class LruSets {
 public:
  using Tag = LruDistances::Tag;
  using Distance = DistanceCounts::Distance;

  /// At least one set and one way.
  LruSets(std::uint32_t sets, std::uint32_t ways);

  std::uint32_t sets() const { return sets_; }
  std::uint32_t ways() const { return ways_; }
  bool in_one_set(Word page, Word other) const { return set_of(page) == set_of(other); }
  /// The places above the tag's in its set, at most `ways` (which means: not there). It goes on top.
  Distance reference(Tag tag, Word page) {
    const std::size_t set = set_of(page);
    if (!deep_.empty()) return reference_deep(tag, set);
    Tag* const stack = &stacks_[set * ways_];
    return *stack == tag ? 0 : reference_below_top(tag, stack);
  }
  /// The tag's place becomes empty.
  void forget(Tag tag, Word page);
  void clear();

 private:
  static constexpr std::uint32_t kMostFlat = 64;  // ways that are searched one by one
  static constexpr Tag kHole = LruDistances::kLastTag + 1;

  std::size_t set_of(Word page) const { return mask_ + 1 == sets_ ? page & mask_ : page % sets_; }
  Distance reference_below_top(Tag tag, Tag* stack) const;
  Distance reference_deep(Tag tag, std::size_t set);

  std::uint32_t sets_, ways_;
  Word mask_ = 0;            // of a power of two
  std::vector<Tag> stacks_;  // `ways_` places for each set
  // Instead, for many ways: what each set calls a tag, counted from 0 in each.
  std::vector<LruDistances> deep_;
  std::vector<Tag> tags_of_set_, name_in_set_;
};

class LruShapes {
 public:
  using Tag = LruDistances::Tag;
  struct Asked {
    std::uint32_t sets = 1;
    std::uint32_t ways = 1;  ///< the most
  };

  /// Each number of sets with at least one set and one way. References are counted in `classes` kinds, at least one.
  explicit LruShapes(const std::vector<Asked>& asked, std::size_t classes = 1);

  /// The set is `page` modulo the number of sets; `tag` (at most LruDistances::kLastTag) stands for the page.
  void reference(Tag tag, Word page, std::size_t in_class = 0) {
    ++references_[in_class];
    if (tag != last_.tag) reference_other(tag, page, in_class);
  }
  /// The two tags referred to last, neither forgotten since, have been referred to in turn so many times, the one that
  /// was not the last first; besides, the one on top again `repeated` times. All are of class 0.
  void alternate(std::uint64_t times, std::uint64_t repeated);
  /// The tag's places become empty.
  void forget(Tag tag, Word page);
  /// Forgets all.
  void clear();
  /// The places stay as they are; what was counted does not.
  void count_anew();

  std::uint64_t references(std::size_t in_class = 0) const { return references_[in_class]; }
  /// Of a number of sets that was asked for, with no more ways (at least 1) than were.
  std::uint64_t misses(std::uint32_t sets, std::uint32_t ways, std::size_t in_class = 0) const;

 private:
  struct Level {
    LruSets sets;
    // So many references of class c had distance d: [c · (ways + 1) + d]. Not counted where the distance is 0.
    std::vector<std::uint64_t> counts;
  };
  using Chain = std::vector<Level>;
  Chain& chain_for(std::uint32_t sets);
  void reference_other(Tag tag, Word page, std::size_t in_class);

  static constexpr Tag kNoTag = ~Tag{0};
  struct Page {
    Tag tag = kNoTag;
    Word page = 0;
  };
  Page last_, before_;  // the last one is on top everywhere
  std::vector<std::uint64_t> references_;
  std::vector<Chain> chains_;
};

}  // namespace hv::explore
