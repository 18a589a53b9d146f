// SPDX-License-Identifier: Apache-2.0
// Radix of k levels: a tree of tables. Each table fills one page, so a table word is chosen by one digit of the page
// number, written in base page_words, first digit first. A word is the base of the next table, or (last level) of the
// page's frame, or has the t bit. With 512-word pages and k = 3 this is the shape of Sv39, with k = 4 of Sv48.
#include "semantics/maps/forms.h"

namespace hv {
namespace {

class Radix final : public MapForm {
 public:
  std::optional<std::string> objection(const Map& map, Word page_words) const override {
    if (map.parameter < 1 || map.parameter > kRadixLevelLimit)
      return "a radix map has 1 to " + std::to_string(kRadixLevelLimit) + " levels";
    if (auto reason = objection_to_bound(map, "a radix map", page_words)) return reason;
    if (auto reason = objection_to_page_bits(map, true)) return reason;
    if (!whole_pages(map.base, page_words)) return "the first table does not begin a page";
    if (map.base + page_words < map.base) return "the first table reaches beyond the last name";
    return std::nullopt;
  }

  MapResult apply(const Map& map, Word name, Word page_words, TableReader& tables) const override {
    if (objection(map, page_words)) return MapFailure::bad_map;
    if (name >= map.bound) return MapFailure::beyond_bound;
    Word digits[kRadixLevelLimit];
    const Word own = page_words << map.page_bits;
    Word page = name / own;
    for (unsigned level = map.parameter; level-- > 0; page /= page_words) digits[level] = page % page_words;
    if (page != 0) return MapFailure::beyond_bound;  // more digits than the tree has levels
    MapResult table = Mapped{map.base};
    for (unsigned level = 0; level < map.parameter; ++level) {
      table = read_base(tables, std::get<Mapped>(table).name + digits[level], page_words);
      if (!std::holds_alternative<Mapped>(table)) break;
    }
    return at_offset(table, name % own);
  }

  unsigned dependent_reads(const Map& map) const override { return map.parameter; }
  unsigned block_bits(const Map& map, Word name, Word to, Word page_words) const override {
    return block_bits_of_own_page(map, name, to, page_words);
  }
};

}  // namespace

const MapForm& radix_form() {
  static const Radix form;
  return form;
}

}  // namespace hv
