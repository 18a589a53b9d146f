// SPDX-License-Identifier: Apache-2.0
// In which order a VMM gives the frames of its memory to the pages of a VM.
#pragma once

#include <cstdint>
#include <vector>

#include "semantics/names.h"

namespace hv::explore {

/// The policies (fmap.policy); nest.h says what they come to in a nest.
enum class FramePolicy : std::uint8_t {
  alternating,  ///< in reverse at odd levels, turned by one page at even ones
  in_order,     ///< as the pages are numbered; of a trace's pages: by the trace's own numbers
  first_touch,  ///< as the pages are first referred to
  random,       ///< a permutation drawn from `seed`, another one for each VM
};

const char* to_string(FramePolicy policy);

/// A one-to-one map from pages 0 … pages − 1 to as many frames. Pages come in units that stay in one piece: single
/// pages, or the segments of so many that a bounded segmented map has (of which the last may be shorter).
class FrameOrder {
 public:
  /// Frame p for page p.
  FrameOrder(Word pages, Word unit) : pages_(pages), unit_(unit) {}

  /// The last unit first.
  static FrameOrder reversed(Word pages, Word unit);
  /// The next frame for each page, the first one for the last.
  static FrameOrder turned(Word pages);
  /// Units get their frames in the order in which `sequence` first names a page of each; those that it does not name
  /// come last, as they are numbered.
  static FrameOrder by_sequence(const std::vector<Word>& sequence, Word pages, Word unit);
  /// All permutations of the units are equally likely; which one depends on seed and path alone.
  static FrameOrder random(std::uint64_t seed, const std::vector<Word>& path, Word pages, Word unit);

  Word frame(Word page) const {
    switch (kind_) {
      case Kind::same: return page;
      case Kind::turned: return (page + 1) % pages_;
      case Kind::reversed: return from_the_end(page);
      case Kind::listed: return starts_[page / unit_] + page % unit_;
    }
    return page;
  }

 private:
  enum class Kind : std::uint8_t { same, turned, reversed, listed };
  Word from_the_end(Word page) const;
  Word units() const { return (pages_ + unit_ - 1) / unit_; }
  void list(const std::vector<Word>& units);

  Kind kind_ = Kind::same;
  Word pages_, unit_;
  std::vector<Word> starts_;  // listed: the first frame of each unit
};

}  // namespace hv::explore
