// SPDX-License-Identifier: Apache-2.0
// All counters, declared once: difference, JSON and CSV follow from the lists below.
#pragma once

#include <array>
#include <cstdint>

#include "semantics/names.h"

namespace hv {

/// name, meaning
#define HV_COUNTERS(X)                                                                                     \
  X(instructions, "instructions attempted, whatever their outcome")                                        \
  X(references, "accesses of the running machine: fetches, operands, words of the exception swap")         \
  X(stores, "references that are stores")                                                                  \
  X(real_accesses, "references that reached a real name")                                                  \
  X(nonexistent, "of these, the ones whose real memory does not exist")                                    \
  X(associator_hits, "references that the associator answered, all maps with it")                          \
  X(associator_misses, "references that it did not answer, beneath a VM and with at least one entry")      \
  X(associator_further_lookups, "look-ups for one reference past its first: contents adjacent, per-level") \
  X(associator_further_hits, "of these, the ones that were answered")                                      \
  X(associator_second_lookups, "look-ups in the second level, after one that the first had no answer to")  \
  X(associator_second_hits, "of these, the ones that were answered")                                       \
  X(associator_superpage_hits, "of associator_hits, those of entries of several pages")                    \
  X(associator_fetch_misses, "of associator_misses, those in an array for fetches")                        \
  X(associator_fills, "entries made")                                                                      \
  X(associator_forgotten, "entries that coherence forgot (replacement not counted)")                       \
  X(map_steps, "applications of a map on the way of a reference or of a table word")                       \
  X(map_reads, "words that the composer read for f, and for a phi in tables")                              \
  X(table_word_lookups, "look-ups in the cache for these words")                                           \
  X(table_word_hits, "of these, the ones that were answered, without a word of memory being read")         \
  X(lvmid_reads, "ROOT, VMTAB and VMCB words that LVMID read")                                             \
  X(vmcb_writes, "VMCB words that LVMID and VM-faults wrote")                                              \
  X(process_exceptions, "process exceptions delivered, interrupts not counted")                            \
  X(interrupts, "interrupts delivered to the running machine itself")                                      \
  X(vm_faults, "VM-faults delivered")                                                                      \
  X(lvmid, "LVMID instructions that entered a VM")                                                         \
  X(vm_switches, "changes of the VMID: one for each LVMID and one for each VM-fault")                      \
  X(paging_store_words, "words of the paging store that were read or written, by whomever")

/// The same, split by level; index 0 is phi (reads) or the real machine (deliveries).
#define HV_LEVEL_COUNTERS(X)                                                                        \
  X(map_reads_by_level, "map_reads, by the level of the map that the word belongs to (0: phi)")     \
  X(associator_further_lookups_by_level, "associator_further_lookups, by the level of the page")    \
  X(process_exceptions_by_level, "process_exceptions, by the level where they happened and stayed") \
  X(interrupts_by_level, "interrupts, by the level of the machine that took them")                  \
  X(vm_faults_by_level, "vm_faults, by the level of the failing map")                               \
  X(vm_faults_taken_by_level, "vm_faults, by the level of the VMM that took them")                  \
  X(instructions_by_level, "instructions, by the level of the machine that ran them")

struct Counters {
  using ByLevel = std::array<std::uint64_t, kLevelLimit + 1>;
#define HV_DECLARE(name, meaning) std::uint64_t name = 0;
  HV_COUNTERS(HV_DECLARE)
#undef HV_DECLARE
#define HV_DECLARE(name, meaning) ByLevel name{};
  HV_LEVEL_COUNTERS(HV_DECLARE)
#undef HV_DECLARE

  /// Calls visit(name, meaning, value) for each plain counter.
  template <class Visit>
  static void for_each(const Counters& counters, Visit visit) {
#define HV_VISIT(name, meaning) visit(#name, meaning, counters.name);
    HV_COUNTERS(HV_VISIT)
#undef HV_VISIT
  }
  /// Calls visit(name, meaning, array) for each counter by level.
  template <class Visit>
  static void for_each_by_level(const Counters& counters, Visit visit) {
#define HV_VISIT(name, meaning) visit(#name, meaning, counters.name);
    HV_LEVEL_COUNTERS(HV_VISIT)
#undef HV_VISIT
  }

  Counters& operator+=(const Counters& other);
  Counters& operator-=(const Counters& other);
};

inline Counters operator+(Counters left, const Counters& right) { return left += right; }
inline Counters operator-(Counters left, const Counters& right) { return left -= right; }
bool operator==(const Counters& left, const Counters& right);
inline bool operator!=(const Counters& left, const Counters& right) { return !(left == right); }

}  // namespace hv
