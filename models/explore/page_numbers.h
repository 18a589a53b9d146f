// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hv::explore {

/// Numbers pages 0, 1, 2, … in the order in which they first appear.
class PageNumbers {
 public:
  using Number = std::uint32_t;

 private:
  /// Side by side, so that a loop keeps one address in its registers.
  struct Recent {
    std::uint64_t page;
    Number number;
  };

 public:
  PageNumbers();

  /// A few pages are referred to all the time, so a direct-mapped filter stands before the table of all.
  Number of(std::uint64_t page) { return Finder(*this).of(page); }

  /// The same for a loop: the filter's place stays in a register. The numbers must neither move nor end before it.
  class Finder {
   public:
    explicit Finder(PageNumbers& numbers) : recent_(numbers.recent_.data()), numbers_(numbers) {}
    Number of(std::uint64_t page) const {
      const Recent& recent = recent_[page % kRecent];
      return recent.page == page ? recent.number : numbers_.look_up(page);
    }

   private:
    const Recent* const recent_;
    PageNumbers& numbers_;
  };
  std::uint64_t size() const { return pages_.size(); }
  std::uint64_t page(Number number) const { return pages_[number]; }

 private:
  static constexpr std::size_t kRecent = 4096;  // measured

  [[gnu::noinline]] Number look_up(std::uint64_t page);
  std::size_t home_of(std::uint64_t page) const { return page * 0x9e3779b97f4a7c15U >> shift_; }
  void grow();

  std::vector<std::uint64_t> pages_;  // of each number
  // Where a page is looked for: from its home on, round the end, up to the first free place; at least half are free.
  std::vector<Number> numbers_;
  unsigned shift_;
  std::vector<Recent> recent_;
};

}  // namespace hv::explore
