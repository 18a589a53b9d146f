// SPDX-License-Identifier: Apache-2.0
#include "explore/nest.h"

#include <algorithm>

#include "semantics/vm_layout.h"

namespace hv::explore {
namespace {

constexpr Word kSyllable = 1;
constexpr Word kVmtab = isa::kNewB + 1;  // after the fixed locations
constexpr Word kVmtabWords = 2;          // its length, and one entry

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

/// Pages that the tables of a map of this many pages take.
Word table_pages(const LevelMap& map, Word pages, Word page_words) {
  if (map.form == FormCode::paged) return pages_for(pages, page_words);
  if (map.form == FormCode::segmented)
    return segment_table_pages(map, pages, page_words) +
           (map.has(SegmentKind::paged) ? pages_for(pages, page_words) : 0);
  if (map.form != FormCode::radix) return 0;
  Word total = 0;
  for (unsigned digit = 0; digit < map.radix_levels; ++digit)
    total += radix_nodes(pages, map.radix_levels, digit, page_words);
  return total;
}

/// Whether the VMCB fits page 0, behind the fixed locations and VMTAB.
bool vmcb_on_first_page(const NestShape& shape) {
  return kVmtab + kVmtabWords + layout::vmcb_words(shape.processor_words) <= shape.page_words;
}

VmPlace place(const NestShape& shape, unsigned level, Word pages) {
  VmPlace vm;
  const bool first_page = vmcb_on_first_page(shape);
  vm.map = shape.map(level);
  vm.pages = pages;
  vm.vmtab = kVmtab;
  vm.vmcb = first_page ? kVmtab + kVmtabWords : shape.page_words;
  vm.free = vm.vmcb + layout::vmcb_words(shape.processor_words);
  vm.vmm = (first_page ? 1 : 2) * shape.page_words;
  vm.table = vm.vmm + shape.vmm_pages * shape.page_words;
  vm.frames = vm.table + table_pages(vm.map, pages, shape.page_words) * shape.page_words;
  return vm;
}

unsigned reads_of(const LevelMap& map) {
  Map registers;
  registers.form = map.form;
  registers.parameter = map.parameter();
  return map_form(map.form).dependent_reads(registers) + map.has(SegmentKind::paged);
}

std::optional<std::string> objection_to_map(const NestShape& shape, unsigned level, Word pages) {
  const LevelMap& map = shape.map(level);
  const std::string which = "the map f of level " + std::to_string(level);
  if (map.form == FormCode::identity)
    return which + " is the identity: level " + std::to_string(level) + " and the level below would have one ROOT";
  if (map.form == FormCode::segmented && map.segment_bits > kSegmentSizeLimit)
    return which + " has segments of 2 to the power " + std::to_string(map.segment_bits) + " pages; 0 to " +
           std::to_string(kSegmentSizeLimit) + " are possible";
  if (map.form != FormCode::radix) return std::nullopt;
  if (map.radix_levels < 1 || map.radix_levels > kRadixLevelLimit)
    return which + " has " + std::to_string(map.radix_levels) + " table levels; 1 to " +
           std::to_string(kRadixLevelLimit) + " are possible";
  if (radix_nodes(pages, map.radix_levels, 0, shape.page_words) > 1)
    return which + ", a radix map of " + std::to_string(map.radix_levels) + " table levels with pages of " +
           std::to_string(shape.page_words) + " words, is too small for the level's " + std::to_string(pages) +
           " pages; it takes more fmap.radix-levels";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> objection(const NestShape& shape) {
  constexpr Word kMostPages = Word{1} << 40;  // far beyond any real memory, and no sum here overflows
  if (shape.depth > kLevelLimit) return "a nest has at most " + std::to_string(kLevelLimit) + " levels";
  if (shape.pages < 1 || shape.pages > kMostPages || shape.vmm_pages > kMostPages)
    return "the deepest level has no pages, or too many";
  if (shape.page_words < layout::vmcb_words(shape.processor_words))
    return "a page of " + std::to_string(shape.page_words) + " words has no room for a VMCB of " +
           std::to_string(layout::vmcb_words(shape.processor_words));
  if (shape.depth > 0 && shape.maps.empty()) return "no form is given for the maps f";
  Word pages = shape.pages;
  for (unsigned level = shape.depth; level > 0; --level) {
    if (auto reason = objection_to_map(shape, level, pages)) return reason;
    const VmPlace vm = place(shape, level, pages);
    pages += vm.frames / shape.page_words;
    if (pages > kMostPages) return "the nest takes too many pages";
  }
  return std::nullopt;
}

std::uint64_t reads_per_miss(const NestShape& shape, RegistersPolicy registers) {
  std::uint64_t below = 0;  // reads that take a name of the level below to its real name
  for (unsigned level = 1; level <= shape.depth; ++level) {
    const std::uint64_t k = reads_of(shape.map(level));
    switch (registers) {
      case RegistersPolicy::name: below = (k + 1) * (below + 1) - 1; break;
      case RegistersPolicy::none: below = (k + 3 + 1) * (below + 1) - 1; break;
      case RegistersPolicy::real:  // words of the first table, on its first page, need no map
        below = k == 0 ? below : k * (below + 1) - (shape.map(level).form == FormCode::segmented ? below : 0);
        break;
    }
  }
  return below;
}

Nest::Nest(const NestShape& shape) : shape_(shape), places_(shape.depth) {
  Word pages = shape.pages;
  for (unsigned level = shape.depth; level > 0; --level) {
    places_[level - 1] = place(shape, level, pages);
    pages += places_[level - 1].frames / shape.page_words;
  }
}

Word Nest::pages(unsigned level) const {
  if (level == shape_.depth) return shape_.pages;
  const VmPlace& next = vm(level + 1);
  return next.frames / shape_.page_words + next.pages;
}

std::optional<Word> Nest::entry_syllable() const {
  if (shape_.depth == 0) return std::nullopt;
  return kSyllable;
}

/// Name at level − 1 of the first word of the frame of this page of `level`.
Word Nest::frame(unsigned level, Word page) const {
  const VmPlace& place = vm(level);
  Word at = page;
  if (place.map.has(SegmentKind::bounded)) {
    const Word in_segment = page % place.map.segment_pages(), begin = page - in_segment;
    const Word length = std::min(place.map.segment_pages(), place.pages - begin);
    at = place.pages - begin - length + in_segment;
  } else if (place.map.form != FormCode::relocation_bounds)
    at = level % 2 == 1 ? place.pages - 1 - page : (page + 1) % place.pages;
  return place.frames + at * shape_.page_words;
}

RealName Nest::real(unsigned level, Word name) const {
  for (; level > 0; --level) name = frame(level, name / shape_.page_words) + name % shape_.page_words;
  return {name};
}

void Nest::write_at(unsigned level, Word name, Word value, const WriteWord& write) const {
  write(real(level, name), value);
}

std::vector<VmContents> Nest::resumable() const {
  std::vector<VmContents> contents(shape_.depth);
  for (unsigned level = 1; level <= shape_.depth; ++level)
    contents[level - 1] = {{0, 0, kUnbounded}, level < shape_.depth ? kSyllable : 0, layout::kMayLvmid};
  return contents;
}

void Nest::build(const WriteWord& write, const std::vector<VmContents>& contents) const {
  for (unsigned level = 1; level <= shape_.depth; ++level) {
    const VmPlace& place = vm(level);
    write_at(level - 1, layout::kRoot, place.vmtab, write);
    write_at(level - 1, place.vmtab, kSyllable, write);  // the only entry
    write_at(level - 1, layout::vmtab_entry(place.vmtab, kSyllable), place.vmcb, write);
    build_vmcb(level, contents.at(level - 1), write);
    if (place.map.form == FormCode::paged) build_page_table(level, place.table, write);
    if (place.map.form == FormCode::radix) build_radix(level, write);
    if (place.map.form == FormCode::segmented) build_segmented(level, write);
  }
}

void Nest::build_vmcb(unsigned level, const VmContents& contents, const WriteWord& write) const {
  const VmPlace& place = vm(level);
  const auto put = [&](Word offset, Word value) { write_at(level - 1, place.vmcb + offset, value, write); };
  put(layout::kTable, place.map.form == FormCode::relocation_bounds ? place.frames : place.table);
  put(layout::kPages, place.pages);
  put(layout::kForm, layout::form_word(place.map.form, place.map.parameter(), place.map.type));
  put(layout::kNextSyllable, contents.next_syllable);
  put(layout::kCapabilities, contents.capabilities);
  for (unsigned word = 0; word < std::min<std::size_t>(shape_.processor_words, contents.processor.size()); ++word)
    put(layout::processor_word(word), contents.processor[word]);
}

void Nest::build_page_table(unsigned level, Word table, const WriteWord& write) const {
  for (Word page = 0; page < vm(level).pages; ++page) write_at(level - 1, table + page, frame(level, page), write);
}

void Nest::build_segmented(unsigned level, const WriteWord& write) const {
  const VmPlace& place = vm(level);
  const Word in_segment = place.map.segment_pages();
  const bool paged = place.map.has(SegmentKind::paged);
  const Word page_table =
      place.table + segment_table_pages(place.map, place.pages, shape_.page_words) * shape_.page_words;
  for (Word begin = 0, at = place.table; begin < place.pages; begin += in_segment, at += 2) {
    write_at(level - 1, at, paged ? (page_table + begin) | kPagedSegmentBit : frame(level, begin), write);
    write_at(level - 1, at + 1, std::min(in_segment, place.pages - begin), write);
  }
  if (paged) build_page_table(level, page_table, write);
}

void Nest::build_radix(unsigned level, const WriteWord& write) const {
  const VmPlace& place = vm(level);
  const unsigned digits = place.map.radix_levels;
  Word table = place.table;  // the first of those that choose by this digit
  for (unsigned digit = 0; digit < digits; ++digit) {
    const Word nodes = radix_nodes(place.pages, digits, digit, shape_.page_words);
    const Word next_table = table + nodes * shape_.page_words;
    const Word used = digit + 1 < digits ? radix_nodes(place.pages, digits, digit + 1, shape_.page_words) : place.pages;
    for (Word entry = 0; entry < nodes * shape_.page_words; ++entry) {
      Word value = kAbsentBit;
      if (entry < used) value = digit + 1 < digits ? next_table + entry * shape_.page_words : frame(level, entry);
      write_at(level - 1, table + entry, value, write);
    }
    table = next_table;
  }
}

const char* to_string(SegmentKind kind) { return kind == SegmentKind::paged ? "paged" : "bounded"; }

}  // namespace hv::explore
