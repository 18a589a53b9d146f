// SPDX-License-Identifier: Apache-2.0
// The policies of replacement that are not LRU (lru_list.h), as a textbook has them: slots in a row, a queue of the
// order in which entries were made, a tree of bits that each use turns away from itself, a published generator.
#pragma once

#include <list>
#include <optional>
#include <vector>

#include "semantics/associator.h"

namespace hv::test {

class ReplacementLists {
 public:
  struct Line {
    Tag tag;
    Word frame;
  };
  ReplacementLists(Replacement policy, std::size_t entries, std::size_t ways, std::uint64_t seed)
      : policy_(policy), ways_(ways ? ways : entries), state_(seed), sets_(entries / ways_) {
    for (Set& set : sets_) set.lines.resize(ways_), set.away.resize(ways_, false);
  }

  const Line* find(const Tag& tag) const {
    for (const auto& line : set_of(tag).lines)
      if (line && line->tag == tag) return &*line;
    return nullptr;
  }
  const Line* use(const Tag& tag) {
    Set& set = set_of(tag);
    for (std::size_t way = 0; way < ways_; ++way)
      if (set.lines[way] && set.lines[way]->tag == tag) {
        turn_away(set, way);
        return &*set.lines[way];
      }
    return nullptr;
  }
  void fill(const Tag& tag, Word frame) {
    Set& set = set_of(tag);
    const std::size_t way = victim(set);
    set.lines[way] = {tag, frame};
    set.queue.remove(way);
    set.queue.push_back(way);
    turn_away(set, way);
  }
  template <class Condemned>
  std::size_t forget(Condemned condemned) {
    std::size_t count = 0;
    for (Set& set : sets_)
      for (std::size_t way = 0; way < ways_; ++way)
        if (set.lines[way] && condemned(set.lines[way]->tag)) {
          set.lines[way].reset();
          set.queue.remove(way);
          ++count;
        }
    return count;
  }
  std::size_t size() const {
    std::size_t count = 0;
    for (const Set& set : sets_)
      for (const auto& line : set.lines) count += line.has_value();
    return count;
  }
  std::size_t replaced = 0;

 private:
  struct Set {
    std::vector<std::optional<Line>> lines;
    std::list<std::size_t> queue;  // fifo: ways, the oldest entry's first
    std::vector<bool> away;        // plru: node 1 is the root, 2i and 2i+1 are below i; true: to the right
  };
  std::size_t victim(Set& set) {
    for (std::size_t way = 0; way < ways_; ++way)
      if (!set.lines[way]) return way;
    ++replaced;
    if (policy_ == Replacement::fifo) return set.queue.front();
    if (policy_ == Replacement::random) return static_cast<std::size_t>((next_random() >> 32) * ways_ >> 32);
    std::size_t node = 1;
    while (node < ways_) node = 2 * node + set.away[node];
    return node - ways_;
  }
  void turn_away(Set& set, std::size_t way) {
    if (policy_ != Replacement::plru) return;
    for (std::size_t node = ways_ + way; node > 1; node /= 2) set.away[node / 2] = node % 2 == 0;
  }
  /// splitmix64 (S. Vigna).
  std::uint64_t next_random() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  Set& set_of(const Tag& tag) { return sets_[tag.page % sets_.size()]; }
  const Set& set_of(const Tag& tag) const { return sets_[tag.page % sets_.size()]; }

  Replacement policy_;
  std::size_t ways_;
  std::uint64_t state_;
  std::vector<Set> sets_;
};

}  // namespace hv::test
