// SPDX-License-Identifier: Apache-2.0
// An oracle for composed maps: a random nest whose maps the test keeps in std::map, with damage here and
// there; the memory image and the VMID register are made from it, and it walks its own maps, never that
// image.
#pragma once

#include <map>
#include <random>
#include <vector>

#include "semantics/memory.h"
#include "semantics/outcome.h"
#include "semantics/vmid_register.h"

namespace hv::test {

class NaiveNest {
 public:
  static constexpr Word kRealPages = 260;

  NaiveNest(unsigned depth, Word page_words, RegistersPolicy registers, std::uint64_t seed);

  unsigned depth() const { return static_cast<unsigned>(levels_.size()) - 1; }
  /// Puts every table word where it belongs.
  void write(ArrayMemory& memory) const;
  /// Appends all levels, with the registers that LVMID would have loaded.
  void append_to(VmidRegister& vmid) const;
  /// f_x1(… f_x1…xn(y)).
  Translation walk(Word y, AccessKind kind) const;
  /// A name of the deepest level that is worth a try.
  Word some_name(std::mt19937_64& random) const;

 private:
  enum class State { good, absent, bad };
  struct TableWord {
    Word value = 0;  // as it would be undamaged: next table or frame
    State state = State::absent;
  };
  struct Level {
    FormCode form = FormCode::identity;
    unsigned radix_levels = 1;
    Word bound = 0, relocation = 0, table = 0;
    std::map<Word, Word> real_pages;  // page → real page, before any damage
    std::map<Word, TableWord> words;  // of this level's map; names of the level below
    std::vector<Word> free;           // pages not yet used for the level above
  };

  void add_level();
  void fill_paged(Level& level, std::vector<Word>& frames);
  void fill_radix(Level& level, std::vector<Word>& frames);
  void map_page(Level& level, Word page, Word frame_page, const std::vector<Word>& path);
  void fill_moved(Level& level);
  void damage(Level& level);
  Word take(Level& below);
  Translation down(unsigned level, Word y, AccessKind kind) const;
  std::optional<Translation> unreadable(unsigned level, Word name, AccessKind kind) const;
  Translation through_table(unsigned level, Word y, AccessKind kind) const;
  std::vector<Word> digits(const Level& level, Word page) const;
  bool kept_real(unsigned level, Word name) const;
  Word real(unsigned level, Word name) const {
    return levels_[level].real_pages.at(name / page_) * page_ + name % page_;
  }

  Word page_;
  RegistersPolicy registers_;
  std::mt19937_64 random_;
  std::vector<Level> levels_;
};

}  // namespace hv::test
