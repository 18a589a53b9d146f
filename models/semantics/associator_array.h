// SPDX-License-Identifier: Apache-2.0
// One array of entries: its organisation, and which entry is replaced. Entries are looked for by a Tag.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "semantics/associator_config.h"
#include "semantics/lru_order.h"
#include "semantics/names.h"
#include "semantics/tag_index.h"

namespace hv {

/// Of one array of entries.
struct ArrayShape {
  std::uint32_t entries = 64;  ///< at least one
  std::uint32_t ways = 0;      ///< entries of a set; 0: fully associative
  Replacement replacement = Replacement::lru;
  std::uint64_t seed = 1;  ///< of replacement at random

  std::uint32_t entries_of_set() const { return ways == 0 ? entries : ways; }
};

/// Set-associative. A use of an entry is nothing but a time written down, so that whoever was granted a page
/// (page_grant.h) can use its entry as a hit does; every policy of replacement makes its choice from such times alone,
/// when it has to make one.
class AssociatorArray {
 public:
  using Slot = TagIndex::Slot;
  static constexpr Slot kNoSlot = TagIndex::kNoSlot;
  using Time = LruOrder::Time;

  /// With at least one entry.
  explicit AssociatorArray(const ArrayShape& shape);

  /// The entry that answers to `tag`, which becomes the most recently used; kNoSlot: none.
  Slot lookup(const Tag& tag) {
    const Slot slot = index_.find(tag);
    if (slot != kNoSlot) last_use_[slot] = ++clock_;
    return slot;
  }
  /// The same without any effect.
  Slot probe(const Tag& tag) const { return index_.find(tag); }
  /// Makes the entry for `tag`, which none answers to yet: in the first free slot of its set, or in the place of the
  /// one that the policy gives up.
  Slot fill(const Tag& tag, RealName frame);
  /// The entry that the next fill() of a tag in this one's set would replace; kNoSlot: none, there is room.
  Slot next_to_go(const Tag& tag);
  /// Real name of the first word of the entry's page (contents adjacent: its name at the level below).
  RealName frame(Slot slot) const { return frames_[slot]; }
  const Tag& tag(Slot slot) const { return tags_[slot]; }
  void forget(Slot slot);
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
  bool by_use() const { return replacement_ == Replacement::lru; }
  const std::vector<Time>& order_times() const { return by_use() ? last_use_ : made_; }
  void clear(Slot slot);
  Slot place_for(const Tag& tag);
  Slot half_not_used_last(std::uint32_t set) const;
  std::uint32_t set_of(const Tag& tag) const { return sets_ == 1 ? 0 : static_cast<std::uint32_t>(tag.page % sets_); }

  TagIndex index_;
  std::vector<RealName> frames_;
  std::vector<Tag> tags_;
  std::vector<Time> last_use_;  // 0: the slot holds nothing
  std::vector<Time> made_;      // the same, of the entry's beginning; where the policy is not lru
  Time clock_ = 0;
  std::uint32_t sets_, ways_;
  std::uint32_t occupancy_ = 0;
  Replacement replacement_;
  std::uint64_t random_state_;
  LruOrder order_;  // by last use, or by age; free slots first
};

}  // namespace hv
