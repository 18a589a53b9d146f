// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "semantics/maps/forms.h"

namespace hv {

std::optional<std::string> objection_to_bound(const Map& map, const char* what, Word page_words) {
  if (map.bound == kUnbounded) return std::string(what) + " needs a bound";
  if (!whole_pages(map.bound, page_words)) return "the bound is not a whole number of pages";
  return std::nullopt;
}

unsigned block_bits_within(Word name, Word to, Word first, Word end, Word page_words) {
  const Word page = name / page_words, distance = page - to / page_words;
  const Word first_page = pages_for(first, page_words),
             end_page = end / page_words;  // compared so that nothing overflows
  unsigned bits = 0;
  for (; bits < kPageBitsLimit; ++bits) {
    const Word size = Word{2} << bits, begin = page & ~(size - 1);
    if (distance % size != 0 || begin < first_page || begin + size > end_page) break;
  }
  return bits;
}

unsigned block_bits_of_own_page(const Map& map, Word name, Word to, Word page_words) {
  const Word own = page_words << map.page_bits, first = name - name % own;
  return block_bits_within(name, to, first, std::min(map.bound, first + own), page_words);
}

std::optional<std::string> objection_to_page_bits(const Map& map, bool possible) {
  if (!possible && map.page_bits > 0) return std::string(to_string(map.form)) + " maps have no pages of their own size";
  if (map.page_bits > kPageBitsLimit)
    return "a map's own pages are at most 2 to the power " + std::to_string(kPageBitsLimit) + " pages";
  return std::nullopt;
}

MapResult read_base(TableReader& tables, Word name, Word page_words) {
  const std::optional<Word> entry = tables.read(name);
  if (!entry) return TableUnreadable{};
  if (*entry & kAbsentBit) return MapFailure::absent;
  if (!whole_pages(*entry, page_words)) return MapFailure::bad_map;
  return Mapped{*entry};
}

}  // namespace hv
