// SPDX-License-Identifier: Apache-2.0
#include "asm/layout.h"

#include <algorithm>
#include <numeric>

namespace hv::assembly {

std::vector<std::size_t> by_address(const std::vector<Item>& items) {
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return items[a].at < items[b].at; });
  return order;
}

void find_overlaps(const std::vector<Item>& items, const std::deque<Line>& lines, Diagnostics& diagnostics) {
  const Item* farthest = nullptr;  // reaches farthest of those that begin lower
  for (const std::size_t index : by_address(items)) {
    const Item& item = items[index];
    if (item.count == 0) continue;
    if (farthest && item.at < farthest->at + farthest->count) {
      const bool in_order = farthest->line < item.line;
      const Item& earlier = in_order ? *farthest : item;
      const Item& later = in_order ? item : *farthest;
      diagnostics.add(lines[later.line], later.line,
                      {1, "word " + std::to_string(item.at) + " is already taken by " +
                              diagnostics.place(lines[earlier.line]) + "; expected words that are free"});
    }
    if (!farthest || item.at + item.count > farthest->at + farthest->count) farthest = &item;
  }
}

void BlockBuilder::add(Word at, const std::vector<Word>& words) {
  if (words.empty()) return;
  if (blocks_.empty() || blocks_.back().at + blocks_.back().words.size() != at) blocks_.push_back({at, {}});
  blocks_.back().words.insert(blocks_.back().words.end(), words.begin(), words.end());
}

}  // namespace hv::assembly
