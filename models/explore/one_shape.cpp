// SPDX-License-Identifier: Apache-2.0
#include "explore/one_shape.h"

#include <algorithm>

#include "explore/page_walks.h"
#include "semantics/digest.h"

namespace hv::explore {
namespace {

std::uint64_t power(std::uint64_t base, std::uint64_t exponent) {
  std::uint64_t product = 1;
  for (; exponent != 0; exponent >>= 1, base *= base)
    if (exponent & 1) product *= base;
  return product;
}

}  // namespace

void LazySet::order() {
  std::sort(ordered_.begin(), ordered_.end(), [](const Seen& a, const Seen& b) { return a.used > b.used; });
}

OneShape::OneShape(const Configuration& configuration, const TracePages& pages)
    : configuration_(configuration), trace_pages_(pages), asked_(has_associator(configuration)) {
  const AssociatorConfig& associator = configuration.machine.associator;
  ways_ = associator.ways == 0 ? associator.entries : associator.ways;
  sets_.resize(asked_ ? associator.entries / ways_ : 0);
}

void OneShape::count_anew() {
  references_ = stores_ = offsets_ = 0;
  weight_ = 1;
  std::fill(walked_.begin(), walked_.end(), 0);
  for (Page& page : pages_) page.weights = 0;
}

void OneShape::expect_pages(Word pages) {
  if (pages <= pages_.size()) return;
  pages_.resize(pages);
  walked_.resize(pages);
}

void OneShape::take(const TracePages::Packed* packed, std::size_t count) {
  expect_pages(trace_pages_.pages());
  count_each([&](auto step) {
    PageSize(trace_pages_.page_words()).apart([&](auto page_size) {
      for (std::size_t i = 0; i < count; ++i) {
        const Word name = TracePages::name_of(packed[i]);
        step(page_size.page_of(name), page_size.offset_in(name), TracePages::kind_of(packed[i]));
      }
    });
  });
}

void OneShape::miss(Page& page) {
  const LazySet::Page number = number_of(page);
  ++walked_[number];
  LazySet& set = sets_.size() == 1 ? sets_[0] : sets_[trace_pages_.page_number(number) % sets_.size()];
  if (set.size() == ways_) pages_[set.take_oldest([this](LazySet::Page p) { return pages_[p].used; })].used = kAbsent;
  set.add(number);
}

RunResult OneShape::result() const {
  const PageWalks walks = walk_each_page(configuration_, trace_pages_);
  PassCounts counts{references_, stores_, walks.digest_start + offsets_, {}};
  counts.walked.resize(walks.costs.size());
  for (std::size_t page = 0; page < walks.pages.size(); ++page) {
    counts.digest += walks.pages[page].frame * pages_[page].weights;
    counts.walked[walks.pages[page].cost] += walked_[page];
  }
  counts.digest *= power(kDigestFactor, references_);
  return result_of(configuration_, walks, counts);
}

}  // namespace hv::explore
