// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "explore/pure_machine.h"
#include "proof/chain_walk.h"

namespace hv::test {

/// Watches a machine: every reference must come to exactly the word that the running VM's maps give it, and every store
/// must be such a reference or one of those that LVMID and VM-faults make in the control blocks of active levels.
class IsolationMonitor final : public AccessObserver, VmidObserver, InstructionObserver, StoreObserver {
 public:
  /// `machine` must stand at the VMID NULL, and outlive the monitor.
  explicit IsolationMonitor(PureMachine& machine);

  /// The first thing that was wrong, or nothing.
  const std::string& violation() const { return violation_; }
  std::uint64_t accesses() const { return accesses_; }
  std::uint64_t stores() const { return stores_; }

 private:
  void accessed(const Access& access) override;
  void vmid_appended() override;
  void vmid_removed() override;
  void instruction_begins(const ProcessorState& state) override;
  void instruction_fetched(Word instruction) override { instruction_ = instruction; }
  void instruction_ends(const ProcessorState& state, const StepResult& result) override;
  void stores(RealName name) override;
  std::string expected(const Access& access) const;
  bool allowed(unsigned level, Word offset, const StepResult& result) const;
  void object(const std::string& what);

  PureMachine& machine_;
  ChainWalk chain_;
  ChainWalk::Phi phi_;
  Word instruction_ = 0;
  unsigned depth_at_begin_ = 0, deepest_ = 0;
  std::optional<Word> reference_;                     ///< the store that the last reference is about to make
  std::vector<std::pair<unsigned, Word>> in_blocks_;  ///< other stores of this instruction: level, offset
  std::string violation_;
  std::uint64_t accesses_ = 0, stores_ = 0;
};

}  // namespace hv::test
