// SPDX-License-Identifier: Apache-2.0
#include "explore/configuration.h"

#include <algorithm>

#include "explore/miss_kinds.h"

namespace hv::explore {
namespace {

template <class Value>
const Value& by_level(const std::vector<Value>& values, unsigned level) {
  return values[std::min<std::size_t>(level, values.size()) - 1];
}

}  // namespace

std::vector<LevelMap> Configuration::maps() const {
  std::vector<LevelMap> maps;
  for (unsigned level = 1; level <= std::max(depth, 1u); ++level)
    maps.push_back({by_level(fmap_forms, level), by_level(fmap_radix_levels, level), by_level(fmap_types, level),
                    by_level(fmap_segments, level), by_level(fmap_segment_bits, level), by_level(fmap_policies, level),
                    by_level(fmap_page_bits, level), by_level(fmap_tables, level)});
  return maps;
}

unsigned Configuration::block_bits() const {
  unsigned bits = machine.associator.superpage_bits;
  if (depth > 0)
    for (const LevelMap& map : maps()) bits = std::max(bits, map.page_bits);
  return bits;
}

MachineConfig Configuration::machine_with(Word pages) const {
  MachineConfig result = machine;
  result.memory_pages = memory_pages.value_or(pages);
  return result;
}

std::optional<std::string> objection(const Configuration& configuration) {
  if (auto reason = objection(configuration.machine_with(1))) return reason;
  if (configuration.misses_apart)
    if (auto reason = miss_kinds_objection(configuration.machine.associator)) return reason;
  if (configuration.depth > configuration.machine.syllables)
    return "depth is " + std::to_string(configuration.depth) + ", but the VMID register has room for " +
           std::to_string(configuration.machine.syllables) + " syllables (vmid.syllables)";
  return std::nullopt;
}

}  // namespace hv::explore
