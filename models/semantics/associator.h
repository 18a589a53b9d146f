// SPDX-License-Identifier: Apache-2.0
// The associator: remembers the real page of pages that the composer has mapped ("supported with scratchpad memory and
// associator (for performance reasons)"). This is its organisation only: what it is asked for and when its entries
// must be forgotten is the composer's affair (map_composer.h, coherence.h).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "semantics/lru_order.h"
#include "semantics/names.h"
#include "semantics/tag_index.h"

namespace hv {

/// Whether VMID or level are part of what is searched for ("for price-performance reasons").
enum class AssociatorKey : std::uint8_t { vmid, level, none };

/// How entries that may have become wrong are forgotten.
enum class Invalidation : std::uint8_t {
  snoop,  ///< a store to any word that an entry was made from
  lvmid,  ///< everything under the VM that LVMID appends
  flush,  ///< everything, at every change of the VMID
};

struct AssociatorConfig {
  std::uint32_t entries = 64;  ///< 0: no associator
  std::uint32_t ways = 0;      ///< entries of a set; 0: fully associative
  AssociatorKey key = AssociatorKey::vmid;
  Invalidation invalidation = Invalidation::snoop;
};

/// Nothing, or why this combination has no meaning.
std::optional<std::string> objection(const AssociatorConfig& config);

/// Set-associative, the least recently used entry of a set replaced first. A use of an entry is nothing but a time
/// written down, so that whoever was granted a page (page_grant.h) can use its entry as a hit does.
class Associator {
 public:
  using Slot = TagIndex::Slot;
  static constexpr Slot kNoSlot = TagIndex::kNoSlot;
  using Time = LruOrder::Time;

  /// With at least one entry.
  explicit Associator(const AssociatorConfig& config);

  /// The entry that answers to `tag`, which becomes the most recently used; kNoSlot: none.
  Slot lookup(const Tag& tag) {
    const Slot slot = index_.find(tag);
    if (slot != kNoSlot) last_use_[slot] = ++clock_;
    return slot;
  }
  /// The same without any effect.
  Slot probe(const Tag& tag) const { return index_.find(tag); }
  /// Makes the entry for `tag`, which none answers to yet, in the place of the least recently used one of the set.
  Slot fill(const Tag& tag, RealName frame);
  /// The entry that the next fill() of a tag in this one's set would replace; kNoSlot: none, there is room.
  Slot next_to_go(const Tag& tag);
  /// Real name of the first word of the entry's page.
  RealName frame(Slot slot) const { return frames_[slot]; }
  const Tag& tag(Slot slot) const { return tags_[slot]; }
  /// Forgets the entries for which `condemned(tag, slot)`; returns how many.
  std::uint32_t forget_if(const std::function<bool(const Tag&, Slot)>& condemned);
  /// How many entries hold something.
  std::uint32_t occupancy() const { return occupancy_; }
  std::uint32_t entries() const { return static_cast<std::uint32_t>(frames_.size()); }

  /// The time of the last use, of all entries. Each use has a later one.
  Time& clock() { return clock_; }
  /// Where the time of this entry's last use is written down.
  Time& last_use(Slot slot) { return last_use_[slot]; }
  /// 0 for a slot that holds nothing.
  Time last_use(Slot slot) const { return last_use_[slot]; }

 private:
  bool used(Slot slot) const { return last_use_[slot] != 0; }
  std::uint32_t set_of(const Tag& tag) const { return sets_ == 1 ? 0 : static_cast<std::uint32_t>(tag.page % sets_); }

  TagIndex index_;
  std::vector<RealName> frames_;
  std::vector<Tag> tags_;
  std::vector<Time> last_use_;  // 0: the slot holds nothing
  Time clock_ = 0;
  std::uint32_t sets_;
  std::uint32_t occupancy_ = 0;
  LruOrder order_;
};

const char* to_string(AssociatorKey key);
const char* to_string(Invalidation invalidation);

}  // namespace hv
