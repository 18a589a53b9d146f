// SPDX-License-Identifier: Apache-2.0
// A set-associative LRU memory written as plainly as can be: a list for each set, most recently used first.
#pragma once

#include <list>
#include <vector>

#include "semantics/associator.h"

namespace hv::test {

class LruList {
 public:
  struct Line {
    Tag tag;
    Word frame;
  };
  LruList(std::size_t entries, std::size_t ways) : ways_(ways ? ways : entries), sets_(entries / ways_) {}

  const Line* find(const Tag& tag) const {
    for (const Line& line : set(tag))
      if (line.tag.page == tag.page && line.tag.space == tag.space) return &line;
    return nullptr;
  }
  const Line* use(const Tag& tag) {
    auto& lines = set(tag);
    for (auto at = lines.begin(); at != lines.end(); ++at)
      if (at->tag.page == tag.page && at->tag.space == tag.space) {
        lines.splice(lines.begin(), lines, at);
        return &lines.front();
      }
    return nullptr;
  }
  void fill(const Tag& tag, Word frame) {
    auto& lines = set(tag);
    if (lines.size() == ways_) {
      lines.pop_back();
      ++replaced;
    }
    lines.push_front({tag, frame});
  }
  template <class Condemned>
  std::size_t forget(Condemned condemned) {
    const std::size_t before = size();
    for (auto& lines : sets_) lines.remove_if([&](const Line& line) { return condemned(line.tag); });
    return before - size();
  }
  std::size_t size() const {
    std::size_t count = 0;
    for (const auto& lines : sets_) count += lines.size();
    return count;
  }
  std::size_t replaced = 0;

 private:
  std::list<Line>& set(const Tag& tag) { return sets_[tag.page % sets_.size()]; }
  const std::list<Line>& set(const Tag& tag) const { return sets_[tag.page % sets_.size()]; }
  std::size_t ways_;
  std::vector<std::list<Line>> sets_;
};

}  // namespace hv::test
