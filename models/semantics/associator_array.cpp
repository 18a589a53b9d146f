// SPDX-License-Identifier: Apache-2.0
#include "semantics/associator_array.h"

#include <algorithm>

namespace hv {
namespace {

/// The output of splitmix64 for this state, whose states are a fixed step apart: the same numbers everywhere.
constexpr std::uint64_t kRandomStep = 0x9e3779b97f4a7c15u;
std::uint64_t random_number(std::uint64_t state) {
  std::uint64_t z = state + kRandomStep;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

}  // namespace

AssociatorArray::AssociatorArray(const ArrayShape& shape)
    : index_(shape.entries),
      frames_(shape.entries),
      tags_(shape.entries),
      last_use_(shape.entries, 0),
      made_(shape.replacement == Replacement::lru ? 0 : shape.entries, 0),
      sets_(shape.entries / shape.entries_of_set()),
      ways_(shape.entries_of_set()),
      replacement_(shape.replacement),
      random_state_(shape.seed),
      order_(shape.entries, ways_) {}

/// The first free slot of the tag's set, or the one that is to be replaced. The same until the next fill().
AssociatorArray::Slot AssociatorArray::place_for(const Tag& tag) {
  const std::uint32_t set = set_of(tag);
  const Slot first = order_.oldest(set, order_times());
  if (by_use() || replacement_ == Replacement::fifo || !used(first)) return first;
  if (replacement_ == Replacement::plru) return half_not_used_last(set);
  return set * ways_ + static_cast<Slot>((random_number(random_state_) >> 32) * ways_ >> 32);
}

/// Each node of the tree points away from the half that was used last, that is from the later of their last uses: so
/// the nodes need not be kept. (In a full set nothing has been forgotten that was used later than what is there.)
AssociatorArray::Slot AssociatorArray::half_not_used_last(std::uint32_t set) const {
  auto first = last_use_.begin() + std::ptrdiff_t{set} * ways_;
  for (std::ptrdiff_t half = ways_ / 2; half > 0; half /= 2)
    if (*std::max_element(first, first + half) > *std::max_element(first + half, first + 2 * half)) first += half;
  return static_cast<Slot>(first - last_use_.begin());
}

AssociatorArray::Slot AssociatorArray::next_to_go(const Tag& tag) {
  const Slot slot = place_for(tag);
  return used(slot) ? slot : kNoSlot;
}

AssociatorArray::Slot AssociatorArray::fill(const Tag& tag, RealName frame) {
  const Slot slot = place_for(tag);
  if (used(slot)) {
    index_.erase(tags_[slot]);
    random_state_ += kRandomStep;
  } else {
    ++occupancy_;
  }
  tags_[slot] = tag;
  frames_[slot] = frame;
  last_use_[slot] = ++clock_;
  if (!by_use()) made_[slot] = clock_;
  index_.insert(tag, slot);
  return slot;
}

void AssociatorArray::clear(Slot slot) {
  index_.erase(tags_[slot]);
  last_use_[slot] = 0;
  if (!by_use()) made_[slot] = 0;
  --occupancy_;
}

void AssociatorArray::forget(Slot slot) {
  clear(slot);
  order_.sort_anew(order_times());
}

std::uint32_t AssociatorArray::forget_if(const std::function<bool(const Tag&, Slot)>& condemned) {
  const std::uint32_t before = occupancy_;
  for (Slot slot = 0; slot < entries(); ++slot)
    if (used(slot) && condemned(tags_[slot], slot)) clear(slot);
  if (occupancy_ < before) order_.sort_anew(order_times());
  return before - occupancy_;
}

}  // namespace hv
