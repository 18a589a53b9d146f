// SPDX-License-Identifier: Apache-2.0
#include "explore/vm_schedule.h"

#include <algorithm>

namespace hv::explore {

using Index = VmTree::Index;

VmSchedule::VmSchedule(const VmTree& tree, Quantum quantum, const std::vector<std::uint64_t>& references)
    : tree_(tree), quantum_(std::move(quantum)), states_(tree.vms().size()) {
  for (Index vm = 0; vm < states_.size(); ++vm)
    if (!tree.vm(vm).leaf) states_[vm].current = tree.first_child(vm);
  for (std::size_t leaf = 0; leaf < references.size(); ++leaf)
    for (Index vm = tree.leaf(leaf);; vm = tree.vm(vm).parent) {
      states_[vm].left += references[leaf];
      if (vm == VmTree::kReal) break;
    }
  follow();
}

void VmSchedule::follow() {
  running_.clear();
  for (Index vm = VmTree::kReal; !tree_.vm(vm).leaf;) running_.push_back(vm = states_[vm].current);
}

/// The next one with something left to do, if there is one besides the current.
std::optional<Index> VmSchedule::other_child(Index parent) const {
  const auto& children = tree_.vm(parent).children;
  const auto current = children.find(tree_.syllable(states_[parent].current));
  for (auto next = current;;) {
    if (++next == children.end()) next = children.begin();
    if (next == current) return std::nullopt;
    if (states_[next->second].left > 0) return next->second;
  }
}

std::optional<VmSchedule::Switch> VmSchedule::next_switch() {
  for (const Index vm : running_) {
    const unsigned level = tree_.vm(vm).level();
    const bool ended = states_[vm].left == 0, expired = quantum_(level) > 0 && states_[vm].used >= quantum_(level);
    if (!ended && !expired) continue;
    states_[vm].used = 0;
    const Index vmm = tree_.vm(vm).parent;
    const auto other = other_child(vmm);
    if (!other) continue;
    states_[vmm].current = *other;
    follow();
    return Switch{level, tree_.syllable(*other), ended};
  }
  return std::nullopt;
}

std::uint64_t VmSchedule::slice() const {
  std::uint64_t most = states_[running_.back()].left;
  for (const Index vm : running_)
    if (const std::uint64_t quantum = quantum_(tree_.vm(vm).level()); quantum > 0)
      most = std::min(most, quantum - states_[vm].used);
  return most;
}

void VmSchedule::made(std::uint64_t references) {
  for (const Index vm : running_) {
    states_[vm].used += references;
    states_[vm].left -= references;
  }
  states_[VmTree::kReal].left -= references;
}

}  // namespace hv::explore
