// SPDX-License-Identifier: Apache-2.0
// Which VM of a tree runs for how long (schedule.quantum), where each leaf has so many references to make.
//
// The VMM of level i − 1 gives each of its VMs of level i a quantum of references in turn, in the order of syllables
// and round again. What VMs beneath a VM do counts as its own; a VM that another VMM's quantum has suspended goes on
// with what is left of its own. A VM with nothing left to do is idle and gets no turn. Where no other VM of a VMM has
// anything left, the one that runs goes on, and nothing is switched. Where several quanta end at the same reference,
// the VMM nearest to the real machine is first; the others switch when they run again.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "explore/vm_tree.h"

namespace hv::explore {

class VmSchedule {
 public:
  /// Quantum of the VMs of this level, in references; 0: until all is done. Level ≥ 1.
  using Quantum = std::function<std::uint64_t(unsigned level)>;

  /// `references[leaf]` has each leaf to make. The tree must outlive this. The first leaf is at hand that the VMCBs'
  /// NEXT_SYLLABLEs lead to: it may have nothing to do.
  VmSchedule(const VmTree& tree, Quantum quantum, const std::vector<std::uint64_t>& references);

  /// What the VMM of level − 1 does: it takes the machine from its VM, and gives it to the one with `syllable`, which
  /// goes on with whatever ran in it last.
  struct Switch {
    unsigned level;
    Word syllable;
    bool ended;  ///< the VM that is left has nothing more to do; else its quantum has ended
  };
  /// What is to be done before the next reference, until there is nothing.
  std::optional<Switch> next_switch();
  /// The leaf that runs then.
  std::size_t leaf() const { return *tree_.vm(running_.back()).leaf; }
  /// How many references it makes before there can be another switch; 0: all is done.
  std::uint64_t slice() const;
  /// The leaf has made so many, at most slice().
  void made(std::uint64_t references);

 private:
  struct State {
    VmTree::Index current = 0;  ///< the child that ran last
    std::uint64_t used = 0;     ///< of the VM's own quantum
    std::uint64_t left = 0;     ///< references of all leaves beneath it, or its own
  };
  void follow();
  std::optional<VmTree::Index> other_child(VmTree::Index parent) const;

  const VmTree& tree_;
  Quantum quantum_;
  std::vector<State> states_;
  std::vector<VmTree::Index> running_;  // VMs of level 1, 2, … on the way to the leaf
};

}  // namespace hv::explore
