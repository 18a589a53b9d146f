// SPDX-License-Identifier: Apache-2.0
// A nest of virtual machines in real memory: one VM a level, syllable 1. Used by trace replay (the process's
// pages are the memory of the deepest level) and by guest programs that run at any depth.
//
// The memory of level i−1 (1 ≤ i ≤ depth), in pages from name 0:
//   fixed locations, VMTAB, the VMCB of the VM of level i   1 page (2 where pages are too small for all of it)
//   room for the VMM of level i−1                           as many pages as asked for
//   the tables of f_i                                       each on pages of its own
//   the frames of level i's memory                          as many as level i has pages
//
// In which order level i's pages lie in these frames is the policy of f_i (fmap.policy), for maps in tables; an R-B map
// moves all in one piece, and bounded segments stay whole, so that the policy orders segments by their first page in
// the policy's order. What a policy comes to at a level whose pages are not the trace's own:
//   alternating   reverse order at odd levels, turned by one page at even ones (bounded segments: always reverse):
//                 no f is just an addition, none undoes another, and a map that is skipped or applied twice shows
//   in-order      deepest level: in the order of the trace's own page numbers (the tables have these pages numbered by
//                 first appearance). Other levels: as the pages are numbered, which is the order of the list above
//   first-touch   deepest level: by first appearance in the trace, which is as the pages are numbered. Other levels: in
//                 the order in which hardware comes to them: first as LVMID enters the nest (the page of ROOT and
//                 VMTAB, that of the VMCB), then, for each page of the next level in its own order of first touch, the
//                 pages of the table words that f reads for it, as it reads them, and its frame. Pages that hardware
//                 never touches (the VMM's room, table pages for nothing) come last, as they are numbered
//   random        a permutation drawn from seed, another one for each level
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "explore/map_layout.h"
#include "semantics/map_form.h"
#include "semantics/names.h"
#include "semantics/processor/isa.h"
#include "semantics/vm_layout.h"
#include "semantics/vmid_register.h"

namespace hv::explore {

struct NestShape {
  unsigned depth = 1;                               ///< levels of virtual machine, 0 to kLevelLimit
  Word page_words = 512;                            ///< at least 32
  Word pages = 1;                                   ///< memory of level `depth`, at least 1
  std::vector<LevelMap> maps;                       ///< of level 1, 2, …; the last one holds for all deeper levels
  Word vmm_pages = 0;                               ///< room for software in the memory of each level above the deepest
  unsigned processor_words = isa::kProcessorWords;  ///< length of the processor map in a VMCB
  std::uint64_t seed = 1;                           ///< of FramePolicy::random
  /// What each page of the deepest level is called by the trace, for FramePolicy::in_order; empty: as it is numbered.
  std::vector<Word> page_numbers = {};

  /// The form of f_`level`, level ≥ 1; `maps` must not be empty.
  const LevelMap& map(unsigned level) const { return maps[level <= maps.size() ? level - 1 : maps.size() - 1]; }
};

/// Nothing, or why no such nest can be built.
std::optional<std::string> objection(const NestShape& shape);

/// How many words the composer reads to take a name of the deepest level to its real name: T(depth) of the
/// closed forms. With policy `real` this is exact where a paged table fits one page (words beyond its first
/// page cost more).
std::uint64_t reads_per_miss(const NestShape& shape, RegistersPolicy registers);

/// Where the things are that belong to the VM of level i; all are names of level i−1.
struct VmPlace {
  LevelMap map;
  Word pages = 0;  ///< memory of level i, in pages
  Word vmtab = 0;
  Word vmcb = 0;
  Word free = 0;    ///< first word after the VMCB; its page is free from here on
  Word vmm = 0;     ///< first word of the room for the VMM
  Word table = 0;   ///< first word of the tables of f_i; meaningless for R-B
  Word frames = 0;  ///< first word of the frames of level i's memory
  Word end = 0;     ///< number of the first page behind all of these: what the memory of level i−1 must have
};

/// What the VMCB of one VM holds besides its memory map.
struct VmContents {
  std::vector<Word> processor;  ///< the processor map (ProcessorState::to_words()); missing words are 0
  Word next_syllable = 0;       ///< 1: whoever enters this VM goes on into the VM beneath it
  Word capabilities = 0;        ///< layout::kMayLvmid
};

class Nest {
 public:
  using WriteWord = std::function<void(RealName, Word)>;

  /// `shape` must have no objection().
  explicit Nest(const NestShape& shape);

  const NestShape& shape() const { return shape_; }
  /// Memory of this level in pages, 0 ≤ level ≤ depth. Level 0 is what real memory must have at least.
  Word pages(unsigned level) const;
  Word real_pages() const { return pages(0); }
  /// Of the VM of this level, 1 ≤ level ≤ depth.
  const VmPlace& vm(unsigned level) const { return places_[level - 1]; }
  /// The syllable that LVMID at level 0 enters the nest with; nothing at depth 0.
  std::optional<Word> entry_syllable() const;

  /// Where the word really is that `level` calls `name`; name < pages(level) · page_words. Follows the plan,
  /// not the words in memory.
  RealName real(unsigned level, Word name) const;

  /// Contents with which one LVMID of 1 at level 0 enters the deepest VM: process maps are the identity, IC
  /// is 0, every VM may use LVMID, NEXT_SYLLABLE leads on down to level `depth`.
  std::vector<VmContents> resumable() const;
  /// Writes ROOT, VMTAB, VMCB and tables of every level; contents[i−1] is of the VM of level i. Writes
  /// nothing else: memory is to be all zero before, or to hold what the user wants there.
  void build(const WriteWord& write, const std::vector<VmContents>& contents) const;

 private:
  void lay_out();
  std::vector<Word> touched_below(unsigned level, const std::vector<Word>& touched) const;
  const MapLayout& map_at(unsigned level) const { return layouts_[level - 1]; }
  void write_at(unsigned level, Word name, Word value, const WriteWord& write) const;
  void build_vmcb(unsigned level, const VmContents& contents, const WriteWord& write) const;

  NestShape shape_;
  // Of level 1, 2, …
  std::vector<VmPlace> places_;
  std::vector<MapLayout> layouts_;
};

}  // namespace hv::explore
