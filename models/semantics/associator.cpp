// SPDX-License-Identifier: Apache-2.0
#include "semantics/associator.h"

#include "semantics/tag_index.h"

namespace hv {
namespace {

/// Set-associative with true LRU. Each set is a list of its slots in order of use, so that lookup, fill and
/// replacement cost the same at every size.
class LruAssociator final : public Associator {
 public:
  LruAssociator(std::uint32_t entries, std::uint32_t ways)
      : Associator(entries), index_(entries), slots_(entries), ends_(entries / ways), sets_(entries / ways) {
    for (std::uint32_t set = 0; set < sets_; ++set)
      for (std::uint32_t way = 0; way < ways; ++way) push_back(set, set * ways + way);
  }

  Slot lookup(const Tag& tag) override {
    const Slot slot = index_.find(tag);
    if (slot != kNoSlot) touch(set_of(tag), slot);
    return slot;
  }

  Slot probe(const Tag& tag) const override { return index_.find(tag); }

  Slot fill(const Tag& tag, RealName frame) override {
    const std::uint32_t set = set_of(tag);
    const Slot slot = ends_[set].last;  // an empty slot if there is one, else the least recently used
    Entry& entry = slots_[slot];
    if (entry.used)
      index_.erase(entry.tag);
    else
      ++occupancy_;
    entry.used = true;
    entry.tag = tag;
    frames_[slot] = frame;
    index_.insert(tag, slot);
    touch(set, slot);
    return slot;
  }

  std::uint32_t forget_if(const std::function<bool(const Tag&, Slot)>& condemned) override {
    std::uint32_t forgotten = 0;
    for (Slot slot = 0; slot < slots_.size(); ++slot) {
      Entry& entry = slots_[slot];
      if (!entry.used || !condemned(entry.tag, slot)) continue;
      const std::uint32_t set = set_of(entry.tag);
      index_.erase(entry.tag);
      entry.used = false;
      unlink(set, slot);
      push_back(set, slot);
      ++forgotten;
    }
    occupancy_ -= forgotten;
    return forgotten;
  }

  std::uint32_t occupancy() const override { return occupancy_; }

 private:
  struct Entry {
    Tag tag;
    Slot newer = kNoSlot, older = kNoSlot;
    bool used = false;
  };
  struct Ends {
    Slot first = kNoSlot, last = kNoSlot;
  };

  std::uint32_t set_of(const Tag& tag) const { return sets_ == 1 ? 0 : static_cast<std::uint32_t>(tag.page % sets_); }

  void touch(std::uint32_t set, Slot slot) {
    if (ends_[set].first == slot) return;
    unlink(set, slot);
    Ends& ends = ends_[set];
    slots_[slot].newer = kNoSlot;
    slots_[slot].older = ends.first;
    (ends.first == kNoSlot ? ends.last : slots_[ends.first].newer) = slot;
    ends.first = slot;
  }

  void unlink(std::uint32_t set, Slot slot) {
    const Entry& entry = slots_[slot];
    (entry.newer == kNoSlot ? ends_[set].first : slots_[entry.newer].older) = entry.older;
    (entry.older == kNoSlot ? ends_[set].last : slots_[entry.older].newer) = entry.newer;
  }

  void push_back(std::uint32_t set, Slot slot) {
    Ends& ends = ends_[set];
    slots_[slot].older = kNoSlot;
    slots_[slot].newer = ends.last;
    (ends.last == kNoSlot ? ends.first : slots_[ends.last].older) = slot;
    ends.last = slot;
  }

  TagIndex index_;
  std::vector<Entry> slots_;
  std::vector<Ends> ends_;
  std::uint32_t sets_;
  std::uint32_t occupancy_ = 0;
};

}  // namespace

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

std::unique_ptr<Associator> make_associator(const AssociatorConfig& config) {
  return std::make_unique<LruAssociator>(config.entries, config.ways == 0 ? config.entries : config.ways);
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
