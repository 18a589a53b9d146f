// SPDX-License-Identifier: Apache-2.0
#include "explore/lru_shapes.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

namespace hv::explore {

// --- LruSets

LruSets::LruSets(std::uint32_t sets, std::uint32_t ways) : sets_(sets), ways_(ways) {
  if ((sets & (sets - 1)) == 0) mask_ = sets - 1;
  if (ways <= kMostFlat) {
    stacks_.assign(std::size_t{sets} * ways, kHole);
  } else {
    deep_.resize(sets);
    tags_of_set_.assign(sets, 0);
  }
}

/// Looks, and moves down what it passes, until it has found the tag or an empty place. (Places that were never filled
/// are empty ones too.)
LruSets::Distance LruSets::reference_below_top(Tag tag, Tag* stack) const {
  Tag above = stack[0];
  stack[0] = tag;
  std::uint32_t place = 1;
  for (; place < ways_ && above != kHole; ++place) {
    const Tag here = stack[place];
    stack[place] = above;
    if (here == tag) return place;
    above = here;
  }
  if (above != kHole) return ways_;
  Tag* const end = stack + ways_;  // the tag's old place becomes empty
  Tag* const old = std::find(stack + place, end, tag);
  if (old != end) *old = kHole;
  return static_cast<Distance>(old - stack);
}

LruSets::Distance LruSets::reference_deep(Tag tag, std::size_t set) {
  if (tag >= name_in_set_.size()) name_in_set_.resize(std::max<std::size_t>(tag + std::size_t{1}, 2 * tag), kHole);
  Tag& name = name_in_set_[tag];
  if (name == kHole) name = tags_of_set_[set]++;
  return std::min<Distance>(deep_[set].reference(name), ways_);
}

void LruSets::forget(Tag tag, Word page) {
  const std::size_t set = set_of(page);
  if (!deep_.empty()) {
    if (tag < name_in_set_.size() && name_in_set_[tag] != kHole) deep_[set].forget(name_in_set_[tag]);
    return;
  }
  Tag* const stack = &stacks_[set * ways_];
  std::replace(stack, stack + ways_, tag, kHole);
}

void LruSets::clear() {
  std::fill(stacks_.begin(), stacks_.end(), kHole);
  for (LruDistances& stack : deep_) stack.clear();
}

// --- LruShapes

LruShapes::LruShapes(const std::vector<Asked>& asked, std::size_t classes) : references_(classes, 0) {
  std::map<std::uint32_t, std::uint32_t> most_ways;
  for (const Asked& each : asked) most_ways[each.sets] = std::max(most_ways[each.sets], each.ways);
  for (const auto& [sets, ways] : most_ways)
    chain_for(sets).push_back({LruSets(sets, ways), std::vector<std::uint64_t>(classes * (ways + 1), 0)});
}

/// Numbers come in rising order.
LruShapes::Chain& LruShapes::chain_for(std::uint32_t sets) {
  for (Chain& chain : chains_)
    if (sets % chain.back().sets.sets() == 0) return chain;
  return chains_.emplace_back();
}

void LruShapes::reference_other(Tag tag, Word page, std::size_t in_class) {
  before_ = last_;
  last_ = {tag, page};
  for (Chain& chain : chains_)
    for (Level& level : chain) {
      const LruSets::Distance distance = level.sets.reference(tag, page);
      if (distance == 0) break;
      ++level.counts[in_class * (level.sets.ways() + 1) + distance];
    }
}

/// Where the two are not in one set, each is on top of its own, there and further down the chain.
void LruShapes::alternate(std::uint64_t times, std::uint64_t repeated) {
  references_[0] += times + repeated;
  if (times == 0) return;
  for (Chain& chain : chains_)
    for (Level& level : chain) {
      if (!level.sets.in_one_set(last_.page, before_.page)) break;
      level.counts[1] += times;
      if (times % 2 == 1) level.sets.reference(before_.tag, before_.page);
    }
  if (times % 2 == 1) std::swap(last_, before_);
}

void LruShapes::forget(Tag tag, Word page) {
  if (tag == last_.tag) last_ = {};
  for (Chain& chain : chains_)
    for (Level& level : chain) level.sets.forget(tag, page);
}

void LruShapes::clear() {
  last_ = {};
  for (Chain& chain : chains_)
    for (Level& level : chain) level.sets.clear();
}

void LruShapes::count_anew() {
  std::fill(references_.begin(), references_.end(), 0);
  for (Chain& chain : chains_)
    for (Level& level : chain) std::fill(level.counts.begin(), level.counts.end(), 0);
}

std::uint64_t LruShapes::misses(std::uint32_t sets, std::uint32_t ways, std::size_t in_class) const {
  for (const Chain& chain : chains_)
    for (const Level& level : chain)
      if (level.sets.sets() == sets && ways >= 1 && ways <= level.sets.ways()) {
        const auto first = level.counts.begin() + static_cast<std::ptrdiff_t>(in_class * (level.sets.ways() + 1));
        return std::accumulate(first + ways, first + level.sets.ways() + 1, std::uint64_t{0});
      }
  throw std::invalid_argument("LruShapes::misses: nobody asked for " + std::to_string(sets) + " sets of " +
                              std::to_string(ways) + " ways");
}

}  // namespace hv::explore
