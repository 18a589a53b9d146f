// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace hv {

/// Which slot of each set was used longest ago, where a use is nothing but a time written down: `last_use[slot]`, no
/// two alike except 0 for a slot that holds nothing; of these, the first comes first.
///
/// Each set is a heap of its slots by the times as they were when the heap last looked. A slot's time only grows, so
/// the top is the oldest as soon as its time is still the one it is sorted by; else it sinks to where it belongs. Each
/// use thus costs at most one sinking, at the next replacement, however many uses came before: exact, and as cheap for
/// a million entries as for eight.
class LruOrder {
 public:
  using Slot = std::uint32_t;
  using Time = std::uint64_t;

  /// Slots s·ways to s·ways + ways − 1 are set s.
  LruOrder(std::uint32_t slots, std::uint32_t ways);

  Slot oldest(std::uint32_t set, const std::vector<Time>& last_use);
  /// Times have been set back.
  void sort_anew(const std::vector<Time>& last_use);

 private:
  struct Place {
    Time sorted_by;
    Slot slot;
  };
  static bool before(const Place& a, const Place& b) {
    return a.sorted_by < b.sorted_by || (a.sorted_by == b.sorted_by && a.slot < b.slot);
  }
  void sink(Place* heap, std::uint32_t at) const;

  std::uint32_t ways_;
  std::vector<Place> places_;
};

}  // namespace hv
