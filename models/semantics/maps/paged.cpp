// SPDX-License-Identifier: Apache-2.0
// Paged: a table of one word for each page. A word is the base of the page's frame, or has the t bit.
#include "semantics/maps/forms.h"

namespace hv {
namespace {

class Paged final : public MapForm {
 public:
  std::optional<std::string> objection(const Map& map, Word page_words) const override {
    if (map.bound == kUnbounded) return "a page table needs a bound";
    if (!whole_pages(map.bound, page_words)) return "the bound is not a whole number of pages";
    if (map.base + map.bound / page_words < map.base) return "the table reaches beyond the last name";
    return std::nullopt;
  }

  MapResult apply(const Map& map, Word name, Word page_words, TableReader& tables) const override {
    if (objection(map, page_words)) return MapFailure::bad_map;
    if (name >= map.bound) return MapFailure::beyond_bound;
    const std::optional<Word> entry = tables.read(map.base + name / page_words);
    if (!entry) return TableUnreadable{};
    if (*entry & kAbsentBit) return MapFailure::absent;
    if (!whole_pages(*entry, page_words)) return MapFailure::bad_map;
    return Mapped{*entry + name % page_words};
  }

  unsigned dependent_reads(const Map&) const override { return 1; }
};

}  // namespace

const MapForm& paged_form() {
  static const Paged form;
  return form;
}

}  // namespace hv
