// SPDX-License-Identifier: Apache-2.0
// Identity: every name is its own value, up to the bound.
#include "semantics/maps/forms.h"

namespace hv {
namespace {

class Identity final : public MapForm {
 public:
  std::optional<std::string> objection(const Map& map, Word) const override {
    return objection_to_page_bits(map, false);
  }

  MapResult apply(const Map& map, Word name, Word, TableReader&) const override {
    if (map.bound != kUnbounded && name >= map.bound) return MapFailure::beyond_bound;
    return Mapped{name};
  }

  unsigned dependent_reads(const Map&) const override { return 0; }
  unsigned block_bits(const Map& map, Word name, Word to, Word page_words) const override {
    return block_bits_within(name, to, 0, map.bound, page_words);
  }
};

}  // namespace

const MapForm& identity_form() {
  static const Identity form;
  return form;
}

}  // namespace hv
