// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>

#include "explore/pure_machine.h"
#include "proof/chain_walk.h"

namespace hv::test {

/// Watches a guest on the real machine for what no VMM can make equal; asked only where something was different. By
/// construction nearly no random guest does any of it, but they store into their own programs. Each is decided on the
/// real machine alone:
///
/// - another instruction than LOAD and STORE touches the console's page, or a VM of the guest does: a VMM carries out
///   these two for a virtual console and stops a VM that tries others, and a device that is not there cannot be handed
///   on;
/// - a VM stores into a word from which its own maps were made (ROOT, VMTAB, control blocks, tables): "f may not be in
///   the memory of level n+1". LVMID has read some of them already, and reads them again when a VMM restarts the nest;
/// - software reads the processor's words in a control block whose NEXT_SYLLABLE is not NULL, or a VM sets a
///   NEXT_SYLLABLE itself: the state of an issuer of LVMID is saved nowhere, so these words mean nothing;
/// - LVMID at VMID NULL of a relocation-bounds map that reaches beyond the memory: inclusion is tested in VMs only.
class ScopeWatch final : public AccessObserver, VmidObserver, InstructionObserver {
 public:
  /// `machine` has no associator and stands at the VMID NULL.
  explicit ScopeWatch(PureMachine& machine);
  bool left() const { return left_; }

 private:
  void accessed(const Access& access) override;
  void vmid_appended() override;
  void vmid_removed() override { chain_.truncate(machine_.vmid_unit().vmid().depth()); }
  void instruction_begins(const ProcessorState& state) override;
  void instruction_fetched(Word instruction) override { instruction_ = instruction; }
  void instruction_ends(const ProcessorState&, const StepResult&) override {}
  bool is_control_word(Word real) const;
  bool is_dead_word(Word real) const;

  PureMachine& machine_;
  ChainWalk chain_;
  ChainWalk::Phi phi_;
  Word instruction_ = 0;
  unsigned depth_at_begin_ = 0;
  std::set<Word> table_words_, blocks_;
  bool left_ = false;
};

}  // namespace hv::test
