// SPDX-License-Identifier: Apache-2.0
#include "semantics/processor/granted_pages.h"

#include <algorithm>

#include "semantics/processor/isa.h"

namespace hv {

GrantedPages::GrantedPages(Word page_words) : page_words_(page_words), pages_(kUses * kPlaces) {
  while (page_words >> (shift_ + 1) != 0) ++shift_;
}

void GrantedPages::add(Use use, Word name, const PageGrant& grant, Word* memory) {
  const Word left = isa::kNameMask - grant.first.value + 1;  // names, from the page's first one on
  place(use, name >> shift_) = {grant.first.value, std::min(page_words_, left), memory, grant.frame.value,
                                grant.last_use};
  if (places_.size() < kPlaces) places_.push_back(name >> shift_);
}

void GrantedPages::forget(Word name) {
  constexpr Word kNear = 2;  // a page has less than two powers of two: it is at most so many places from the name's own
  for (unsigned use = 0; use < kUses; ++use)
    for (Word i = 0; i <= 2 * kNear; ++i)
      if (Page& page = place(use, (name >> shift_) + i - kNear); page.has(name)) page = {};
}

void GrantedPages::forget_all() {
  if (places_.size() == kPlaces) {
    pages_.assign(pages_.size(), {});
  } else {
    for (const std::size_t index : places_)
      for (unsigned use = 0; use < kUses; ++use) place(use, index) = {};
  }
  places_.clear();
}

}  // namespace hv
