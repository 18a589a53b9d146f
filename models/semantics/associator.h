// SPDX-License-Identifier: Apache-2.0
// The associator: remembers the real page of pages that the composer has mapped ("supported with scratchpad memory and
// associator (for performance reasons)"). This is its organisation only: what it is asked for and when its entries
// must be forgotten is the composer's affair (map_composer.h, coherence.h).
#pragma once

#include <functional>
#include <vector>

#include "semantics/associator_array.h"

namespace hv {

/// The arrays of entries that an associator is made of: one; or one for fetches and one for data; or one for each level
/// of virtual machine. Behind them there may be a second level that they share.
class Associator {
 public:
  /// Numbers the places for entries through all arrays.
  using Slot = AssociatorArray::Slot;
  static constexpr Slot kNoSlot = AssociatorArray::kNoSlot;
  using Time = AssociatorArray::Time;
  /// Number of an array.
  using Array = std::uint32_t;

  /// With at least one entry.
  explicit Associator(const AssociatorConfig& config);

  /// The array that is asked first, for a page of this level, ≥ 1.
  Array first(bool fetch, unsigned level) const {
    if (by_level_) return level - 1;
    return fetch && by_use_ ? 1 : 0;
  }
  bool has_second() const { return has_second_; }
  /// The array that is asked where the first has no answer.
  Array second() const { return static_cast<Array>(arrays_.size() - 1); }

  /// As AssociatorArray says, in this array.
  Slot lookup(const Tag& tag, Array array = 0) { return numbered(array, arrays_[array].lookup(tag)); }
  Slot probe(const Tag& tag, Array array = 0) const { return numbered(array, arrays_[array].probe(tag)); }
  Slot fill(const Tag& tag, RealName frame, Array array = 0) {
    return numbered(array, arrays_[array].fill(tag, frame));
  }
  RealName frame(Slot slot) const {
    const Array array = array_of(slot);
    return arrays_[array].frame(slot - begins_[array]);
  }
  const Tag& tag(Slot slot) const {
    const Array array = array_of(slot);
    return arrays_[array].tag(slot - begins_[array]);
  }
  std::uint32_t forget_if(const std::function<bool(const Tag&, Slot)>& condemned);

  /// Where there is only one array: it.
  bool is_plain() const { return arrays_.size() == 1; }
  AssociatorArray& plain() { return arrays_.front(); }
  const std::vector<AssociatorArray>& arrays() const { return arrays_; }

  /// How many entries hold something.
  std::uint32_t occupancy() const;
  /// Slots are numbers below this.
  std::uint32_t entries() const { return begins_.back(); }

 private:
  void add(const ArrayShape& shape);
  Slot numbered(Array array, Slot slot) const { return slot == kNoSlot ? kNoSlot : begins_[array] + slot; }
  Array array_of(Slot slot) const;

  std::vector<AssociatorArray> arrays_;
  std::vector<Slot> begins_{0};  // of each array, and the end of the last
  bool by_level_, by_use_, has_second_;
};

}  // namespace hv
