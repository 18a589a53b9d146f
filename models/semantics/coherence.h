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
#include "semantics/vmid_register.h"
#include "semantics/watched_words.h"

namespace hv {

class Coherence {
 public:
  using Number = VmNumbers::Number;

  /// `associator` may be null: then nothing is ever forgotten.
  Coherence(const AssociatorConfig& config, Associator* associator, const VmidRegister& vmid, const PageSize& page,
            Counters& counters);

  /// What the key adds to the page number for the running VM.
  std::uint32_t space() const { return space_; }
  /// The same for the active VM of this level, ≥ 1, where entries are of pages of every level.
  std::uint32_t space_of(unsigned level) const {
    return config_.key == AssociatorKey::vmid ? vmid_.number(level) : level;
  }
  /// Whether the real names that entries are made from must be told.
  bool needs_sources() const { return associator_ && config_.invalidation == Invalidation::snoop; }

  /// LVMID looks for a VM to append: what it read for another one, in vain, is of no matter.
  void lvmid_begins() { reading_.clear(); }
  /// LVMID read this word for the memory map of the VM that it is about to append.
  void lvmid_read(RealName word);
  using Sources = std::vector<RealName>;
  /// `slot` was made for the active VM of this level from these table words. True: a page of real memory has come to
  /// hold such a word.
  bool filled(Associator::Slot slot, unsigned level, const Sources& sources);
  /// The entry in `to` is the one in `from` once more.
  void copied(Associator::Slot from, Associator::Slot to);
  /// From which table words `slot` was made.
  const Sources& made_from(Associator::Slot slot) const { return origins_[slot].table_words; }
  /// The running VM goes on under this φ (input process: its entries were made under the one that it had last time).
  void goes_on_under(const PhiRegisters& phi);
  /// LVMID has appended a syllable.
  void appended();
  /// The running machine asks for all under its VMID to be forgotten: nothing to do where it is not relied on.
  void purged();
  /// A VM-fault has removed syllables.
  void removed();
  /// Someone stored into this real word. True: entries may have been forgotten.
  bool stored(RealName word) {
    if (!watched_.has(word)) return false;
    forget_made_from(word);
    return true;
  }
  /// Whether a store to the page with this real name might make an entry wrong.
  bool watches_page(RealName word) const { return watched_.has_page_of(word); }

 private:
  bool watch(const std::vector<RealName>& words, std::vector<RealName>& watched);
  void unwatch(std::vector<RealName>& watched);
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
  WatchedWords watched_;                        // all of these
  std::uint64_t needs_ = 0;                     // how often some were added

  // input process: φ that the entries of each space were made under
  std::map<std::uint32_t, PhiRegisters> phis_;

  // key level: the last syllable of each level, 0 for none
  std::array<Word, kLevelLimit + 1> last_syllable_{};
};

}  // namespace hv
