// SPDX-License-Identifier: Apache-2.0
#include "explore/frame_order.h"

#include <algorithm>
#include <numeric>
#include <random>

namespace hv::explore {

const char* to_string(FramePolicy policy) {
  switch (policy) {
    case FramePolicy::alternating: return "alternating";
    case FramePolicy::in_order: return "in-order";
    case FramePolicy::first_touch: return "first-touch";
    case FramePolicy::random: return "random";
  }
  return "?";
}

FrameOrder FrameOrder::reversed(Word pages, Word unit) {
  FrameOrder order(pages, unit);
  order.kind_ = Kind::reversed;
  return order;
}

FrameOrder FrameOrder::turned(Word pages) {
  FrameOrder order(pages, 1);
  order.kind_ = Kind::turned;
  return order;
}

FrameOrder FrameOrder::by_sequence(const std::vector<Word>& sequence, Word pages, Word unit) {
  FrameOrder order(pages, unit);
  std::vector<bool> placed(order.units());
  std::vector<Word> units;
  const auto place = [&](Word one) {
    if (!placed[one]) units.push_back(one);
    placed[one] = true;
  };
  for (const Word page : sequence) place(page / unit);
  for (Word rest = 0; rest < order.units(); ++rest) place(rest);
  order.list(units);
  return order;
}

/// Shuffled by hand: what std::shuffle makes of a seed is not the same everywhere.
FrameOrder FrameOrder::random(std::uint64_t seed, const std::vector<Word>& path, Word pages, Word unit) {
  FrameOrder order(pages, unit);
  std::vector<std::uint32_t> entropy;
  const auto add = [&](std::uint64_t word) {
    entropy.insert(entropy.end(), {static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(word >> 32)});
  };
  add(seed);
  for (const Word step : path) add(step);
  std::seed_seq sequence(entropy.begin(), entropy.end());
  std::mt19937_64 dice(sequence);
  std::vector<Word> units(order.units());
  std::iota(units.begin(), units.end(), Word{0});
  for (std::size_t left = units.size(); left > 1; --left) std::swap(units[left - 1], units[dice() % left]);
  order.list(units);
  return order;
}

Word FrameOrder::from_the_end(Word page) const {
  const Word in_unit = page % unit_, begin = page - in_unit;
  return pages_ - begin - std::min(unit_, pages_ - begin) + in_unit;
}

void FrameOrder::list(const std::vector<Word>& units) {
  kind_ = Kind::listed;
  starts_.resize(units.size());
  Word next = 0;
  for (const Word one : units) {
    starts_[one] = next;
    next += std::min(unit_, pages_ - one * unit_);
  }
}

}  // namespace hv::explore
