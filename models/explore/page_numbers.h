// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace hv::explore {

/// Numbers pages 0, 1, 2, … in the order in which they first appear.
class PageNumbers {
 public:
  using Number = std::uint32_t;

  /// A few pages are referred to all the time, so a direct-mapped filter stands before the hash table.
  Number of(std::uint64_t page) {
    const Recent& recent = recent_[page % recent_.size()];
    return recent.page == page && recent.used ? recent.number : look_up(page);
  }
  std::uint64_t size() const { return pages_.size(); }
  std::uint64_t page(Number number) const { return pages_[number]; }

 private:
  struct Recent {
    std::uint64_t page = 0;
    Number number = 0;
    bool used = false;
  };
  Number look_up(std::uint64_t page) {
    const auto [place, fresh] = numbers_.try_emplace(page, static_cast<Number>(pages_.size()));
    if (fresh) pages_.push_back(page);
    recent_[page % recent_.size()] = {page, place->second, true};
    return place->second;
  }

  std::vector<std::uint64_t> pages_;  // of each number
  std::unordered_map<std::uint64_t, Number> numbers_;
  std::array<Recent, 1024> recent_{};
};

}  // namespace hv::explore
