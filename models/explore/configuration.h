// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "explore/nest.h"
#include "semantics/machine_config.h"

namespace hv::explore {

/// What guest software is told, where a scenario has some.
struct GuestParameters {
  Word size = 0;   ///< of the work; 0: as the scenario has it
  Word pages = 0;  ///< memory of the innermost machine; 0: as the program needs
  Word slice = 0;  ///< of an operating system, in instructions; 0: as the scenario has it
  // Of the VMMs at level 0, 1, …; the last value holds for all deeper levels.
  std::vector<Word> vmm_frames{0};  ///< in the pool; 0: enough for all pages
  std::vector<Word> vmm_slice{0};   ///< instructions; 0: a VM is interrupted by nothing
  std::vector<bool> vmm_churn{false};
};

/// Which part of a trace is replayed, in references; and how much of that part only fills the associator.
struct TraceWindow {
  std::uint64_t skip = 0;        ///< left out at the beginning
  std::uint64_t references = 0;  ///< taken after that; 0: all that there are
  std::uint64_t warm_up = 0;     ///< of those taken: replayed before anything is counted
};

/// Everything that a user can set: the machine, and the nest that runs on it. parameters.h gives the names.
struct Configuration {
  /// machine.memory_pages is meaningless here; see memory_pages below.
  MachineConfig machine;
  std::optional<Word> memory_pages;  ///< real memory, in pages; nothing: as many as are needed
  unsigned depth = 1;                ///< levels of virtual machine
  // Of the maps f of level 1, 2, …; the last value holds for all deeper levels.
  std::vector<FormCode> fmap_forms{FormCode::paged};
  std::vector<unsigned> fmap_radix_levels{3};
  std::vector<layout::MapType> fmap_types{layout::MapType::resource};
  std::vector<SegmentKind> fmap_segments{SegmentKind::bounded};
  std::vector<unsigned> fmap_segment_bits{4};
  std::vector<unsigned> fmap_page_bits{0};
  std::vector<TablePlace> fmap_tables{TablePlace::first};
  std::vector<FramePolicy> fmap_policies{FramePolicy::alternating};
  GuestParameters guest;
  TraceWindow trace;
  std::vector<std::uint64_t> quanta{10000};  ///< of the VMs of level 1, 2, … where several traces run, in references
  bool misses_apart = false;                 ///< of a replay: RunResult::misses
  std::uint64_t seed = 1;

  /// The maps of levels 1 to `depth` (at least one map).
  std::vector<LevelMap> maps() const;
  /// A trace's pages are numbered in blocks of 2 to this power, so that each page of a map and each block that an entry
  /// may be of stays whole.
  unsigned block_bits() const;
  /// The machine with this much memory, or with memory_pages where the user has set it.
  MachineConfig machine_with(Word pages) const;
};

/// Nothing, or why this combination has no meaning.
std::optional<std::string> objection(const Configuration& configuration);

}  // namespace hv::explore
