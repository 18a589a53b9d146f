// SPDX-License-Identifier: Apache-2.0
#include "semantics/associator.h"

#include <algorithm>

namespace hv {

Associator::Associator(const AssociatorConfig& config)
    : by_level_(config.has_levels_apart()), by_use_(config.fetch_entries > 0), has_second_(config.second_entries > 0) {
  const auto shape = [&](std::uint32_t entries, std::uint32_t ways) {
    return ArrayShape{entries, ways, config.replacement, config.seed + arrays_.size()};
  };
  if (by_level_) {
    for (const std::uint32_t entries : config.level_entries) add(shape(entries, config.ways));
  } else {
    add(shape(config.entries, config.ways));
    if (by_use_) add(shape(config.fetch_entries, config.fetch_ways));
  }
  if (has_second_) add(shape(config.second_entries, config.second_ways));
}

void Associator::add(const ArrayShape& shape) {
  arrays_.emplace_back(shape);
  begins_.push_back(begins_.back() + shape.entries);
}

Associator::Array Associator::array_of(Slot slot) const {
  if (is_plain()) return 0;
  return static_cast<Array>(std::upper_bound(begins_.begin(), begins_.end(), slot) - begins_.begin() - 1);
}

std::uint32_t Associator::forget_if(const std::function<bool(const Tag&, Slot)>& condemned) {
  std::uint32_t forgotten = 0;
  for (Array array = 0; array < arrays_.size(); ++array)
    forgotten +=
        arrays_[array].forget_if([&](const Tag& tag, Slot slot) { return condemned(tag, begins_[array] + slot); });
  return forgotten;
}

std::uint32_t Associator::occupancy() const {
  std::uint32_t sum = 0;
  for (const AssociatorArray& array : arrays_) sum += array.occupancy();
  return sum;
}

}  // namespace hv
