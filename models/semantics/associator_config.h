// SPDX-License-Identifier: Apache-2.0
// What kinds of associator there are.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "semantics/names.h"

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

  // How it is put together (associator.h): arrays of entries instead of the one that `entries` and `ways` describe.
  std::uint32_t fetch_entries = 0;  ///< of an array for fetches alone; 0: they share that of data
  std::uint32_t fetch_ways = 0;
  std::uint32_t second_entries = 0;  ///< of a second level, asked where the first has no answer; 0: none
  std::uint32_t second_ways = 0;
  /// Of an array for each level of its own, level 1 first; all 0: the levels share one.
  std::array<std::uint32_t, kLevelLimit> level_entries{};
  std::uint32_t superpage_bits = 0;  ///< entries may be of 2 to this power pages, if they stay together; 0: of one page
  std::uint32_t table_words = 0;     ///< of a cache for table words that the composer has read; 0: none

  bool has_levels_apart() const { return level_entries != decltype(level_entries){}; }
  /// One array of entries of one page: a hit is one look-up in it.
  bool is_plain() const {
    return fetch_entries == 0 && second_entries == 0 && superpage_bits == 0 && !has_levels_apart();
  }
};

/// Nothing, or why this combination has no meaning.
std::optional<std::string> objection(const AssociatorConfig& config);

const char* to_string(AssociatorKey key);
const char* to_string(Invalidation invalidation);
const char* to_string(Replacement replacement);
const char* to_string(AssociatorContents contents);
const char* to_string(AssociatorInput input);

}  // namespace hv
