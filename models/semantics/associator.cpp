// SPDX-License-Identifier: Apache-2.0
#include "semantics/associator.h"

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

bool power_of_two(std::uint32_t number) { return (number & (number - 1)) == 0; }

}  // namespace

Associator::Associator(const AssociatorConfig& config)
    : index_(config.entries),
      frames_(config.entries),
      tags_(config.entries),
      last_use_(config.entries, 0),
      made_(config.replacement == Replacement::lru ? 0 : config.entries, 0),
      sets_(config.entries / config.entries_of_set()),
      ways_(config.entries_of_set()),
      replacement_(config.replacement),
      random_state_(config.seed),
      order_(config.entries, ways_) {}

/// The first free slot of the tag's set, or the one that is to be replaced. The same until the next fill().
Associator::Slot Associator::place_for(const Tag& tag) {
  const std::uint32_t set = set_of(tag);
  const Slot first = order_.oldest(set, order_times());
  if (by_use() || replacement_ == Replacement::fifo || !used(first)) return first;
  if (replacement_ == Replacement::plru) return half_not_used_last(set);
  return set * ways_ + static_cast<Slot>((random_number(random_state_) >> 32) * ways_ >> 32);
}

/// Each node of the tree points away from the half that was used last, that is from the later of their last uses: so
/// the nodes need not be kept. (In a full set nothing has been forgotten that was used later than what is there.)
Associator::Slot Associator::half_not_used_last(std::uint32_t set) const {
  auto first = last_use_.begin() + std::ptrdiff_t{set} * ways_;
  for (std::ptrdiff_t half = ways_ / 2; half > 0; half /= 2)
    if (*std::max_element(first, first + half) > *std::max_element(first + half, first + 2 * half)) first += half;
  return static_cast<Slot>(first - last_use_.begin());
}

Associator::Slot Associator::next_to_go(const Tag& tag) {
  const Slot slot = place_for(tag);
  return used(slot) ? slot : kNoSlot;
}

Associator::Slot Associator::fill(const Tag& tag, RealName frame) {
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

std::uint32_t Associator::forget_if(const std::function<bool(const Tag&, Slot)>& condemned) {
  std::uint32_t forgotten = 0;
  for (Slot slot = 0; slot < entries(); ++slot) {
    if (!used(slot) || !condemned(tags_[slot], slot)) continue;
    index_.erase(tags_[slot]);
    last_use_[slot] = 0;
    if (!by_use()) made_[slot] = 0;
    ++forgotten;
  }
  if (forgotten > 0) order_.sort_anew(order_times());
  occupancy_ -= forgotten;
  return forgotten;
}

std::optional<std::string> objection(const AssociatorConfig& config) {
  if (config.entries > (1u << 24)) return "associator.entries is at most 16777216";
  if (config.entries > 0 && config.ways > 0 && config.entries % config.ways != 0)
    return "associator.entries (" + std::to_string(config.entries) + ") is no multiple of associator.ways (" +
           std::to_string(config.ways) + "): every set has the same number of ways";
  if (config.entries > 0 && config.replacement == Replacement::plru && !power_of_two(config.entries_of_set()))
    return "associator.replacement plru needs sets of 1, 2, 4, 8, ... entries, not of " +
           std::to_string(config.entries_of_set()) + ": it chooses by a binary tree over the set";
  if (config.key == AssociatorKey::none && config.invalidation != Invalidation::flush)
    return std::string(
        "associator.key none needs associator.invalidation flush: without VMID or level in the key, "
        "an entry of one VM would answer for another");
  if (config.input == AssociatorInput::process && config.contents != AssociatorContents::end_to_end)
    return std::string("associator.input process needs associator.contents end-to-end: the entries of ") +
           to_string(config.contents) + " contents are of pages of every level, which phi has no part in";
  return std::nullopt;
}

const char* to_string(AssociatorKey key) {
  switch (key) {
    case AssociatorKey::vmid: return "vmid";
    case AssociatorKey::level: return "level";
    case AssociatorKey::none: return "none";
  }
  return "?";
}

const char* to_string(Invalidation invalidation) {
  switch (invalidation) {
    case Invalidation::snoop: return "snoop";
    case Invalidation::lvmid: return "lvmid";
    case Invalidation::purge: return "purge";
    case Invalidation::flush: return "flush";
  }
  return "?";
}

const char* to_string(Replacement replacement) {
  switch (replacement) {
    case Replacement::lru: return "lru";
    case Replacement::fifo: return "fifo";
    case Replacement::random: return "random";
    case Replacement::plru: return "plru";
  }
  return "?";
}

const char* to_string(AssociatorContents contents) {
  switch (contents) {
    case AssociatorContents::end_to_end: return "end-to-end";
    case AssociatorContents::adjacent: return "adjacent";
    case AssociatorContents::per_level: return "per-level";
  }
  return "?";
}

const char* to_string(AssociatorInput input) {
  switch (input) {
    case AssociatorInput::resource: return "resource";
    case AssociatorInput::process: return "process";
  }
  return "?";
}

}  // namespace hv
