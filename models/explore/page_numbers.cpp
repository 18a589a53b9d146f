// SPDX-License-Identifier: Apache-2.0
#include "explore/page_numbers.h"

namespace hv::explore {
namespace {

constexpr PageNumbers::Number kFree = ~PageNumbers::Number{0};
constexpr unsigned kFirstBits = 12;  // of the table's size

}  // namespace

PageNumbers::PageNumbers()
    : numbers_(std::size_t{1} << kFirstBits, kFree), shift_(64 - kFirstBits), recent_(kRecent) {
  for (std::size_t i = 0; i < kRecent; ++i) recent_[i].page = i ^ 1;  // which is looked for elsewhere
}

PageNumbers::Number PageNumbers::look_up(std::uint64_t page) {
  std::size_t at = home_of(page);
  while (numbers_[at] != kFree && pages_[numbers_[at]] != page) at = (at + 1) % numbers_.size();
  Number number = numbers_[at];
  if (number == kFree) {
    number = numbers_[at] = static_cast<Number>(pages_.size());
    pages_.push_back(page);
    if (2 * pages_.size() > numbers_.size()) grow();
  }
  recent_[page % kRecent] = {page, number};
  return number;
}

void PageNumbers::grow() {
  --shift_;
  numbers_.assign(2 * numbers_.size(), kFree);
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    std::size_t at = home_of(pages_[i]);
    while (numbers_[at] != kFree) at = (at + 1) % numbers_.size();
    numbers_[at] = static_cast<Number>(i);
  }
}

}  // namespace hv::explore
