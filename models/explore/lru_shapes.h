// SPDX-License-Identifier: Apache-2.0
// Set-associative LRU memories of many shapes at once, in one pass over the references: for each number of sets, the
// stacks of its sets (lru_sets.h), as deep as the most ways asked for.
//
// Where one number of sets divides the next, each set of the next is a part of one of its own: a tag on top of its set
// is on top of its set there too. So such numbers form a chain, and a reference goes down the chain only until it finds
// its tag on top; from there on nothing changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "explore/lru_sets.h"
#include "semantics/names.h"

namespace hv::explore {

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
  template <class Sets>
  struct Level {
    Sets sets;
    // So many references of class c had distance d: [c · (ways + 1) + d]. Not counted where the distance is 0.
    std::vector<std::uint64_t> counts;
  };
  template <class Sets>
  using Chain = std::vector<Level<Sets>>;
  template <class Sets>
  using Chains = std::vector<Chain<Sets>>;

  template <class Sets>
  static void add_level(Chains<Sets>& chains, Level<Sets> level);
  template <class Sets>
  static void reference_in(Chains<Sets>& chains, Tag tag, Word page, std::size_t in_class);
  template <class Sets>
  void alternate_in(Chains<Sets>& chains, std::uint64_t times) const;
  template <class Shapes, class Do>
  static void for_each_level(Shapes& shapes, Do what);  // Shapes: LruShapes, const or not
  void reference_other(Tag tag, Word page, std::size_t in_class);

  static constexpr Tag kNoTag = ~Tag{0};
  struct Page {
    Tag tag = kNoTag;
    Word page = 0;
  };
  Page last_, before_;  // the last one is on top everywhere
  std::vector<std::uint64_t> references_;
  Chains<ShallowLruSets> shallow_;
  Chains<DeepLruSets> deep_;
};

}  // namespace hv::explore
