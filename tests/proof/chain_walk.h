// SPDX-License-Identifier: Apache-2.0
// The f-maps of the running VM, found in real memory by the test's own code: VMTAB, control blocks and tables are read
// word by word, level by level, as models/ISA.md says it (sections 3 and 6). Nothing of the composer is used.
#pragma once

#include <string>
#include <vector>

#include "semantics/names.h"

namespace hv::test {

class ChainWalk {
 public:
  /// Where a name leads: a real name, or why it leads nowhere.
  struct Place {
    enum class What { real, fault, nonexistent } what = What::real;
    Word name = 0;       ///< real name, or the name that failed, at its level
    unsigned level = 0;  ///< of the map that failed
    unsigned cause = 0;  ///< of the VM-fault, by number
  };
  struct Phi {
    Word r = 0, b = ~Word{0};
  };
  /// What LVMID read for a level.
  struct Level {
    Word table = 0, bound = 0, form = 0;
    bool type2 = false;
    Phi issuer;
    Word syllable = 0;
    Word root = 0, length = 0, entry = 0, block = 0;  ///< real names
  };
  static constexpr Word kBlockWords = 28;

  /// `memory` has `words` words and must outlive it. `base_again`: each use of a map finds its base anew.
  ChainWalk(const Word* memory, Word words, Word page_words, bool base_again)
      : memory_(memory), words_(words), page_(page_words), base_again_(base_again) {}

  unsigned depth() const { return static_cast<unsigned>(levels_.size()); }
  const Level& at(unsigned level) const { return levels_[level - 1]; }
  /// LVMID appends a syllable. `issuer`: φ of the machine that executes it; ignored in the restart of a nest.
  /// False: the control block cannot be found.
  bool append(Word syllable, Phi issuer, bool restart);
  void truncate(unsigned depth) { levels_.resize(depth); }

  /// The real place of a name of `level`.
  Place down(unsigned level, Word name) const;
  /// φ(x), or the cause of the process exception.
  struct Process {
    Word name;
    unsigned cause;
  };
  Process phi(Phi phi, Word x) const;

 private:
  struct Step;
  Step apply(unsigned level, Word name) const;
  Step in_table(unsigned level, Word name, Word base) const;
  Step segmented(unsigned level, Word name, Word base) const;
  Step frame(unsigned level, Word name, Word word) const;
  Step read(unsigned level, Word name) const;
  Step fault(unsigned level, Word name, unsigned cause) const;

  const Word* memory_;
  Word words_, page_;
  bool base_again_;
  std::vector<Level> levels_;
};

std::string show(const ChainWalk::Place& place);

}  // namespace hv::test
