// SPDX-License-Identifier: Apache-2.0
#include "explore/one_shape.h"

#include <algorithm>

namespace hv::explore {

void LazySet::order() {
  std::sort(ordered_.begin(), ordered_.end(), [](const Seen& a, const Seen& b) { return a.used > b.used; });
}

namespace {

class ShapePass {
 public:
  ShapePass(const Configuration& configuration, const PageWalks& walks, const CompactTrace& trace)
      : walks_(walks), trace_(trace), asked_(has_associator(configuration)) {
    const AssociatorConfig& associator = configuration.machine.associator;
    ways_ = associator.ways == 0 ? associator.entries : associator.ways;
    sets_.resize(asked_ ? associator.entries / ways_ : 0);
    pages_.reserve(trace.pages());
    for (Word page = 0; page < trace.pages(); ++page)
      pages_.push_back({walks.pages[page].frame - page * trace.page_words(), kAbsent});
  }

  /// Counts anew, and goes over references `begin` to `end` − 1.
  void run(std::uint64_t begin, std::uint64_t end, const ReplayProgress& progress) {
    counts_ = {end - begin, 0, walks_.digest_start, std::vector<std::uint64_t>(walks_.costs.size(), 0)};
    trace_.for_each_stretch(begin, end, [&](const std::uint32_t* packed, std::size_t count) {
      PageSize(trace_.page_words()).apart([&](auto page_size) {
        if (asked_) return look_up(packed, count, page_size);
        walk(packed, count, page_size);
      });
      begin += count;
      if (progress) progress(begin);
    });
  }
  const PassCounts& counts() const { return counts_; }

 private:
  static constexpr std::uint64_t kAbsent = 0;
  struct PageState {
    Word base;           ///< what is to be added to a name on the page: the real name
    std::uint64_t used;  ///< time of the last use, from 1; kAbsent: not in the associator
  };

  /// Each reference on a machine without associator.
  template <class Pages>
  void walk(const std::uint32_t* packed, std::size_t count, const Pages& page_size) {
    std::uint64_t digest = counts_.digest, stores = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const Word name = CompactTrace::name_of(packed[i]), page = page_size.page_of(name);
      digest = digested(digest, pages_[page].base + name);
      stores += CompactTrace::kind_of(packed[i]) == AccessKind::write;
      ++counts_.walked[walks_.pages[page].cost];
    }
    counts_.digest = digest;
    counts_.stores += stores;
  }

  template <class Pages>
  void look_up(const std::uint32_t* packed, std::size_t count, const Pages& page_size) {
    std::uint64_t digest = counts_.digest, stores = 0, time = time_;
    PageState* const pages = pages_.data();
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t reference = packed[i];
      const Word name = CompactTrace::name_of(reference);
      PageState& page = pages[page_size.page_of(name)];
      if (page.used == kAbsent) miss(static_cast<LazySet::Page>(&page - pages));
      page.used = ++time;
      digest = digested(digest, page.base + name);
      stores += CompactTrace::kind_of(reference) == AccessKind::write;
    }
    counts_.digest = digest;
    counts_.stores += stores;
    time_ = time;
  }

  [[gnu::noinline]] void miss(LazySet::Page page) {
    ++counts_.walked[walks_.pages[page].cost];
    LazySet& set = sets_.size() == 1 ? sets_[0] : sets_[trace_.page_number(page) % sets_.size()];
    if (set.size() == ways_) pages_[set.take_oldest([&](LazySet::Page p) { return pages_[p].used; })].used = kAbsent;
    set.add(page);
  }

  const PageWalks& walks_;
  const CompactTrace& trace_;
  const bool asked_;
  std::size_t ways_ = 0;
  std::vector<LazySet> sets_;
  std::vector<PageState> pages_;
  std::uint64_t time_ = 0;
  PassCounts counts_;
};

}  // namespace

RunResult replay_one_shape(const Configuration& configuration, const CompactTrace& trace,
                           const ReplayProgress& progress) {
  const std::uint64_t warm_up = configuration.trace.warm_up;
  if (const auto reason = warm_up_objection(warm_up, trace.size())) throw ReplayImpossible(*reason);
  const PageWalks walks = walk_each_page(configuration, trace);
  ShapePass pass(configuration, walks, trace);
  if (warm_up > 0) pass.run(0, warm_up, progress);
  pass.run(warm_up, trace.size(), progress);
  return result_of(configuration, walks, pass.counts());
}

}  // namespace hv::explore
