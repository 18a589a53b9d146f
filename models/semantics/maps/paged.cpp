// SPDX-License-Identifier: Apache-2.0
// Paged: a table of one word for each page. A word is the base of the page's frame, or has the t bit.
#include "semantics/maps/forms.h"

namespace hv {
namespace {

class Paged final : public MapForm {
 public:
  std::optional<std::string> objection(const Map& map, Word page_words) const override {
    if (auto reason = objection_to_bound(map, "a page table", page_words)) return reason;
    if (map.base + map.bound / page_words < map.base) return "the table reaches beyond the last name";
    return std::nullopt;
  }

  MapResult apply(const Map& map, Word name, Word page_words, TableReader& tables) const override {
    if (objection(map, page_words)) return MapFailure::bad_map;
    if (name >= map.bound) return MapFailure::beyond_bound;
    return at_offset(read_base(tables, map.base + name / page_words, page_words), name % page_words);
  }

  unsigned dependent_reads(const Map&) const override { return 1; }
};

}  // namespace

const MapForm& paged_form() {
  static const Paged form;
  return form;
}

}  // namespace hv
