// SPDX-License-Identifier: Apache-2.0
#include "semantics/machine_config.h"

#include <algorithm>

namespace hv {
namespace {

constexpr Word kLastConsolePage = Word{1} << 30;

/// ⌊log2⌋ of a number ≥ 1.
std::uint64_t doublings(std::uint32_t number) {
  std::uint64_t count = 0;
  while (number >>= 1) ++count;
  return count;
}

}  // namespace

Timing MachineConfig::latencies() const {
  Timing latencies = timing;
  const auto growth = [&](std::uint32_t entries, std::uint32_t ways) {
    if (entries == 0) return std::uint64_t{0};
    return timing.doubling * doublings(entries) + timing.ways_doubling * doublings(ways == 0 ? entries : ways);
  };
  const auto& levels = associator.level_entries;
  const std::uint32_t first =
      associator.has_levels_apart() ? *std::max_element(levels.begin(), levels.end()) : associator.entries;
  latencies.associator += growth(first, associator.ways);
  latencies.second += growth(associator.second_entries, associator.second_ways);
  latencies.table_word += growth(associator.table_words, 0);
  return latencies;
}

std::optional<std::string> objection(const MachineConfig& config) {
  const auto range = [](const char* name, std::uint64_t value, std::uint64_t low, std::uint64_t high) {
    return std::string(name) + " is " + std::to_string(value) + "; it must lie between " + std::to_string(low) +
           " and " + std::to_string(high);
  };
  if (config.page_words < 32 || config.page_words > (Word{1} << 20))
    return range("page.words", config.page_words, 32, 1u << 20);  // a VMCB must fit a page
  if (config.memory_pages < 1 || config.memory_words() > (Word{1} << 30))
    return range("memory.pages", config.memory_pages, 1, (Word{1} << 30) / config.page_words);
  if (config.store_pages > (Word{1} << 30) / config.page_words)
    return range("store.pages", config.store_pages, 0, (Word{1} << 30) / config.page_words);
  const Word first_free = config.memory_pages + config.store_pages;
  if (config.console_page != 0 && (config.console_page < first_free || config.console_page > kLastConsolePage))
    return range("console.page", config.console_page, first_free, kLastConsolePage) +
           ", behind memory and paging store, or be 0 for none";
  if (config.phi_segment_bits > kSegmentSizeLimit)
    return range("phi.segment-bits", config.phi_segment_bits, 0, kSegmentSizeLimit);
  if (config.syllables < 1 || config.syllables > kLevelLimit)
    return range("vmid.syllables", config.syllables, 1, kLevelLimit);
  if (config.phi_radix_levels < 1 || config.phi_radix_levels > kRadixLevelLimit)
    return range("phi.radix-levels", config.phi_radix_levels, 1, kRadixLevelLimit);
  const AssociatorConfig& associator = config.associator;
  if (associator.entries > 0 && associator.input == AssociatorInput::process && config.phi_takes_table_words() &&
      (associator.invalidation == Invalidation::lvmid || associator.invalidation == Invalidation::flush))
    return std::string("associator.input process with phi.form ") + to_string(config.phi_form) +
           " needs associator.invalidation snoop or purge: a machine edits the tables of its phi while it runs, and " +
           to_string(associator.invalidation) + " forgets nothing then";
  return objection(associator);
}

}  // namespace hv
