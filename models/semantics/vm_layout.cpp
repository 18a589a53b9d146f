// SPDX-License-Identifier: Apache-2.0
#include "semantics/vm_layout.h"

namespace hv::layout {

DecodedMap decode_map(Word table, Word pages, Word form, Word page_words) {
  const Word code = form & 0xff, type = form >> 8 & 0xff, parameter = form >> 16 & 0xff, page_bits = form >> 24 & 0xff;
  if (code >= kFormCodes) return {std::nullopt, {}, "no such form of map"};
  if (type > 1) return {std::nullopt, {}, "no such type of map"};
  if (form >> 32 != 0) return {std::nullopt, {}, "bits of the form word that mean nothing are set"};
  if (pages > ~Word{0} / page_words) return {std::nullopt, {}, "more pages than there are names"};
  const Map map{static_cast<FormCode>(code), static_cast<unsigned>(parameter), table, pages * page_words,
                static_cast<unsigned>(page_bits)};
  if (auto objection = map_form(map.form).objection(map, page_words)) return {std::nullopt, {}, *objection};
  return {map, static_cast<MapType>(type), {}};
}

}  // namespace hv::layout
