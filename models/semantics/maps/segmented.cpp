// SPDX-License-Identifier: Apache-2.0
// Segmented: the page number's lowest bits (as many as the parameter says) are the page within a segment, the rest is
// the segment's number. A segment has two words in the table: the first is the base of its memory, or has the t bit;
// the second is its length in pages. A paged segment's base is that of a page table, read as the paged form does.
#include "semantics/maps/forms.h"

namespace hv {
namespace {

constexpr Word kSegmentWords = 2;

class Segmented final : public MapForm {
 public:
  std::optional<std::string> objection(const Map& map, Word page_words) const override {
    if (map.parameter > kSegmentSizeLimit)
      return "a segment has at most 2 to the power " + std::to_string(kSegmentSizeLimit) + " pages";
    if (auto reason = objection_to_bound(map, "a segment table", page_words)) return reason;
    if (auto reason = objection_to_page_bits(map, false)) return reason;
    const Word in_segment = Word{1} << map.parameter;
    const Word segments = pages_for(map.bound / page_words, in_segment);
    if (map.base + kSegmentWords * segments < map.base) return "the table reaches beyond the last name";
    return std::nullopt;
  }

  MapResult apply(const Map& map, Word name, Word page_words, TableReader& tables) const override {
    if (objection(map, page_words)) return MapFailure::bad_map;
    if (name >= map.bound) return MapFailure::beyond_bound;
    const Word page = name / page_words;
    const Word segment = page >> map.parameter;
    const Word page_in_segment = page - (segment << map.parameter);
    const std::optional<Word> first = tables.read(map.base + kSegmentWords * segment);
    if (!first) return TableUnreadable{};
    if (*first & kAbsentBit) return MapFailure::absent;
    const std::optional<Word> length = tables.read(map.base + kSegmentWords * segment + 1);
    if (!length) return TableUnreadable{};
    if (page_in_segment >= *length) return MapFailure::beyond_bound;
    const Word base = *first & ~kPagedSegmentBit, offset = name % page_words;
    if (*first & kPagedSegmentBit) return at_offset(read_base(tables, base + page_in_segment, page_words), offset);
    if (!whole_pages(base, page_words)) return MapFailure::bad_map;
    return Mapped{base + page_in_segment * page_words + offset};
  }

  unsigned dependent_reads(const Map&) const override { return kSegmentWords; }
  /// How long the segment is, only its table tells.
  unsigned block_bits(const Map&, Word, Word, Word) const override { return 0; }
};

}  // namespace

const MapForm& segmented_form() {
  static const Segmented form;
  return form;
}

}  // namespace hv
