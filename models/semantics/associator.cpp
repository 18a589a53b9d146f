// SPDX-License-Identifier: Apache-2.0
#include "semantics/associator.h"

namespace hv {

Associator::Associator(const AssociatorConfig& config)
    : index_(config.entries),
      frames_(config.entries),
      tags_(config.entries),
      last_use_(config.entries, 0),
      sets_(config.ways == 0 ? 1 : config.entries / config.ways),
      order_(config.entries, config.entries / sets_) {}

Associator::Slot Associator::next_to_go(const Tag& tag) {
  const Slot slot = order_.oldest(set_of(tag), last_use_);
  return used(slot) ? slot : kNoSlot;
}

Associator::Slot Associator::fill(const Tag& tag, RealName frame) {
  const Slot slot = order_.oldest(set_of(tag), last_use_);
  if (used(slot))
    index_.erase(tags_[slot]);
  else
    ++occupancy_;
  tags_[slot] = tag;
  frames_[slot] = frame;
  last_use_[slot] = ++clock_;
  index_.insert(tag, slot);
  return slot;
}

std::uint32_t Associator::forget_if(const std::function<bool(const Tag&, Slot)>& condemned) {
  std::uint32_t forgotten = 0;
  for (Slot slot = 0; slot < entries(); ++slot) {
    if (!used(slot) || !condemned(tags_[slot], slot)) continue;
    index_.erase(tags_[slot]);
    last_use_[slot] = 0;
    ++forgotten;
  }
  if (forgotten > 0) order_.sort_anew(last_use_);
  occupancy_ -= forgotten;
  return forgotten;
}

std::optional<std::string> objection(const AssociatorConfig& config) {
  if (config.entries > (1u << 24)) return "associator.entries is at most 16777216";
  if (config.entries > 0 && config.ways > 0 && config.entries % config.ways != 0)
    return "associator.entries (" + std::to_string(config.entries) + ") is no multiple of associator.ways (" +
           std::to_string(config.ways) + "): every set has the same number of ways";
  if (config.key == AssociatorKey::none && config.invalidation != Invalidation::flush)
    return std::string(
        "associator.key none needs associator.invalidation flush: without VMID or level in the key, "
        "an entry of one VM would answer for another");
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
    case Invalidation::flush: return "flush";
  }
  return "?";
}

}  // namespace hv
