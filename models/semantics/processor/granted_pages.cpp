// SPDX-License-Identifier: Apache-2.0
#include "semantics/processor/granted_pages.h"

#include <algorithm>

#include "semantics/processor/isa.h"

namespace hv {

GrantedPages::GrantedPages(Word page_words) : page_words_(page_words) {
  while (page_words >> (shift_ + 1) != 0) ++shift_;
  for (auto& pages : pages_) pages.resize(kPlaces);
}

void GrantedPages::add(Use use, Word name, const PageGrant& grant, Word* memory) {
  const std::size_t place = index(name);
  const Word left = isa::kNameMask - grant.first.value + 1;  // names, from the page's first one on
  pages_[use][place] = {grant.first.value, std::min(page_words_, left), memory, grant.frame.value, grant.last_use};
  if (places_.size() < kPlaces) places_.push_back(place);
}

void GrantedPages::forget(Word name) {
  constexpr std::size_t kNear =
      2;  // so many places from the name's own at most: a page has less than two powers of two
  for (auto& pages : pages_)
    for (std::size_t i = 0; i <= 2 * kNear; ++i)
      if (Page& page = pages[(index(name) + i - kNear) & (kPlaces - 1)]; page.has(name)) page = {};
}

void GrantedPages::forget_all() {
  if (places_.size() == kPlaces) {
    for (auto& pages : pages_) pages.assign(kPlaces, {});
  } else {
    for (const std::size_t place : places_)
      for (auto& pages : pages_) pages[place] = {};
  }
  places_.clear();
}

}  // namespace hv
