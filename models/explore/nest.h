// SPDX-License-Identifier: Apache-2.0
// A nest of virtual machines in real memory: one VM a level, syllable 1. Used by trace replay (the process's
// pages are the memory of the deepest level) and by guest programs that run at any depth.
//
// The memory of level i−1 (1 ≤ i ≤ depth), in pages from name 0:
//   fixed locations, VMTAB, the VMCB of the VM of level i   1 page (2 where pages are too small for all of
//   it) room for the VMM of level i−1                           as many pages as asked for the tables of f_i
//   each on pages of its own the frames of level i's memory                          as many as level i has
//   pages
// Table maps lay the frames in reverse order at odd levels and turned by one page at even ones, so that no f
// is just an addition, none undoes another, and a map that is skipped or applied twice shows. Bounded segments
// stay in one piece: whole segments are laid in reverse order.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "semantics/map_form.h"
#include "semantics/names.h"
#include "semantics/processor/isa.h"
#include "semantics/vm_layout.h"
#include "semantics/vmid_register.h"

namespace hv::explore {

/// What the segments of a segmented map are.
enum class SegmentKind : std::uint8_t { bounded, paged };

/// The form of one f-map.
struct LevelMap {
  FormCode form = FormCode::paged;
  unsigned radix_levels = 1;  ///< radix only
  layout::MapType type = layout::MapType::resource;
  SegmentKind segments = SegmentKind::bounded;  ///< segmented only
  unsigned segment_bits = 4;                    ///< segmented only: 2 to this power pages in a segment

  /// Map::parameter.
  unsigned parameter() const {
    return form == FormCode::radix ? radix_levels : form == FormCode::segmented ? segment_bits : 0;
  }
  /// The most pages of a segment.
  Word segment_pages() const { return Word{1} << segment_bits; }
  bool has(SegmentKind kind) const { return form == FormCode::segmented && segments == kind; }
};

const char* to_string(SegmentKind kind);

struct NestShape {
  unsigned depth = 1;                               ///< levels of virtual machine, 0 to kLevelLimit
  Word page_words = 512;                            ///< at least 32
  Word pages = 1;                                   ///< memory of level `depth`, at least 1
  std::vector<LevelMap> maps;                       ///< of level 1, 2, …; the last one holds for all deeper levels
  Word vmm_pages = 0;                               ///< room for software in the memory of each level above the deepest
  unsigned processor_words = isa::kProcessorWords;  ///< length of the processor map in a VMCB

  /// The form of f_`level`, level ≥ 1; `maps` must not be empty.
  const LevelMap& map(unsigned level) const { return maps[level <= maps.size() ? level - 1 : maps.size() - 1]; }
};

/// Nothing, or why no such nest can be built. An identity f is refused: level i's words 0, 1, … would be
/// those of level i−1, so that both would have the same ROOT, and the VM's control block would lie in its own
/// memory.
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
  Word frame(unsigned level, Word page) const;
  void write_at(unsigned level, Word name, Word value, const WriteWord& write) const;
  void build_vmcb(unsigned level, const VmContents& contents, const WriteWord& write) const;
  void build_page_table(unsigned level, Word table, const WriteWord& write) const;
  void build_radix(unsigned level, const WriteWord& write) const;
  void build_segmented(unsigned level, const WriteWord& write) const;

  NestShape shape_;
  std::vector<VmPlace> places_;  // of level 1, 2, …
};

}  // namespace hv::explore
