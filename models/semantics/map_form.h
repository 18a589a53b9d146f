// SPDX-License-Identifier: Apache-2.0
// The forms that a map may have. One form serves φ and f alike ("the model imposes no requirement that the f-map be a
// page map, relocation-bounds map, or be of any other form"); only what a miss is called differs.
//
// To add a form: write maps/<form>.cpp with a MapForm, name its code in FormCode, and list it in map_form().
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "semantics/names.h"

namespace hv {

/// As stored in the form word of a control block (vm_layout.h).
enum class FormCode : std::uint8_t { paged = 0, relocation_bounds = 1, radix = 2, identity = 3, segmented = 4 };
constexpr unsigned kFormCodes = 5;

/// The largest number of table levels of a radix map.
constexpr unsigned kRadixLevelLimit = 6;
/// The largest segments have 2 to this power pages.
constexpr unsigned kSegmentSizeLimit = 20;

/// The largest pages of a map are 2 to this power pages.
constexpr unsigned kPageBitsLimit = 20;

/// The bound that bounds nothing.
constexpr Word kUnbounded = ~Word{0};

/// Bit 63 of a table word: t, no frame. (0 is a valid frame base.)
constexpr Word kAbsentBit = Word{1} << 63;
/// Bit 62 of a segment's first word: the segment is paged.
constexpr Word kPagedSegmentBit = Word{1} << 62;

/// One map, as registers hold it. All numbers are words of memory.
struct Map {
  FormCode form = FormCode::identity;
  /// radix: how many table levels, 1 to kRadixLevelLimit; segmented: a segment has up to 2 to this power pages, 0 to
  /// kSegmentSizeLimit; without meaning otherwise
  unsigned parameter = 1;
  Word base = 0;            ///< relocation of an R-B map; name of the first table word of a table map
  Word bound = kUnbounded;  ///< names from this one on have no value; kUnbounded: no bound
  /// paged, radix: its own pages are 2 to this power pages, 0 to kPageBitsLimit; 0 otherwise
  unsigned page_bits = 0;
};

/// Why a map has no value for a name.
enum class MapFailure : std::uint8_t { absent, beyond_bound, bad_map };

/// The map's value.
struct Mapped {
  Word name;
};
/// A table word could not be read; the reader knows why.
struct TableUnreadable {};

using MapResult = std::variant<Mapped, MapFailure, TableUnreadable>;

/// Reads the words of a map's tables, which are named at the level below the map.
class TableReader {
 public:
  virtual ~TableReader() = default;
  /// The table word, or nothing where it cannot be had (the reader keeps the reason).
  virtual std::optional<Word> read(Word name) = 0;
};

/// What one form of map does. Stateless.
class MapForm {
 public:
  virtual ~MapForm() = default;
  /// Nothing, or what makes no sense about the map's registers; `page_words` is the page size in words.
  virtual std::optional<std::string> objection(const Map& map, Word page_words) const = 0;
  /// The map's value for `name`. Checks every limit; never reads a table word that lies beyond the table.
  virtual MapResult apply(const Map& map, Word name, Word page_words, TableReader& tables) const = 0;
  /// How many table words one application reads: k of the closed forms. (segmented: in a segment without pages)
  virtual unsigned dependent_reads(const Map& map) const = 0;
  /// The map takes `name` to `to`. An aligned block of 2^b pages around `name` goes with it to an aligned block, in one
  /// piece, as far as can be told from the map's registers: b, at most kPageBitsLimit.
  virtual unsigned block_bits(const Map& map, Word name, Word to, Word page_words) const = 0;
};

/// The form with this code.
const MapForm& map_form(FormCode code);

const char* to_string(FormCode code);
const char* to_string(MapFailure failure);

inline bool whole_pages(Word words, Word page_words) { return words % page_words == 0; }
/// How many pages of so many it takes for all of these.
constexpr Word pages_for(Word items, Word per_page) { return (items + per_page - 1) / per_page; }

}  // namespace hv
