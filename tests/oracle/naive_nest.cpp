// SPDX-License-Identifier: Apache-2.0
#include "oracle/naive_nest.h"

#include <algorithm>

namespace hv::test {
namespace {

constexpr Word kAbsent = Word{1} << 63;
// Where level i−1 says where f_i is (policy `none`): ROOT → VMTAB, entry i → VMCB, word 0 → table.
constexpr Word kVmtab = 2;
Word vmtab_entry(unsigned level) { return kVmtab + level; }
Word vmcb(unsigned level) { return 8 + 2 * level; }

}  // namespace

NaiveNest::NaiveNest(unsigned depth, Word page_words, RegistersPolicy registers, std::uint64_t seed)
    : page_(page_words), registers_(registers), random_(seed), levels_(1) {
  levels_[0].bound = kRealPages * page_;
  for (Word page = 0; page < kRealPages; ++page) levels_[0].real_pages[page] = page;
  for (unsigned level = 0; level < depth; ++level) add_level();
  for (unsigned level = 1; level <= depth; ++level) damage(levels_[level]);
}

Word NaiveNest::take(Level& below) {
  const Word page = below.free.back();
  below.free.pop_back();
  return page;
}

void NaiveNest::add_level() {
  Level& below = levels_.back();
  for (const auto& [page, real_page] : below.real_pages)
    if (page != 0) below.free.push_back(page);
  std::shuffle(below.free.begin(), below.free.end(), random_);
  Level level;
  static const FormCode forms[] = {
      FormCode::paged,   FormCode::paged, FormCode::radix, FormCode::radix, FormCode::relocation_bounds,
      FormCode::identity};
  level.form = forms[random_() % 6];
  if (below.free.size() < 16) level.form = FormCode::identity;
  if (level.form == FormCode::paged)
    fill_paged(level, below.free);
  else if (level.form == FormCode::radix)
    fill_radix(level, below.free);
  else
    fill_moved(level);
  levels_.push_back(std::move(level));
}

void NaiveNest::map_page(Level& level, Word page, Word frame_page, const std::vector<Word>& path) {
  level.words[path.back()] = {frame_page * page_, State::good};
  level.real_pages[page] = levels_.back().real_pages.at(frame_page);
}

/// One table, anywhere within a page or, where the next page is there too, across its end.
void NaiveNest::fill_paged(Level& level, std::vector<Word>& frames) {
  const Word home = take(levels_.back());
  const Word pages = std::min<Word>({2 * frames.size() / 3, 24, page_});
  const auto after = std::find(frames.begin(), frames.end(), home + 1);
  Word offset = random_() % (page_ - pages + 1);
  if (after != frames.end() && random_() % 2) {
    frames.erase(after);
    offset = page_ - 1 - random_() % (pages - 1);
  }
  level.table = home * page_ + offset;
  level.bound = pages * page_;
  for (Word page = 0; page < pages; ++page) {
    if (page > 0 && random_() % 10 == 0)
      level.words[level.table + page] = {};
    else
      map_page(level, page, take(levels_.back()), {level.table + page});
  }
}

/// Pages in three clusters of the page numbers that the tree can have; the first begins with page 0.
void NaiveNest::fill_radix(Level& level, std::vector<Word>& frames) {
  level.radix_levels = 1 + random_() % 4;
  level.table = take(levels_.back()) * page_;
  std::map<std::vector<Word>, Word> tables;  // digits so far → table
  Word last = 0;
  for (unsigned cluster = 0; cluster < 3 && frames.size() > 12; ++cluster) {
    std::vector<Word> path_digits(level.radix_levels, 0);
    if (cluster > 0)
      for (unsigned i = 0; i + 1 < level.radix_levels; ++i) path_digits[i] = random_() % page_;
    const Word count = std::min<Word>(1 + random_() % 8, page_);
    for (Word digit = 0; digit < count && frames.size() > 6; ++digit) {
      path_digits.back() = digit;
      Word table = level.table, page = 0;
      std::vector<Word> prefix;
      for (unsigned i = 0; i < level.radix_levels; ++i) {
        page = page * page_ + path_digits[i];
        prefix.push_back(path_digits[i]);
        if (i + 1 == level.radix_levels) break;
        if (!tables.count(prefix)) tables[prefix] = take(levels_.back()) * page_;
        level.words[table + path_digits[i]] = {tables[prefix], State::good};
        table = tables[prefix];
      }
      last = std::max(last, page);
      if (!level.real_pages.count(page)) map_page(level, page, take(levels_.back()), {table + digit});
    }
  }
  level.bound = (last + 1 + random_() % 3 * page_) * page_;
}

/// Identity, and relocation-bounds.
void NaiveNest::fill_moved(Level& level) {
  const Level& below = levels_.back();
  Word first = 0;
  if (level.form == FormCode::relocation_bounds) {
    auto at = below.real_pages.begin();
    std::advance(at, random_() % (below.real_pages.size() / 2 + 1));
    first = at->first;
  }
  level.relocation = first * page_;
  const Word last = below.real_pages.rbegin()->first;
  level.bound = (last - first + 1 + random_() % 2) * page_;
  for (const auto& [page, real_page] : below.real_pages)
    if (page >= first) level.real_pages[page - first] = real_page;
}

void NaiveNest::damage(Level& level) {
  if (level.words.empty()) {
    if (random_() % 4 == 0) level.bound -= level.bound / page_ / 4 * page_;
    return;
  }
  const std::size_t place = static_cast<std::size_t>(&level - levels_.data());
  for (auto& [name, word] : level.words) {
    const unsigned dice = random_() % 100;
    if (dice < 5)
      word.state = State::absent;
    else if (dice < 8 && word.state == State::good)
      word.state = State::bad;
    // A frame beyond the level below: t there, or real memory that does not exist.
    else if (dice < 11 && word.state == State::good && level.radix_levels == 1)
      word.value = (levels_[place - 1].bound / page_ + 1 + random_() % 5) * page_;
  }
}

void NaiveNest::write(ArrayMemory& memory) const {
  for (unsigned i = 1; i < levels_.size(); ++i) {
    const Level& level = levels_[i];
    const auto put = [&](Word name, Word value) { memory.write(RealName{real(i - 1, name)}, value); };
    put(0, kVmtab);
    put(vmtab_entry(i), vmcb(i));
    put(vmcb(i), level.form == FormCode::relocation_bounds ? level.relocation : level.table);
    if (level.form == FormCode::radix)  // everything else in its tables is t
      for (const auto& [name, word] : level.words)
        for (Word other = name / page_ * page_; other < (name / page_ + 1) * page_; ++other)
          if (!level.words.count(other)) put(other, kAbsent | other);
    for (const auto& [name, word] : level.words)
      put(name, word.state == State::good  ? word.value
                : word.state == State::bad ? word.value + 1
                                           : kAbsent | word.value);
  }
}

void NaiveNest::append_to(VmidRegister& vmid) const {
  for (unsigned i = 1; i < levels_.size(); ++i) {
    const Level& level = levels_[i];
    ActiveLevel active;
    active.syllable = i;
    active.map = {level.form, level.radix_levels,
                  level.form == FormCode::relocation_bounds ? level.relocation : level.table, level.bound};
    if (level.form == FormCode::identity) active.map.base = 0;
    active.vmcb = {vmcb(i), i - 1};
    active.vmcb_real = RealName{real(i - 1, vmcb(i))};
    if (kept_real(i, level.table)) active.table_real = RealName{real(i - 1, level.table)};
    vmid.append(active);
  }
}

bool NaiveNest::kept_real(unsigned level, Word name) const {
  const Level& map = levels_[level];
  return registers_ == RegistersPolicy::real && !map.words.empty() && name / page_ == map.table / page_ &&
         !unreadable(level - 1, map.table, AccessKind::read);
}

/// Why the word of `level` cannot be had, as the composer's own read of it would fail; nothing if it can.
std::optional<Translation> NaiveNest::unreadable(unsigned level, Word name, AccessKind kind) const {
  Translation walked = down(level, name, kind);
  if (auto* fault = std::get_if<VmFault>(&walked)) {
    fault->implicit = true;
    return walked;
  }
  if (auto* nothing = std::get_if<NonexistentMemory>(&walked)) {
    nothing->implicit = true;
    return walked;
  }
  const RealName there = std::get<RealName>(walked);
  if (there.value < kRealPages * page_) return std::nullopt;
  return NonexistentMemory{there, kind, true};
}

Translation NaiveNest::down(unsigned i, Word y, AccessKind kind) const {
  if (i == 0) return RealName{y};
  const Level& level = levels_[i];
  if (registers_ == RegistersPolicy::none)
    for (const Word name : {Word{0}, vmtab_entry(i), vmcb(i)})
      if (const auto failure = unreadable(i - 1, name, kind)) return *failure;
  if (y >= level.bound) return VmFault{i, {y, i}, FaultCause::beyond_bound, kind};
  return level.words.empty() ? down(i - 1, y + level.relocation, kind) : through_table(i, y, kind);
}

std::vector<Word> NaiveNest::digits(const Level& level, Word page) const {
  if (level.form == FormCode::paged) return {page};
  std::vector<Word> digits;
  for (unsigned i = 0; i < level.radix_levels; ++i, page /= page_) digits.push_back(page % page_);
  if (page != 0) return {};
  std::reverse(digits.begin(), digits.end());
  return digits;
}

Translation NaiveNest::through_table(unsigned i, Word y, AccessKind kind) const {
  const Level& level = levels_[i];
  const auto fault = [&](FaultCause cause) { return Translation{VmFault{i, {y, i}, cause, kind}}; };
  const std::vector<Word> path = digits(level, y / page_);
  if (path.empty()) return fault(FaultCause::beyond_bound);
  Word at = level.table;
  for (const Word digit : path) {
    const Word name = at + digit;
    if (!kept_real(i, name))
      if (const auto failure = unreadable(i - 1, name, kind)) return *failure;
    const auto word = level.words.find(name);
    if (word == level.words.end() || word->second.state == State::absent) return fault(FaultCause::absent);
    if (word->second.state == State::bad) return fault(FaultCause::bad_map);
    at = word->second.value;
  }
  return down(i - 1, at + y % page_, kind);
}

Translation NaiveNest::walk(Word y, AccessKind kind) const { return down(depth(), y, kind); }

Word NaiveNest::some_name(std::mt19937_64& random) const {
  const auto& pages = levels_.back().real_pages;
  auto at = pages.begin();
  std::advance(at, random() % pages.size());
  const unsigned dice = random() % 20;
  const Word page = dice == 0 ? random() % (levels_.back().bound / page_ + 3) : dice == 1 ? at->first + 1 : at->first;
  return page * page_ + (random() % 3 ? random() % page_ : random() % 2 * (page_ - 1));
}

}  // namespace hv::test
