// SPDX-License-Identifier: Apache-2.0
#include "semantics/vmid_register.h"

#include <algorithm>

namespace hv {

VmNumbers::Number VmNumbers::child(Number parent, Word syllable) {
  const auto [place, fresh] = children_.try_emplace({parent, syllable}, static_cast<Number>(parents_.size()));
  if (fresh) parents_.push_back(parent);
  return place->second;
}

bool VmNumbers::is_under(Number vm, Number ancestor) const {
  while (vm > ancestor) vm = parents_[vm];  // a child's number is always larger than its parent's
  return vm == ancestor;
}

std::vector<Word> VmidRegister::syllables() const {
  std::vector<Word> syllables;
  for (const ActiveLevel& level : levels_) syllables.push_back(level.syllable);
  return syllables;
}

std::string VmidRegister::name(unsigned level) const {
  if (level == 0) return "NULL";
  std::string text;
  for (unsigned i = 1; i <= level; ++i) text += (i > 1 ? "." : "") + std::to_string(at(i).syllable);
  return text;
}

namespace {

/// Names below this bound have a value: inside the map's own bound, and no wrap past the last name. (The few names at
/// the very end that it leaves out take the long way through compose().)
Word safe_bound(const Map& map) { return std::min(map.bound, ~Word{0} - map.base); }

/// Bound below which every map of the run succeeds: y < upper's bound and y + upper.base < the run's bound.
Word fused_bound(const Map& upper, const StaticComposition& lower) {
  const Word left = lower.bound > upper.base ? lower.bound - upper.base : 0;
  return std::min(safe_bound(upper), left);
}

}  // namespace

void VmidRegister::append(ActiveLevel level) {
  level.fused.reset();
  if (level.map.form == FormCode::relocation_bounds && !level.issuer_phi) {
    const std::optional<StaticComposition> lower = depth() > 0 ? levels_.back().fused : std::nullopt;
    if (lower)
      level.fused = {level.map.base + lower->relocation, fused_bound(level.map, *lower), lower->below};
    else
      level.fused = {level.map.base, safe_bound(level.map), depth()};
  }
  numbers_of_levels_.push_back(numbers_.child(number(), level.syllable));
  levels_.push_back(std::move(level));
}

void VmidRegister::truncate(unsigned depth) {
  levels_.resize(depth);
  numbers_of_levels_.resize(depth);
}

unsigned VmidRegister::interrupt_level(unsigned device) const {
  unsigned level = 0;
  while (level < depth() && (at(level + 1).io_map >> device & 1)) ++level;
  return level;
}

std::string map_name(const VmidRegister& vmid, unsigned level) { return level == 0 ? "phi" : "f" + vmid.name(level); }

const char* to_string(RegistersPolicy policy) {
  switch (policy) {
    case RegistersPolicy::name: return "name";
    case RegistersPolicy::real: return "real";
    case RegistersPolicy::none: return "none";
  }
  return "?";
}

}  // namespace hv
