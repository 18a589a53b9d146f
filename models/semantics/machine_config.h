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
  Word store_pages = 0;    ///< paging store: a region of slow memory right behind the real memory, in pages
  Word console_page = 0;   ///< page number of the console's registers; 0: no console
  Word page_words = 512;
  unsigned syllables = 16;
  RegistersPolicy registers = RegistersPolicy::name;
  FormCode phi_form = FormCode::relocation_bounds;
  unsigned phi_radix_levels = 1;
  unsigned phi_segment_bits = 4;  ///< of a segmented φ: a segment has up to 2 to this power pages
  AssociatorConfig associator;
  Timing timing;

  /// `timing` for this machine: a look-up takes longer in a larger associator, where `timing` says so.
  Timing latencies() const;
  Word memory_words() const { return memory_pages * page_words; }
  /// Memory and paging store together.
  Word stored_words() const { return (memory_pages + store_pages) * page_words; }
  unsigned phi_parameter() const { return phi_form == FormCode::segmented ? phi_segment_bits : phi_radix_levels; }
  bool phi_takes_table_words() const { return map_form(phi_form).dependent_reads({phi_form, phi_parameter()}) > 0; }
  ComposerConfig composer() const {
    return {page_words, registers, phi_form, phi_parameter(), associator, stored_words()};
  }
  VmidConfig vmid(unsigned processor_words, std::optional<unsigned> running_word) const {
    return {syllables, page_words, registers, processor_words, running_word};
  }
};

/// Nothing, or why no such machine can be built.
std::optional<std::string> objection(const MachineConfig& config);

}  // namespace hv
