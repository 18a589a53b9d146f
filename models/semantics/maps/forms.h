// SPDX-License-Identifier: Apache-2.0
// The map forms that exist, one file each, and what those in tables share.
#pragma once

#include "semantics/map_form.h"

namespace hv {

const MapForm& identity_form();
const MapForm& relocation_bounds_form();
const MapForm& paged_form();
const MapForm& radix_form();
const MapForm& segmented_form();

/// What makes no sense about the bound of a map in tables (`what`: "a page table"), or nothing.
std::optional<std::string> objection_to_bound(const Map& map, const char* what, Word page_words);

/// The largest b, at most kPageBitsLimit, such that the aligned block of 2^b pages around `name` lies in first … end −
/// 1 and, moved as `name` is to `to`, is aligned still.
unsigned block_bits_within(Word name, Word to, Word first, Word end, Word page_words);
/// The same in the page of the map's own size that `name` lies on.
unsigned block_bits_of_own_page(const Map& map, Word name, Word to, Word page_words);

/// What makes no sense about the size of a map's own pages, or nothing.
std::optional<std::string> objection_to_page_bits(const Map& map, bool possible);

/// What the table word at this name says: the base that it holds, which is whole pages, or t.
MapResult read_base(TableReader& tables, Word name, Word page_words);

/// The word of a page at this offset, if there is a page.
inline MapResult at_offset(const MapResult& base, Word offset) {
  const Mapped* const page = std::get_if<Mapped>(&base);
  return page ? Mapped{page->name + offset} : base;
}

}  // namespace hv
