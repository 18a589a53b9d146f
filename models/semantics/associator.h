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
  purge,  ///< what software purges (the instruction PURGE): its own affair, after it has edited a table
  flush,  ///< everything, at every change of the VMID
};

/// Which entry of a full set goes when another is made. (Where there is room, nothing goes.)
enum class Replacement : std::uint8_t {
  lru,     ///< the one used longest ago
  fifo,    ///< the one made longest ago
  random,  ///< any, by a generator of the associator's own
  plru,    ///< tree: from the root of a binary tree over the set, always to the half that was not used last
};

/// What an entry holds.
enum class AssociatorContents : std::uint8_t {
  end_to_end,  ///< where a page of the running VM really is
  adjacent,    ///< where the map of one level takes a page of that level
  per_level,   ///< where a page of any level really is; the composer's own reads ask too
};

/// What the associator is asked for.
enum class AssociatorInput : std::uint8_t {
  resource,  ///< the page behind φ
  process,   ///< the page before φ, so that a hit needs no φ either
};

struct AssociatorConfig {
  std::uint32_t entries = 64;  ///< 0: no associator
  std::uint32_t ways = 0;      ///< entries of a set; 0: fully associative
  AssociatorKey key = AssociatorKey::vmid;
  Invalidation invalidation = Invalidation::snoop;
  Replacement replacement = Replacement::lru;
  std::uint64_t seed = 1;  ///< of replacement at random
  AssociatorContents contents = AssociatorContents::end_to_end;
  AssociatorInput input = AssociatorInput::resource;

  std::uint32_t entries_of_set() const { return ways == 0 ? entries : ways; }
};

/// Nothing, or why this combination has no meaning.
std::optional<std::string> objection(const AssociatorConfig& config);

/// Set-associative. A use of an entry is nothing but a time written down, so that whoever was granted a page
/// (page_grant.h) can use its entry as a hit does; every policy of replacement makes its choice from such times alone,
/// when it has to make one.
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
  /// Makes the entry for `tag`, which none answers to yet: in the first free slot of its set, or in the place of the
  /// one that the policy gives up.
  Slot fill(const Tag& tag, RealName frame);
  /// The entry that the next fill() of a tag in this one's set would replace; kNoSlot: none, there is room.
  Slot next_to_go(const Tag& tag);
  /// Real name of the first word of the entry's page (contents adjacent: its name at the level below).
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
  bool by_use() const { return replacement_ == Replacement::lru; }
  const std::vector<Time>& order_times() const { return by_use() ? last_use_ : made_; }
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

const char* to_string(AssociatorKey key);
const char* to_string(Invalidation invalidation);
const char* to_string(Replacement replacement);
const char* to_string(AssociatorContents contents);
const char* to_string(AssociatorInput input);

}  // namespace hv
