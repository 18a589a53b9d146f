// SPDX-License-Identifier: Apache-2.0
// One map f of a nest or a tree of VMs: what it looks like, how much room its tables take in the memory of the VMM,
// where it puts the pages of the VM, and the words that say so.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "explore/frame_order.h"
#include "semantics/map_form.h"
#include "semantics/names.h"
#include "semantics/vm_layout.h"

namespace hv::explore {

/// What the segments of a segmented map are.
enum class SegmentKind : std::uint8_t { bounded, paged };

/// Where a VMM has the tables of a map in its memory: before the frames of the VM, or behind them.
enum class TablePlace : std::uint8_t { first, last };

/// The form of one f-map.
struct LevelMap {
  FormCode form = FormCode::paged;
  unsigned radix_levels = 1;  ///< radix only
  layout::MapType type = layout::MapType::resource;
  SegmentKind segments = SegmentKind::bounded;  ///< segmented only
  unsigned segment_bits = 4;                    ///< segmented only: 2 to this power pages in a segment
  FramePolicy policy = FramePolicy::alternating;
  unsigned page_bits = 0;  ///< Map::page_bits; paged and radix only
  TablePlace tables = TablePlace::first;

  /// Map::parameter.
  unsigned parameter() const {
    return form == FormCode::radix ? radix_levels : form == FormCode::segmented ? segment_bits : 0;
  }
  /// The most pages of a segment.
  Word segment_pages() const { return Word{1} << segment_bits; }
  bool has(SegmentKind kind) const { return form == FormCode::segmented && segments == kind; }
  /// How many pages stay in one piece, whatever the policy. (All of an R-B map.)
  Word unit() const { return has(SegmentKind::bounded) ? segment_pages() : own_page(); }
  /// Pages that make one page of the map's own size.
  Word own_page() const { return Word{1} << page_bits; }
  /// Words read for one application of the map: k of the closed forms.
  unsigned reads() const;
};

const char* to_string(SegmentKind kind);
const char* to_string(TablePlace place);

/// So many pages and as many more as make the last page of the map's own size whole.
inline Word whole_own_pages(const LevelMap& map, Word pages) {
  return pages_for(pages, map.own_page()) * map.own_page();
}

/// Pages that the tables of a map of this many pages take, none for R-B. The map must have no objection_to_map().
Word table_pages(const LevelMap& map, Word pages, Word page_words);

/// Pages of the VMM's memory, from `begin` on.
struct MapRoom {
  Word table, frames, end;
};
/// Where tables and frames of a VM with so many pages go; its frames begin a page of the map's own size.
MapRoom room_for(const LevelMap& map, Word pages, Word begin, Word page_words);

/// Nothing, or why a VM with so many pages cannot have this map. An identity f is refused: level i's words 0, 1, …
/// would be those of level i−1, so that both would have the same ROOT, and the VM's control block would lie in its own
/// memory.
std::optional<std::string> objection_to_map(const LevelMap& map, unsigned level, Word pages, Word page_words);

/// From what a policy may need to know.
struct LayingOut {
  unsigned level = 1;
  std::vector<Word> path;  ///< what tells this VM from others: for FramePolicy::random
  std::uint64_t seed = 1;
  std::vector<Word> in_order;     ///< all pages in the order of FramePolicy::in_order; empty: as they are numbered
  std::vector<Word> first_touch;  ///< pages in the order of FramePolicy::first_touch
};

/// The pages in the order of these numbers, one for each; empty for none.
std::vector<Word> sorted_by_number(const std::vector<Word>& numbers);

class MapLayout {
 public:
  using WriteWord = std::function<void(Word name, Word value)>;

  /// `table` and `frames` are names in the VMM's memory, of whole pages: room for table_pages() and for `pages` pages.
  MapLayout(const LevelMap& map, Word pages, Word page_words, Word table, Word frames);

  const LevelMap& map() const { return map_; }
  Word pages() const { return pages_; }
  /// VMCB word kTable.
  Word base() const { return map_.form == FormCode::relocation_bounds ? frames_ : table_; }
  /// Gives the pages their frames, by the map's policy. Before that, pages lie as they are numbered.
  void lay_out(const LayingOut& how);

  /// Name in the VMM's memory of the first word of this page's frame.
  Word frame(Word page) const { return frames_ + order_.frame(page) * page_words_; }
  Word name_below(Word name) const { return frame(name / page_words_) + name % page_words_; }
  /// Writes all table words; names are of the VMM's memory.
  void write_tables(const WriteWord& write) const;
  /// Writes the words of the VM's control block that say where the map is, by their offsets in it.
  void write_vmcb(const WriteWord& write) const;
  /// Calls use(name) for each table word that the map reads for this page, in that order.
  void each_table_word(Word page, const std::function<void(Word)>& use) const;

 private:
  void write_page_table(Word table, const WriteWord& write) const;
  Word own_pages() const { return pages_for(pages_, map_.own_page()); }
  void write_radix(const WriteWord& write) const;
  void write_segmented(const WriteWord& write) const;
  Word page_table_of_segments() const;

  LevelMap map_;
  Word pages_, page_words_, table_, frames_;
  FrameOrder order_;
};

/// Pages of a VMM's memory in the order in which hardware first touches them: FramePolicy::first_touch.
class TouchOrder {
 public:
  TouchOrder(Word pages, Word page_words) : page_words_(page_words), touched_(pages) {}

  void touch(Word name);
  /// What a reference to this page of a VM touches: the table words that its map reads, as it reads them, and the
  /// frame.
  void touch_for(const MapLayout& vm, Word page);
  const std::vector<Word>& pages() const { return pages_; }

 private:
  const Word page_words_;
  std::vector<bool> touched_;
  std::vector<Word> pages_;
};

}  // namespace hv::explore
