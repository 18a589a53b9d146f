// SPDX-License-Identifier: Apache-2.0
// The associator: remembers the real page of pages that the composer has mapped ("supported with scratchpad memory and
// associator (for performance reasons)"). This is its organisation only: what it is asked for and when its entries
// must be forgotten is the composer's affair (map_composer.h, coherence.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "semantics/names.h"

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

/// What an entry answers to.
struct Tag {
  Word page = 0;            ///< page number of the running VM; set = page mod sets
  std::uint32_t space = 0;  ///< number of the VM, its level, or 0: as the key says
};
inline bool operator==(const Tag& a, const Tag& b) { return a.page == b.page && a.space == b.space; }

class Associator {
 public:
  using Slot = std::uint32_t;
  static constexpr Slot kNoSlot = ~Slot{0};

  virtual ~Associator() = default;

  /// The entry that answers to `tag`, which becomes the most recently used; kNoSlot: none.
  virtual Slot lookup(const Tag& tag) = 0;
  /// The same without any effect.
  virtual Slot probe(const Tag& tag) const = 0;
  /// Makes the entry for `tag`, which none answers to yet; replaces another where there is no room.
  virtual Slot fill(const Tag& tag, RealName frame) = 0;
  /// Real name of the first word of the entry's page.
  RealName frame(Slot slot) const { return frames_[slot]; }
  /// Forgets the entries for which `condemned(tag, slot)`; returns how many.
  virtual std::uint32_t forget_if(const std::function<bool(const Tag&, Slot)>& condemned) = 0;
  /// How many entries hold something.
  virtual std::uint32_t occupancy() const = 0;
  std::uint32_t entries() const { return static_cast<std::uint32_t>(frames_.size()); }

 protected:
  explicit Associator(std::uint32_t entries) : frames_(entries) {}
  std::vector<RealName> frames_;  // of each slot; here, since it is asked for at every hit
};

/// An associator with at least one entry, least recently used replaced first.
std::unique_ptr<Associator> make_associator(const AssociatorConfig& config);

const char* to_string(AssociatorKey key);
const char* to_string(Invalidation invalidation);

}  // namespace hv
