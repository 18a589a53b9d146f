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

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "explore/replay.h"
#include "semantics/digest.h"

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

/// What replay() gives, for a configuration that is_for_one_shape(), from one pass over the references as they
/// come: nothing has to be known of those that are still to come, and nothing is kept of those that were.
///
/// Where a page lies in real memory is known only when all pages are: so the digest of real names is counted in parts.
/// A reference weighs the digest's factor to the power of its place, counted backwards; the weights of each page's
/// references are added up, to be multiplied by the page's frame at the end.
class OneShape {
 public:
  /// References are taken on these pages, which may become more; they must outlive this.
  OneShape(const Configuration& configuration, const TracePages& pages);

  void take(const TracePages::Packed* packed, std::size_t count);
  /// each(0), … each(count − 1), each a TracePages::Added, as they come: `pages` are those that were given first.
  /// Throws TraceTooLarge.
  template <class Each>
  void take_new(TracePages& pages, std::size_t count, Each each);
  /// The warm-up has ended.
  void count_anew();
  /// Of all references taken since. Throws ReplayImpossible.
  RunResult result() const;

 private:
  static constexpr std::uint64_t kAbsent = 0;
  struct Page {
    std::uint64_t used = kAbsent;  ///< time of the last use, from 1; kAbsent: not in the associator
    std::uint64_t weights = 0;     ///< of the references to it
  };

  LazySet::Page number_of(const Page& page) const { return static_cast<LazySet::Page>(&page - pages_.data()); }
  /// go(step) calls step(dense page, offset in words, kind) of each reference.
  template <class Go>
  void count_each(Go go);
  template <class Asked, class Go>
  void count_each_as(Asked asked, Go go);
  void expect_pages(Word pages);
  [[gnu::noinline]] void miss(Page& page);

  const Configuration& configuration_;
  const TracePages& trace_pages_;
  const bool asked_;
  std::size_t ways_ = 0;
  std::vector<LazySet> sets_;
  std::vector<Page> pages_;            // and some that are not known yet
  std::vector<std::uint64_t> walked_;  // of each page, how often
  std::uint64_t time_ = 0;
  std::uint64_t references_ = 0, stores_ = 0;
  std::uint64_t weight_ = 1, offsets_ = 0;  // of the last reference; of all, times their offsets in their pages
};

template <class Asked, class Go>
void OneShape::count_each_as(Asked asked, Go go) {
  std::uint64_t weight = weight_, offsets = offsets_, stores = stores_, time = time_;
  Page* const pages = pages_.data();
  go([&](Word number, Word offset, AccessKind kind) {
    Page& page = pages[number];
    if constexpr (!asked.value) ++walked_[number];
    if (asked.value && page.used == kAbsent) miss(page);
    page.used = ++time;
    weight *= kDigestFactorInverse;
    page.weights += weight;
    offsets += weight * offset;
    stores += kind == AccessKind::write;
  });
  references_ += time - time_;
  weight_ = weight;
  offsets_ = offsets;
  stores_ = stores;
  time_ = time;
}

template <class Go>
void OneShape::count_each(Go go) {
  asked_ ? count_each_as(std::true_type{}, go) : count_each_as(std::false_type{}, go);
}

template <class Each>
void OneShape::take_new(TracePages& pages, std::size_t count, Each each) {
  if (pages.block_bits() > 0) {  // a reference may add many pages
    std::vector<TracePages::Packed> packed(count);
    pages.pack(count, each, packed.data());
    return take(packed.data(), count);
  }
  expect_pages(pages.pages() + count);
  count_each([&](auto step) {
    pages.number(count, each, [&](std::size_t, Word page, std::uint64_t byte, AccessKind kind) {
      step(page, byte / kWordBytes, kind);
    });
  });
}

}  // namespace hv::explore
