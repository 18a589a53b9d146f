// SPDX-License-Identifier: Apache-2.0
// One pass over a trace for one LRU associator (entries / ways sets; 0 ways: one set), without a list that each
// reference would have to be moved up in.
//
// Which entry is the least recently used is asked only at a miss, and the order of the others never. So a reference
// leaves nothing but its time with its page. A miss in a full set takes the set's pages in the order of their times as
// that was when it was last looked at: a page that was referred to since is younger than all that were not, and is left
// out; the first that was not referred to is the victim. When nothing is left in that order, it is made anew. In
// between each page of the set was referred to or replaced at least once, so a reference never costs more than its
// share of sorting the set: a logarithm of the ways, whatever stream comes.
#pragma once

#include <cstdint>
#include <vector>

#include "explore/page_walks.h"

namespace hv::explore {

/// Pages that came to a set, of which it keeps a number; each is known by the time of its last use, which is kept by
/// whoever calls.
class LazySet {
 public:
  using Page = std::uint32_t;

  std::size_t size() const { return ordered_.size() + others_.size(); }
  void add(Page page) { others_.push_back(page); }
  /// Takes out the page that was used least recently; there must be one. used(page): a number that rises with each use.
  template <class Used>
  Page take_oldest(Used used) {
    for (;;) {
      while (!ordered_.empty()) {
        const Seen oldest = ordered_.back();
        ordered_.pop_back();
        if (used(oldest.page) == oldest.used) return oldest.page;
        others_.push_back(oldest.page);
      }
      for (const Page page : others_) ordered_.push_back({used(page), page});
      others_.clear();
      order();
    }
  }

 private:
  struct Seen {
    std::uint64_t used;
    Page page;
  };
  void order();

  std::vector<Seen> ordered_;  // as they were used when they were ordered; the least recent last
  std::vector<Page> others_;   // used since
};

/// What replay() gives and throws, for a configuration without one_pass_objection().
RunResult replay_one_shape(const Configuration& configuration, const CompactTrace& trace,
                           const ReplayProgress& progress = {});

}  // namespace hv::explore
