// SPDX-License-Identifier: Apache-2.0
#include "explore/map_layout.h"

#include <algorithm>
#include <numeric>

namespace hv::explore {
namespace {

/// Tables of a radix map on the way from the root that choose by digit `digit` (0: the root).
Word radix_nodes(Word pages, unsigned radix_levels, unsigned digit, Word page_words) {
  Word nodes = pages;
  for (unsigned level = radix_levels; level > digit; --level) nodes = pages_for(nodes, page_words);
  return nodes;
}

/// Pages that the segment table takes; page tables follow it.
Word segment_table_pages(const LevelMap& map, Word pages, Word page_words) {
  return pages_for(2 * pages_for(pages, map.segment_pages()), page_words);
}

}  // namespace

const char* to_string(SegmentKind kind) { return kind == SegmentKind::paged ? "paged" : "bounded"; }

const char* to_string(TablePlace place) { return place == TablePlace::last ? "last" : "first"; }

MapRoom room_for(const LevelMap& map, Word pages, Word begin, Word page_words) {
  const Word tables = table_pages(map, pages, page_words);
  const bool last = map.tables == TablePlace::last;
  const Word frames = whole_own_pages(map, last ? begin : begin + tables);
  return {last ? frames + pages : begin, frames, frames + pages + (last ? tables : 0)};
}

unsigned LevelMap::reads() const {
  Map registers;
  registers.form = form;
  registers.parameter = parameter();
  return map_form(form).dependent_reads(registers) + has(SegmentKind::paged);
}

Word table_pages(const LevelMap& map, Word pages, Word page_words) {
  if (map.form == FormCode::paged) return pages_for(pages_for(pages, map.own_page()), page_words);
  if (map.form == FormCode::segmented)
    return segment_table_pages(map, pages, page_words) +
           (map.has(SegmentKind::paged) ? pages_for(pages, page_words) : 0);
  if (map.form != FormCode::radix) return 0;
  Word total = 0;
  for (unsigned digit = 0; digit < map.radix_levels; ++digit)
    total += radix_nodes(pages_for(pages, map.own_page()), map.radix_levels, digit, page_words);
  return total;
}

std::optional<std::string> objection_to_map(const LevelMap& map, unsigned level, Word pages, Word page_words) {
  const std::string which = "the map f of level " + std::to_string(level);
  if (map.form == FormCode::identity)
    return which + " is the identity: level " + std::to_string(level) + " and the level below would have one ROOT";
  if (map.form == FormCode::segmented && map.segment_bits > kSegmentSizeLimit)
    return which + " has segments of 2 to the power " + std::to_string(map.segment_bits) + " pages; 0 to " +
           std::to_string(kSegmentSizeLimit) + " are possible";
  if (map.page_bits > 0 && map.form != FormCode::paged && map.form != FormCode::radix)
    return which + " has pages of 2 to the power " + std::to_string(map.page_bits) +
           " pages (fmap.page-bits), but its form is " + to_string(map.form) + ": only paged and radix maps have pages";
  if (map.form != FormCode::radix) return std::nullopt;
  if (map.radix_levels < 1 || map.radix_levels > kRadixLevelLimit)
    return which + " has " + std::to_string(map.radix_levels) + " table levels; 1 to " +
           std::to_string(kRadixLevelLimit) + " are possible";
  if (radix_nodes(pages_for(pages, map.own_page()), map.radix_levels, 0, page_words) > 1)
    return which + ", a radix map of " + std::to_string(map.radix_levels) + " table levels with pages of " +
           std::to_string(page_words) + " words, is too small for the level's " + std::to_string(pages) +
           " pages; it takes more fmap.radix-levels";
  return std::nullopt;
}

std::vector<Word> sorted_by_number(const std::vector<Word>& numbers) {
  std::vector<Word> pages(numbers.size());
  std::iota(pages.begin(), pages.end(), Word{0});
  std::sort(pages.begin(), pages.end(), [&](Word a, Word b) { return numbers[a] < numbers[b]; });
  return pages;
}

MapLayout::MapLayout(const LevelMap& map, Word pages, Word page_words, Word table, Word frames)
    : map_(map), pages_(pages), page_words_(page_words), table_(table), frames_(frames), order_(pages, map.unit()) {}

void MapLayout::lay_out(const LayingOut& how) {
  if (map_.form == FormCode::relocation_bounds) return;  // one piece
  switch (map_.policy) {
    case FramePolicy::alternating:
      order_ = how.level % 2 == 1 || map_.unit() > 1 ? FrameOrder::reversed(pages_, map_.unit())
                                                     : FrameOrder::turned(pages_);
      break;
    case FramePolicy::in_order:
      if (!how.in_order.empty()) order_ = FrameOrder::by_sequence(how.in_order, pages_, map_.unit());
      break;
    case FramePolicy::first_touch: order_ = FrameOrder::by_sequence(how.first_touch, pages_, map_.unit()); break;
    case FramePolicy::random: order_ = FrameOrder::random(how.seed, how.path, pages_, map_.unit()); break;
  }
}

void MapLayout::write_tables(const WriteWord& write) const {
  if (map_.form == FormCode::paged) write_page_table(table_, write);
  if (map_.form == FormCode::radix) write_radix(write);
  if (map_.form == FormCode::segmented) write_segmented(write);
}

void MapLayout::write_page_table(Word table, const WriteWord& write) const {
  for (Word own = 0; own < own_pages(); ++own) write(table + own, frame(own * map_.own_page()));
}

Word MapLayout::page_table_of_segments() const {
  return table_ + segment_table_pages(map_, pages_, page_words_) * page_words_;
}

void MapLayout::write_segmented(const WriteWord& write) const {
  const Word in_segment = map_.segment_pages(), page_table = page_table_of_segments();
  const bool paged = map_.has(SegmentKind::paged);
  for (Word begin = 0, at = table_; begin < pages_; begin += in_segment, at += 2) {
    write(at, paged ? (page_table + begin) | kPagedSegmentBit : frame(begin));
    write(at + 1, std::min(in_segment, pages_ - begin));
  }
  if (paged) write_page_table(page_table, write);
}

void MapLayout::write_radix(const WriteWord& write) const {
  const unsigned digits = map_.radix_levels;
  Word table = table_;  // the first of those that choose by this digit
  for (unsigned digit = 0; digit < digits; ++digit) {
    const Word nodes = radix_nodes(own_pages(), digits, digit, page_words_);
    const Word next_table = table + nodes * page_words_;
    const Word used = digit + 1 < digits ? radix_nodes(own_pages(), digits, digit + 1, page_words_) : own_pages();
    for (Word entry = 0; entry < nodes * page_words_; ++entry) {
      Word value = kAbsentBit;
      if (entry < used) value = digit + 1 < digits ? next_table + entry * page_words_ : frame(entry * map_.own_page());
      write(table + entry, value);
    }
    table = next_table;
  }
}

void MapLayout::each_table_word(Word page, const std::function<void(Word)>& use) const {
  if (map_.form == FormCode::paged) use(table_ + page / map_.own_page());
  if (map_.form == FormCode::segmented) {
    const Word segment = table_ + 2 * (page / map_.segment_pages());
    use(segment), use(segment + 1);
    if (map_.has(SegmentKind::paged)) use(page_table_of_segments() + page);
  }
  if (map_.form != FormCode::radix) return;
  Word table = table_;
  for (unsigned digit = 0; digit < map_.radix_levels; ++digit) {
    Word entry = page / map_.own_page();
    for (unsigned lower = digit + 1; lower < map_.radix_levels; ++lower) entry /= page_words_;
    use(table + entry);
    table += radix_nodes(own_pages(), map_.radix_levels, digit, page_words_) * page_words_;
  }
}

void MapLayout::write_vmcb(const WriteWord& write) const {
  write(layout::kTable, base());
  write(layout::kPages, pages_);
  write(layout::kForm, layout::form_word(map_.form, map_.parameter(), map_.type, map_.page_bits));
}

void TouchOrder::touch(Word name) {
  const Word page = name / page_words_;
  if (!touched_[page]) pages_.push_back(page);
  touched_[page] = true;
}

void TouchOrder::touch_for(const MapLayout& vm, Word page) {
  vm.each_table_word(page, [this](Word name) { touch(name); });
  touch(vm.frame(page));
}

}  // namespace hv::explore
