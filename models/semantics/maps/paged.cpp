// SPDX-License-Identifier: Apache-2.0
// Paged: a table of one word for each page of the map's own size. A word is the base of the page's frame, or has the t
// bit.
#include "semantics/maps/forms.h"

namespace hv {
namespace {

class Paged final : public MapForm {
 public:
  std::optional<std::string> objection(const Map& map, Word page_words) const override {
    if (auto reason = objection_to_bound(map, "a page table", page_words)) return reason;
    if (auto reason = objection_to_page_bits(map, true)) return reason;
    if (map.base + map.bound / page_words < map.base) return "the table reaches beyond the last name";
    return std::nullopt;
  }

  MapResult apply(const Map& map, Word name, Word page_words, TableReader& tables) const override {
    if (objection(map, page_words)) return MapFailure::bad_map;
    if (name >= map.bound) return MapFailure::beyond_bound;
    const Word own = page_words << map.page_bits;
    return at_offset(read_base(tables, map.base + name / own, page_words), name % own);
  }

  unsigned dependent_reads(const Map&) const override { return 1; }
  unsigned block_bits(const Map& map, Word name, Word to, Word page_words) const override {
    return block_bits_of_own_page(map, name, to, page_words);
  }
};

}  // namespace

const MapForm& paged_form() {
  static const Paged form;
  return form;
}

}  // namespace hv
