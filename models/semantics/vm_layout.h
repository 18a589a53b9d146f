// SPDX-License-Identifier: Apache-2.0
// Where things lie in the memory of each level: the fixed locations, VMTAB and the VMCB (Figure 3). Only this file
// knows. The processor says how long its part of a VMCB (the "processor map") is; what is in it, it alone knows.
#pragma once

#include <optional>
#include <string>

#include "semantics/map_form.h"
#include "semantics/names.h"

namespace hv::layout {

// Fixed locations, resource names of every level.
constexpr Word kRoot = 0;          ///< ROOT: name of VMTAB
constexpr Word kVmFaultEntry = 1;  ///< where a VMM is entered on a VM-fault of one of its VMs

// VMTAB: word 0 is the number of entries, word s the name of the VMCB of VM s; 0 is an empty entry.
constexpr Word vmtab_entry(Word vmtab, Word syllable) { return vmtab + syllable; }

// VMCB.
constexpr Word kTable = 0;          ///< memory map: name of the first table word; relocation of an R-B map
constexpr Word kPages = 1;          ///< memory map: size of the VM's memory in pages
constexpr Word kProcessorHead = 2;  ///< first three words of the processor map: IC word, and φ's registers
constexpr Word kPhiBase = 3, kPhiBound = 4;
constexpr Word kNextSyllable = 5;  ///< NEXT_SYLLABLE; 0 is NULL
constexpr Word kCapabilities = 6;  ///< kMayLvmid
constexpr Word kStatus = 7;        ///< why the VM was last left, see status_word()
constexpr Word kFaultName = 8;     ///< the name that failed
constexpr Word kForm = 9;          ///< memory map: form and type, see form_word()
constexpr Word kIoMap = 10;        ///< I/O map: bit d, the interrupts of device d
constexpr Word kProcessorRest = 11;
constexpr unsigned kHeadWords = 3;

/// Capability bit: the VM has the virtual machine instruction set (recursion).
constexpr Word kMayLvmid = 1;

/// Length of a VMCB whose processor map has `processor_words` words (at least kHeadWords).
constexpr Word vmcb_words(unsigned processor_words) { return kProcessorRest + processor_words - kHeadWords; }

/// Offset in the VMCB of word `index` of the processor map.
constexpr Word processor_word(unsigned index) {
  return index < kHeadWords ? kProcessorHead + index : kProcessorRest + index - kHeadWords;
}

/// Whether the word at this offset takes part in the memory map.
constexpr bool is_map_word(Word offset) { return offset == kTable || offset == kPages || offset == kForm; }

/// Type of f: its values are resource names of the level below, or process names there ("Type II").
enum class MapType : std::uint8_t { resource = 0, process = 1 };

/// The form word: bits 0–7 form, bits 8–15 type, bits 16–23 the form's parameter (Map::parameter), bits 24–31 the size
/// of its own pages (Map::page_bits).
constexpr Word form_word(FormCode form, unsigned parameter = 0, MapType type = MapType::resource,
                         unsigned page_bits = 0) {
  return static_cast<Word>(form) | static_cast<Word>(type) << 8 | static_cast<Word>(parameter) << 16 |
         static_cast<Word>(page_bits) << 24;
}

/// STATUS: bits 0–7 cause, bits 8–9 kind of access (fetch, read, write), bit 10 the access was implicit.
constexpr Word status_word(unsigned cause, unsigned kind, bool implicit) {
  return cause | static_cast<Word>(kind) << 8 | static_cast<Word>(implicit) << 10;
}

/// The memory map that a VMCB's words describe, or what makes no sense about it.
struct DecodedMap {
  std::optional<Map> map;
  MapType type;
  std::string objection;
};
DecodedMap decode_map(Word table, Word pages, Word form, Word page_words);

}  // namespace hv::layout
