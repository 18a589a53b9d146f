// SPDX-License-Identifier: Apache-2.0
// The VMID register unit: LVMID (Figure 4) and the action on a VM-fault (Figure 5, "VM-fault"). Knows no instruction
// set: the processor's part of a VMCB is a block of words to it.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "semantics/map_composer.h"
#include "semantics/vm_layout.h"

namespace hv {

/// The words of any active level's memory, as the VMID unit reaches them: through the composer.
class LevelMemory {
 public:
  virtual ~LevelMemory() = default;
  /// `for_map`: the word takes part in a memory map (see MapComposer::read_level_word).
  virtual LevelRead read(ResourceName y, bool for_map) = 0;
  virtual void write(RealName name, Word value) = 0;
};

struct VmidConfig {
  unsigned syllables = 16;  ///< room in the VMID register, 1 to kLevelLimit
  Word page_words = 512;
  RegistersPolicy registers = RegistersPolicy::name;
  unsigned processor_words = layout::kHeadWords;  ///< length of the processor map
  /// Index in the processor map of the word that goes on changing while deeper VMs run (an interval timer), if any.
  std::optional<unsigned> running_word = std::nullopt;
};

/// LVMID ended inside the VM; the processor map is that VM's.
struct Entered {};
/// A ProcessException here is the issuer's own and has changed nothing; its name is the syllable.
using LvmidOutcome = std::variant<Entered, ProcessException, VmFault, NonexistentMemory>;

class VmidUnit {
 public:
  VmidUnit(const VmidConfig& config, LevelMemory& memory);

  const VmidRegister& vmid() const { return vmid_; }
  /// Why LVMID must not even begin in the running machine (checked before its operand is read), or nothing.
  std::optional<ExceptionCause> lvmid_objection() const;

  /// LVMID of this syllable, executed under this φ (a Type II map goes through it). On Entered, `processor`
  /// (processor_words words) has been loaded from the VM's VMCB: the last one's, where a whole suspended nest was
  /// restarted. On a fault the VMID may have grown; vm_fault() must follow.
  LvmidOutcome lvmid(Word syllable, PhiRegisters phi, std::vector<Word>& processor);
  /// VM-FAULT(i, y): saves `processor` in the running VM's VMCB, says why in that of x1…xi, and removes syllables
  /// until the VMM of level i − 1 runs. It goes on at layout::kVmFaultEntry.
  void vm_fault(const VmFault& fault, const std::vector<Word>& processor);
  /// The running word of the machine of this level (1 ≤ level ≤ kLevelLimit): as LVMID loaded it; to be set before
  /// vm_fault(), which saves those of all levels that it removes.
  Word running_word(unsigned level) const { return running_words_[level]; }
  void set_running_word(unsigned level, Word value) { running_words_[level] = value; }

  /// The real machine as it is switched on: VMID NULL.
  void reset();

  const Counters& counters() const { return counters_; }
  void reset_counters() { counters_ = {}; }
  /// The composer must be the first observer: others may ask it.
  void observe(VmidObserver* observer) { observers_.push_back(observer); }
  /// Not from within a call to an observer.
  void unobserve(VmidObserver* observer) {
    observers_.erase(std::remove(observers_.begin(), observers_.end(), observer), observers_.end());
  }

 private:
  /// A VM that could be appended.
  struct Candidate {
    ActiveLevel level;
    std::vector<Word> processor;
    Word next_syllable = 0;
  };
  struct Objection {
    ExceptionCause cause;
  };
  using Probe = std::variant<Candidate, Objection, VmFault, NonexistentMemory>;
  class Reading;

  Probe probe(Word syllable, bool first_step);
  bool included(const Candidate& found) const;
  void commit(Word syllable, const Candidate& candidate, PhiRegisters phi);
  void append(Candidate&& candidate, std::vector<Word>& processor, Word& next_syllable);
  void save(unsigned level, unsigned index, Word value);
  LvmidOutcome restart_nest(Word next_syllable, std::vector<Word>& processor);
  VmFault bad_nest() const;
  void write_vmcb(unsigned level, Word offset, Word value);

  VmidConfig config_;
  LevelMemory& memory_;
  PageSize page_;
  VmidRegister vmid_;
  Counters counters_;
  std::vector<VmidObserver*> observers_;
  std::array<Word, kLevelLimit + 1> running_words_{};  // by level
  bool processor_is_dead_ = false;  ///< LVMID was stopped in its restart loop: what it loaded must not be saved
};

}  // namespace hv
