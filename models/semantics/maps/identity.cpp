// SPDX-License-Identifier: Apache-2.0
// Identity: every name is its own value, up to the bound.
#include "semantics/maps/forms.h"

namespace hv {
namespace {

class Identity final : public MapForm {
 public:
  std::optional<std::string> objection(const Map&, Word) const override { return std::nullopt; }

  MapResult apply(const Map& map, Word name, Word, TableReader&) const override {
    if (map.bound != kUnbounded && name >= map.bound) return MapFailure::beyond_bound;
    return Mapped{name};
  }

  unsigned dependent_reads(const Map&) const override { return 0; }
};

}  // namespace

const MapForm& identity_form() {
  static const Identity form;
  return form;
}

}  // namespace hv
