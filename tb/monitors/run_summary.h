// SPDX-License-Identifier: Apache-2.0
// What each machine of a nest did in a run, and how the time went.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "semantics/map_composer.h"
#include "semantics/processor/turn_observer.h"

namespace hv::tb {

/// One machine; without syllables, the real one.
struct MachineShare {
  std::vector<Word> vmid;
  std::uint64_t instructions = 0;        ///< attempted by it
  std::uint64_t vm_faults_given = 0;     ///< of its own f-map, whoever ran beneath it; its end and interrupts included
  std::uint64_t vm_faults_taken = 0;     ///< as VMM: of the maps of the VMs right beneath it
  std::uint64_t lvmid = 0;               ///< its LVMIDs that entered a VM
  std::uint64_t process_exceptions = 0;  ///< of its own
  std::uint64_t interrupts = 0;          ///< that it took itself
  std::uint64_t cycles = 0;              ///< until the instruction that changed the VMID had ended
};

/// Costs nothing while the VMID stays: the processor's counters and the time are divided where it changes.
class RunSummary final : public TurnObserver, public VmidObserver {
 public:
  using Now = std::function<std::uint64_t()>;  ///< time in cycles

  /// `counters`: the processor's own. All must outlive this.
  RunSummary(const VmidRegister& vmid, const Counters& counters, Now now)
      : vmid_(vmid), counters_(counters), now_(std::move(now)) {}

  /// The front panel has set the machine up; to be called before it runs.
  void started();
  void turned(const StepResult& result) override;
  void vmid_appended() override { reached_.push_back(vmid_.at(vmid_.depth()).syllable); }
  void vmid_removed() override {}  // what a fault leaves is told by the turn that follows
  /// The run has ended.
  void finish() { divide(); }

  /// In the order of the tree.
  std::vector<MachineShare> machines() const;

 private:
  using Vmid = std::vector<Word>;
  MachineShare& machine(const Vmid& vmid);
  void divide();

  const VmidRegister& vmid_;
  const Counters& counters_;
  Now now_;
  std::map<Vmid, MachineShare> machines_;  // in the order of the tree: a machine comes before those beneath it
  Vmid running_, reached_;                 ///< reached_: with what LVMID has appended in this instruction
  std::uint64_t instructions_ = 0, process_exceptions_ = 0, interrupts_ = 0, cycles_ = 0;  ///< as divided so far
};

/// A table, a machine a line, with sums; and how much of the time each level had.
std::string summary_text(const std::vector<MachineShare>& machines);
/// An array of objects.
nlohmann::ordered_json to_json(const std::vector<MachineShare>& machines);

}  // namespace hv::tb
