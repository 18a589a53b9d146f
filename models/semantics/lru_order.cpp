// SPDX-License-Identifier: Apache-2.0
#include "semantics/lru_order.h"

#include <utility>

namespace hv {

LruOrder::LruOrder(std::uint32_t slots, std::uint32_t ways) : ways_(ways), places_(slots) {
  for (Slot slot = 0; slot < slots; ++slot) places_[slot] = {0, slot};
}

LruOrder::Slot LruOrder::oldest(std::uint32_t set, const std::vector<Time>& last_use) {
  Place* const heap = &places_[std::size_t{set} * ways_];
  while (last_use[heap->slot] != heap->sorted_by) {
    heap->sorted_by = last_use[heap->slot];
    sink(heap, 0);
  }
  return heap->slot;
}

void LruOrder::sort_anew(const std::vector<Time>& last_use) {
  for (Place& place : places_) place.sorted_by = last_use[place.slot];
  for (std::size_t set = 0; set < places_.size(); set += ways_)
    for (std::uint32_t at = ways_ / 2; at-- > 0;) sink(&places_[set], at);
}

void LruOrder::sink(Place* heap, std::uint32_t at) const {
  const Place place = heap[at];
  for (std::uint32_t child = 2 * at + 1; child < ways_; child = 2 * at + 1) {
    if (child + 1 < ways_ && before(heap[child + 1], heap[child])) ++child;
    if (before(place, heap[child])) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = place;
}

}  // namespace hv
