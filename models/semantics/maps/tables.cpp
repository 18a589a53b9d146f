// SPDX-License-Identifier: Apache-2.0
#include "semantics/maps/forms.h"

namespace hv {

std::optional<std::string> objection_to_bound(const Map& map, const char* what, Word page_words) {
  if (map.bound == kUnbounded) return std::string(what) + " needs a bound";
  if (!whole_pages(map.bound, page_words)) return "the bound is not a whole number of pages";
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
