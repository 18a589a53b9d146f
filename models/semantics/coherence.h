// SPDX-License-Identifier: Apache-2.0
// When entries of the associator must be forgotten. The paper has no purge instruction; that none is needed rests on
// one fact: f_x1…xj cannot change while the VMID extends x1…xj, because its VMM runs only when the VMID is exactly
// x1…x(j-1), and because f lies outside the memory of x1…xj ("f may not be in the memory of level n+1").
#pragma once

#include <array>
#include <map>
#include <set>
#include <vector>

#include "semantics/associator.h"
#include "semantics/counters.h"
#include "semantics/page_size.h"
#include "semantics/vmid_register.h"
#include "semantics/word_set.h"

namespace hv {

class Coherence {
 public:
  using Number = VmNumbers::Number;

  /// `associator` may be null: then nothing is ever forgotten.
  Coherence(const AssociatorConfig& config, Associator* associator, const VmidRegister& vmid, const PageSize& page,
            Counters& counters);

  /// What the key adds to the page number for the running VM.
  std::uint32_t space() const { return space_; }
  /// Whether the real names that entries are made from must be told.
  bool needs_sources() const { return associator_ && config_.invalidation == Invalidation::snoop; }

  /// LVMID read this word for the memory map of the VM that it is about to append.
  void lvmid_read(RealName word);
  /// `slot` was made for the running VM from these table words. True: a page of real memory holds such a word for the
  /// first time.
  bool filled(Associator::Slot slot, const std::vector<RealName>& sources);
  /// LVMID has appended a syllable.
  void appended();
  /// A VM-fault has removed syllables.
  void removed();
  /// Someone stored into this real word. True: entries may have been forgotten.
  bool stored(RealName word) {
    if (!watched_.contains(word)) return false;
    forget_made_from(word);
    return true;
  }
  /// Whether a store to the page with this real name might make an entry wrong.
  bool watches_page(RealName word) const { return watched_pages_.contains(page_number(word)); }

 private:
  bool watch(const std::vector<RealName>& words);
  RealName page_number(RealName word) const { return RealName{page_.page_of(word.value)}; }
  void forget_made_from(RealName word);
  void forget_under(unsigned level);
  void forget_replaced_sibling();
  bool issuer_phi_changed();
  void set_space();
  template <class Condemned>
  void forget(Condemned condemned);

  AssociatorConfig config_;
  Associator* associator_;
  const VmidRegister& vmid_;
  const PageSize& page_;
  Counters& counters_;
  std::uint32_t space_ = 0;

  // snoop
  struct Origin {
    Number vm = 0;
    std::vector<RealName> table_words;
  };
  std::vector<Origin> origins_;                        // of each slot's entry
  std::map<Number, std::vector<RealName>> map_words_;  // that LVMID read for a VM's memory map
  std::vector<RealName> reading_;                      // the same, for the VM that is being appended
  std::set<Number> outdated_;  // a map word was stored to while the VM may be running on what LVMID had read
  std::map<Number, PhiRegisters> issuer_phis_;  // that Type II maps last went through
  WordSet watched_;                             // all of these
  WordSet watched_pages_;                       // numbers of the real pages with such words

  // key level: the last syllable of each level, 0 for none
  std::array<Word, kLevelLimit + 1> last_syllable_{};
};

}  // namespace hv
