// SPDX-License-Identifier: Apache-2.0
// All sizes of a fully associative LRU memory at once, by the distances of its stack (Mattson, Gecsei, Slutz,
// Traiger: "Evaluation techniques for storage hierarchies", IBM Systems Journal 9, 1970).
//
// Keep all tags in one stack, the most recently used on top. A memory of s entries holds just the tags in the s
// topmost places, so a reference to the tag beneath d others is a hit for s > d and a miss for all smaller.
//
// A tag that is forgotten leaves its place behind, empty (a hole), as an entry is empty that the associator has
// forgotten: the next miss fills it, and nothing is replaced. In the stack: where the reference finds its tag at place
// d (places 0, 1, …; ∞: nowhere) and the topmost hole is at h < d, the tags above h move down by one, into the hole,
// and the tag goes on top, leaving a hole at d. Memories of s ≤ h entries had no hole and lose their oldest tag; those
// of h < s ≤ d had one, and lose nothing; those of s > d hit, and hold what they held. So in each of them the s
// topmost places remain what it holds, in the order of use. Without a hole above d, place d itself is filled.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace hv::explore {

/// How many references had which distance.
class DistanceCounts {
 public:
  using Distance = std::uint32_t;
  /// Of a reference to a tag that was never referred to before, or was forgotten since: a miss for every size.
  static constexpr Distance kNowhere = ~Distance{0};

  void add(Distance distance, std::uint64_t references = 1) {
    if (distance >= counts_.size()) return add_far(distance, references);
    counts_[distance] += references;
  }
  std::uint64_t references() const { return hits(kNowhere) + nowhere_; }
  /// Of a memory with so many entries.
  std::uint64_t misses(std::uint64_t entries) const { return references() - hits(entries); }
  std::uint64_t hits(std::uint64_t entries) const;
  /// The least number of entries at which a larger memory has no fewer misses.
  std::uint64_t enough() const;

 private:
  void add_far(Distance distance, std::uint64_t references);

  std::vector<std::uint64_t> counts_;
  std::uint64_t nowhere_ = 0;
};

/// The stack. The topmost places are an array; deeper ones are positions on a line, the topmost last, with a bit for
/// each place and a Fenwick tree over words of bits, so that no stream takes more than a logarithm. Positions are given
/// out anew when they run out: memory is of the order of the number of tags, however many references come.
class LruDistances {
 public:
  using Distance = DistanceCounts::Distance;
  static constexpr Distance kNowhere = DistanceCounts::kNowhere;
  /// Tags are small numbers: memory goes with the largest. At most kLastTag.
  using Tag = std::uint32_t;
  static constexpr Tag kLastTag = (Tag{1} << 30) - 1;

  LruDistances();

  /// The places above the tag's, which goes on top.
  Distance reference(Tag tag) {
    if (tag == recent_[0]) return 0;
    return reference_below_top(tag);
  }
  /// The two topmost tags, neither place being empty, have been referred to in turn so many times, the lower one first;
  /// the distance was always 1. (References to the tag on top in between change nothing.)
  void alternate(std::uint64_t times) {
    if (times % 2 == 1) std::swap(recent_[0], recent_[1]);
  }
  /// The tag's place becomes empty; nothing where it has none.
  void forget(Tag tag);
  /// Forgets all.
  void clear();
  /// Places, the empty ones among them: never more than there were tags at one time.
  std::size_t places() const { return recent_count_ + deep_places_; }

 private:
  using Position = std::uint32_t;
  static constexpr std::size_t kRecent = 32;         // measured
  static constexpr Tag kHole = kLastTag + 1;         // in a place
  static constexpr Position kNone = ~Position{0};    // of a tag without a place
  static constexpr Position kIsRecent = kNone - 1;   // of a tag in recent_
  static constexpr std::size_t kLeastLength = 1024;  // of the line

  Distance reference_below_top(Tag tag);
  Distance reference_recent(Tag tag);
  Distance reference_deep(Tag tag, Position at);
  void put_on_top(Tag tag, std::size_t hole);
  std::size_t topmost_recent_hole(std::size_t below) const;
  void push_deep(Tag tag);
  void append(Tag tag);
  void remove_deep(Position at);
  std::size_t deep_places_above(Position at) const;
  void renumber();
  void add_to_tree(std::size_t word, std::uint32_t places);

  std::array<Tag, kRecent> recent_;  // the topmost places
  std::size_t recent_count_ = 0, recent_holes_ = 0;
  std::vector<Position> position_;  // of each tag

  // The line: position 0 is the lowest place.
  std::vector<Tag> tag_at_;              // kHole: empty; meaningless where there is no place
  std::vector<std::uint64_t> is_place_;  // a bit for each position
  std::vector<std::uint32_t> tree_;      // Fenwick tree: places in all words before that of next_
  Position next_ = 0;                    // the first position not given out
  std::size_t deep_places_ = 0;
  std::set<Position> deep_holes_;
};

}  // namespace hv::explore
