// SPDX-License-Identifier: Apache-2.0
// Relocation-bounds (R-B): "add 1000, checking that 2100 is less than 3000". Inclusive: in a nest of R-B maps, each
// inside the one below, only the map of the deepest level can fail.
#include "semantics/maps/forms.h"

namespace hv {
namespace {

class RelocationBounds final : public MapForm {
 public:
  std::optional<std::string> objection(const Map& map, Word page_words) const override {
    if (!whole_pages(map.base, page_words)) return "the relocation is not a whole number of pages";
    if (auto reason = objection_to_page_bits(map, false)) return reason;
    if (map.bound == kUnbounded) return std::nullopt;
    if (!whole_pages(map.bound, page_words)) return "the bound is not a whole number of pages";
    if (map.base + map.bound < map.base) return "relocation and bound reach beyond the last name";
    return std::nullopt;
  }

  MapResult apply(const Map& map, Word name, Word page_words, TableReader&) const override {
    if (objection(map, page_words)) return MapFailure::bad_map;
    const bool wraps = name + map.base < name;
    if (wraps || (map.bound != kUnbounded && name >= map.bound)) return MapFailure::beyond_bound;
    return Mapped{name + map.base};
  }

  unsigned dependent_reads(const Map&) const override { return 0; }
  unsigned block_bits(const Map& map, Word name, Word to, Word page_words) const override {
    return block_bits_within(name, to, 0, map.bound, page_words);
  }
};

}  // namespace

const MapForm& relocation_bounds_form() {
  static const RelocationBounds form;
  return form;
}

}  // namespace hv
