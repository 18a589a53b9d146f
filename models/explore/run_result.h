// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "explore/miss_kinds.h"
#include "semantics/counters.h"

namespace hv::explore {

/// Of one of several VMs that ran traces.
struct VmCounts {
  std::string vmid;
  std::uint64_t references = 0, associator_hits = 0, associator_misses = 0;
};

/// What is known after a run, a replay or a point of a sweep.
struct RunResult {
  Counters counters;
  std::uint64_t cycles = 0;                        ///< cycles_of(counters)
  std::uint64_t real_digest = 0;                   ///< of every real name that a reference reached, in order
  std::optional<MissKinds> misses = std::nullopt;  ///< where misses.apart asks for them
  std::vector<VmCounts> vms = {};                  ///< where several traces were replayed at once
};

/// A digest as it is written: 16 hexadecimal digits (as a number it would lose digits in many readers of
/// JSON).
std::string digest_text(std::uint64_t digest);

/// A counter by level as it is shown: levels 0 to `depth`, and further to the last that is not 0.
std::vector<std::uint64_t> shown_levels(const Counters::ByLevel& counts, unsigned depth);

}  // namespace hv::explore
