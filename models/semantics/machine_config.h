// SPDX-License-Identifier: Apache-2.0
// Everything that may differ between two Hardware Virtualizers, in one struct.
#pragma once

#include <optional>
#include <string>

#include "semantics/map_composer.h"
#include "semantics/timing.h"
#include "semantics/vmid_unit.h"

namespace hv {

struct MachineConfig {
  Word memory_pages = 64;  ///< real memory, in pages
  Word page_words = 512;
  unsigned syllables = 16;
  RegistersPolicy registers = RegistersPolicy::name;
  FormCode phi_form = FormCode::relocation_bounds;
  unsigned phi_radix_levels = 1;
  AssociatorConfig associator;
  Timing timing;

  Word memory_words() const { return memory_pages * page_words; }
  ComposerConfig composer() const { return {page_words, registers, phi_form, phi_radix_levels, associator}; }
  VmidConfig vmid(unsigned processor_words) const { return {syllables, page_words, registers, processor_words}; }
};

/// Nothing, or why no such machine can be built.
std::optional<std::string> objection(const MachineConfig& config);

}  // namespace hv
