// SPDX-License-Identifier: Apache-2.0
#include "semantics/machine_config.h"

namespace hv {

std::optional<std::string> objection(const MachineConfig& config) {
  const auto range = [](const char* name, std::uint64_t value, std::uint64_t low, std::uint64_t high) {
    return std::string(name) + " is " + std::to_string(value) + "; it must lie between " + std::to_string(low) +
           " and " + std::to_string(high);
  };
  if (config.page_words < 32 || config.page_words > (Word{1} << 20))
    return range("page.words", config.page_words, 32, 1u << 20);  // a VMCB must fit a page
  if (config.memory_pages < 1 || config.memory_words() > (Word{1} << 30))
    return range("memory.pages", config.memory_pages, 1, (Word{1} << 30) / config.page_words);
  if (config.syllables < 1 || config.syllables > kLevelLimit)
    return range("vmid.syllables", config.syllables, 1, kLevelLimit);
  if (config.phi_radix_levels < 1 || config.phi_radix_levels > kRadixLevelLimit)
    return range("phi.radix-levels", config.phi_radix_levels, 1, kRadixLevelLimit);
  return objection(config.associator);
}

}  // namespace hv
