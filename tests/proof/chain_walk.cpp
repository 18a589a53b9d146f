// SPDX-License-Identifier: Apache-2.0
#include "proof/chain_walk.h"

namespace hv::test {
namespace {

using What = ChainWalk::Place::What;

// models/ISA.md, sections 3, 6 and 7, typed in.
constexpr Word kAbsent = Word{1} << 63, kPagedSegment = Word{1} << 62;
constexpr unsigned kFaultAbsent = 1, kFaultBound = 2, kFaultBad = 3, kFaultPhi = 9;
constexpr Word kPaged = 0, kRelocation = 1, kRadix = 2, kIdentity = 3;

}  // namespace

/// A value on its way, or where the way ended.
struct ChainWalk::Step {
  bool ok = true;
  Word value = 0;
  Place end;
};

ChainWalk::Step ChainWalk::fault(unsigned level, Word name, unsigned cause) const {
  return {false, 0, {What::fault, name, level, cause}};
}

ChainWalk::Step ChainWalk::read(unsigned level, Word name) const {
  const Place place = down(level, name);
  if (place.what != What::real) return {false, 0, place};
  if (place.name >= words_) return {false, 0, {What::nonexistent, place.name, 0, 0}};
  return {true, memory_[place.name], {}};
}

ChainWalk::Process ChainWalk::phi(Phi phi, Word x) const {
  const bool bounded = phi.b != ~Word{0};
  if (phi.r % page_ != 0 || (bounded && (phi.b % page_ != 0 || phi.r + phi.b < phi.r))) return {0, 7};
  if (phi.r + x < x || (bounded && x >= phi.b)) return {0, 1};
  return {phi.r + x, 0};
}

ChainWalk::Step ChainWalk::frame(unsigned level, Word name, Word word) const {
  if (word & kAbsent) return fault(level, name, kFaultAbsent);
  if (word % page_ != 0) return fault(level, name, kFaultBad);
  return {true, word, {}};
}

/// Paged, and radix of any number of levels, with pages of the map's own size.
ChainWalk::Step ChainWalk::in_table(unsigned level, Word name, Word base) const {
  const Word form = at(level).form;
  const Word digits = (form & 0xff) == kPaged ? 1 : form >> 16 & 0xff, own = page_ << (form >> 24 & 0xff);
  Word table = base;
  for (Word left = digits; left > 0; --left) {
    Word digit = name / own;
    for (Word i = 1; i < left; ++i) digit /= page_;
    if ((form & 0xff) == kRadix) {
      if (left == digits && digit >= page_) return fault(level, name, kFaultBound);
      digit %= page_;
    }
    const Step word = read(level - 1, table + digit);
    if (!word.ok) return word;
    const Step next = frame(level, name, word.value);
    if (!next.ok) return next;
    table = next.value;
  }
  return {true, table + name % own, {}};
}

ChainWalk::Step ChainWalk::segmented(unsigned level, Word name, Word base) const {
  const Word page = name / page_, in_segment = Word{1} << (at(level).form >> 16 & 0xff);
  const Word segment = page / in_segment, offset = page % in_segment;
  const Step first = read(level - 1, base + 2 * segment);
  if (!first.ok) return first;
  if (first.value & kAbsent) return fault(level, name, kFaultAbsent);
  const Step length = read(level - 1, base + 2 * segment + 1);
  if (!length.ok) return length;
  if (offset >= length.value) return fault(level, name, kFaultBound);
  const Word begin = first.value & ~kPagedSegment;
  if (first.value & kPagedSegment) {
    const Step word = read(level - 1, begin + offset);
    const Step in_page = word.ok ? frame(level, name, word.value) : word;
    return in_page.ok ? Step{true, in_page.value + name % page_, {}} : in_page;
  }
  const Step whole = frame(level, name, begin);
  return whole.ok ? Step{true, begin + offset * page_ + name % page_, {}} : whole;
}

ChainWalk::Step ChainWalk::apply(unsigned level, Word name) const {
  const Level& map = at(level);
  Word base = map.table;
  if (base_again_) {
    const Step vmtab = read(level - 1, 0);
    const Step block = vmtab.ok ? read(level - 1, vmtab.value + map.syllable) : vmtab;
    const Step again = block.ok ? read(level - 1, block.value) : block;
    if (!again.ok) return again;
    base = again.value;
  }
  const Word form = map.form & 0xff;
  if (form == kRelocation && (name + base < name || name >= map.bound)) return fault(level, name, kFaultBound);
  if (name >= map.bound) return fault(level, name, kFaultBound);
  const Step value = form == kRelocation                ? Step{true, name + base, {}}
                     : form == kIdentity                ? Step{true, name, {}}
                     : form == kPaged || form == kRadix ? in_table(level, name, base)
                                                        : segmented(level, name, base);
  if (!value.ok || !map.type2) return value;
  const Process on = phi(map.issuer, value.value);
  return on.cause != 0 ? fault(level, name, kFaultPhi) : Step{true, on.name, {}};
}

ChainWalk::Place ChainWalk::down(unsigned level, Word name) const {
  for (; level > 0; --level) {
    const Step step = apply(level, name);
    if (!step.ok) return step.end;
    name = step.value;
  }
  return {What::real, name, 0, 0};
}

bool ChainWalk::append(Word syllable, Phi issuer, bool restart) {
  const unsigned below = depth();
  Level level;
  level.syllable = syllable;
  const auto place = [&](Word name, Word& real) {
    real = down(below, name).name;
    return read(below, name);
  };
  const Step vmtab = place(0, level.root);
  const Step length = vmtab.ok ? place(vmtab.value, level.length) : vmtab;
  const Step entry = length.ok ? place(vmtab.value + syllable, level.entry) : length;
  const Step table = entry.ok ? place(entry.value, level.block) : entry;
  if (!table.ok || syllable == 0 || syllable > length.value || level.block % page_ + kBlockWords > page_) return false;
  const Word* block = memory_ + level.block;
  level.table = block[0];
  level.bound = block[1] * page_;
  level.form = block[9];
  level.type2 = (block[9] >> 8 & 0xff) == 1;
  if (restart && below > 0) issuer = {memory_[at(below).block + 3], memory_[at(below).block + 4]};
  level.issuer = issuer;
  levels_.push_back(level);
  return true;
}

std::string show(const ChainWalk::Place& place) {
  switch (place.what) {
    case What::real: return "real " + std::to_string(place.name);
    case What::nonexistent: return "nonexistent " + std::to_string(place.name);
    case What::fault:
      return "t" + std::to_string(place.level) + " " + std::to_string(place.name) + " cause " +
             std::to_string(place.cause);
  }
  return "?";
}

}  // namespace hv::test
