// SPDX-License-Identifier: Apache-2.0
#include "explore/lru_shapes.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace hv::explore {

LruShapes::LruShapes(const std::vector<Asked>& asked, std::size_t classes) : references_(classes, 0) {
  std::map<std::uint32_t, std::uint32_t> most_ways;
  for (const Asked& each : asked) most_ways[each.sets] = std::max(most_ways[each.sets], each.ways);
  for (const auto& [sets, ways] : most_ways) {
    std::vector<std::uint64_t> counts(classes * (ways + 1), 0);
    if (ways <= ShallowLruSets::kMostWays)
      add_level<ShallowLruSets>(shallow_, {{sets, ways}, std::move(counts)});
    else
      add_level<DeepLruSets>(deep_, {{sets, ways}, std::move(counts)});
  }
}

/// Numbers of sets come in rising order.
template <class Sets>
void LruShapes::add_level(Chains<Sets>& chains, Level<Sets> level) {
  const auto chain = std::find_if(chains.begin(), chains.end(), [&](const Chain<Sets>& each) {
    return level.sets.sets() % each.back().sets.sets() == 0;
  });
  (chain == chains.end() ? chains.emplace_back() : *chain).push_back(std::move(level));
}

template <class Shapes, class Do>
void LruShapes::for_each_level(Shapes& shapes, Do what) {
  for (auto& chain : shapes.shallow_) std::for_each(chain.begin(), chain.end(), what);
  for (auto& chain : shapes.deep_) std::for_each(chain.begin(), chain.end(), what);
}

template <class Sets>
void LruShapes::reference_in(Chains<Sets>& chains, Tag tag, Word page, std::size_t in_class) {
  for (Chain<Sets>& chain : chains)
    for (Level<Sets>& level : chain) {
      const auto distance = level.sets.reference(tag, page);
      if (distance == 0) break;
      ++level.counts[in_class * (level.sets.ways() + 1) + distance];
    }
}

void LruShapes::reference_other(Tag tag, Word page, std::size_t in_class) {
  before_ = last_;
  last_ = {tag, page};
  reference_in(shallow_, tag, page, in_class);
  reference_in(deep_, tag, page, in_class);
}

/// Where the two are not in one set, each is on top of its own, there and further down the chain.
template <class Sets>
void LruShapes::alternate_in(Chains<Sets>& chains, std::uint64_t times) const {
  for (Chain<Sets>& chain : chains)
    for (Level<Sets>& level : chain) {
      if (!level.sets.in_one_set(last_.page, before_.page)) break;
      level.counts[1] += times;
      if (times % 2 == 1) level.sets.swap_top(before_.tag, last_.tag, last_.page);
    }
}

void LruShapes::alternate(std::uint64_t times, std::uint64_t repeated) {
  references_[0] += times + repeated;
  if (times == 0) return;
  alternate_in(shallow_, times);
  alternate_in(deep_, times);
  if (times % 2 == 1) std::swap(last_, before_);
}

void LruShapes::forget(Tag tag, Word page) {
  if (tag == last_.tag) last_ = {};
  for_each_level(*this, [&](auto& level) { level.sets.forget(tag, page); });
}

void LruShapes::clear() {
  last_ = {};
  for_each_level(*this, [](auto& level) { level.sets.clear(); });
}

void LruShapes::count_anew() {
  std::fill(references_.begin(), references_.end(), 0);
  for_each_level(*this, [](auto& level) { std::fill(level.counts.begin(), level.counts.end(), 0); });
}

std::uint64_t LruShapes::misses(std::uint32_t sets, std::uint32_t ways, std::size_t in_class) const {
  std::optional<std::uint64_t> misses;
  for_each_level(*this, [&](const auto& level) {
    if (level.sets.sets() != sets || ways < 1 || ways > level.sets.ways()) return;
    const auto first = level.counts.begin() + static_cast<std::ptrdiff_t>(in_class * (level.sets.ways() + 1));
    misses = std::accumulate(first + ways, first + level.sets.ways() + 1, std::uint64_t{0});
  });
  if (misses) return *misses;
  throw std::invalid_argument("LruShapes::misses: nobody asked for " + std::to_string(sets) + " sets of " +
                              std::to_string(ways) + " ways");
}

}  // namespace hv::explore
