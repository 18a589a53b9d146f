// SPDX-License-Identifier: Apache-2.0
#include "explore/lru_sets.h"

#include <algorithm>

namespace hv::explore {

/// The hole was above `place`: the tag's old place, there or deeper, becomes empty.
ShallowLruSets::Distance ShallowLruSets::take_from_below(Tag tag, Tag* stack, std::uint32_t place) const {
  Tag* const end = stack + ways();
  Tag* const old = std::find(stack + place, end, tag);
  if (old != end) *old = kHole;
  return static_cast<Distance>(old - stack);
}

void ShallowLruSets::forget(Tag tag, Word page) {
  Tag* const stack = stack_of(page);
  std::replace(stack, stack + ways(), tag, kHole);
}

void ShallowLruSets::clear() { std::fill(places_.begin(), places_.end(), kHole); }

DeepLruSets::Distance DeepLruSets::reference(Tag tag, Word page) {
  if (tag >= name_in_set_.size()) name_in_set_.resize(std::max<std::size_t>(tag + std::size_t{1}, 2 * tag), kNoName);
  const std::size_t set = set_of(page);
  Tag& name = name_in_set_[tag];
  if (name == kNoName) name = tags_of_set_[set]++;
  return std::min<Distance>(stacks_[set].reference(name), ways());
}

void DeepLruSets::forget(Tag tag, Word page) {
  if (tag < name_in_set_.size() && name_in_set_[tag] != kNoName) stacks_[set_of(page)].forget(name_in_set_[tag]);
}

void DeepLruSets::clear() {
  for (LruDistances& stack : stacks_) stack.clear();
}

}  // namespace hv::explore
