// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "semantics/names.h"

namespace hv {

/// What an entry of the associator answers to.
struct Tag {
  Word page = 0;            ///< page number of the running VM; set = page mod sets
  std::uint32_t space = 0;  ///< number of the VM, its level, or 0: as the key says
  std::uint32_t bits = 0;   ///< `page` is a number of blocks of 2 to this power pages
};
inline bool operator==(const Tag& a, const Tag& b) {
  return a.page == b.page && a.space == b.space && a.bits == b.bits;
}

/// From tag to slot: a hash table with open addressing, at most half full, that never grows. (The associator is asked
/// once for each reference, so this is the inner loop of every replay.)
class TagIndex {
 public:
  using Slot = std::uint32_t;
  static constexpr Slot kNoSlot = ~Slot{0};

  explicit TagIndex(std::uint32_t entries) {
    std::size_t size = 4;
    while (size < 2 * std::size_t{entries}) size *= 2;
    cells_.resize(size);
    mask_ = size - 1;
  }

  Slot find(const Tag& tag) const {
    for (std::size_t at = home(tag);; at = (at + 1) & mask_) {
      const Cell& cell = cells_[at];
      if (cell.slot == kNoSlot || cell.tag == tag) return cell.slot;
    }
  }
  /// `tag` must not be in the table.
  void insert(const Tag& tag, Slot slot) {
    std::size_t at = home(tag);
    while (cells_[at].slot != kNoSlot) at = (at + 1) & mask_;
    cells_[at] = {tag, slot};
  }
  /// `tag` must be in the table. Later cells of the same run move up, so that no gap hides them.
  void erase(const Tag& tag) {
    std::size_t gap = home(tag);
    while (!(cells_[gap].tag == tag)) gap = (gap + 1) & mask_;
    for (std::size_t at = (gap + 1) & mask_; cells_[at].slot != kNoSlot; at = (at + 1) & mask_) {
      const std::size_t distance_from_home = (at - home(cells_[at].tag)) & mask_;
      if (distance_from_home < ((at - gap) & mask_)) continue;
      cells_[gap] = cells_[at];
      gap = at;
    }
    cells_[gap].slot = kNoSlot;
  }

 private:
  struct Cell {
    Tag tag;
    Slot slot = kNoSlot;
  };
  std::size_t home(const Tag& tag) const {
    const std::uint64_t mixed =
        (tag.page ^ std::uint64_t{tag.space} << 40 ^ std::uint64_t{tag.bits} << 34) * 0x9e3779b97f4a7c15u;
    return (mixed >> 32) & mask_;
  }

  std::vector<Cell> cells_;
  std::size_t mask_ = 0;
};

}  // namespace hv
