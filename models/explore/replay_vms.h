// SPDX-License-Identifier: Apache-2.0
// Several traces at once, each in a VM of its own, which is a leaf of a tree of VMs (vm_tree.h). Their VMMs share the
// machine out by references (vm_schedule.h).
//
// A switch from one VM to another is what it is on the machine: a VM-fault (cause timer where a quantum has ended,
// ended where a trace has) leaves the VM for the VMM that switches and saves the processor in the VMCB; that VMM's
// LVMID reads ROOT, VMTAB and VMCB through the maps beneath it, and goes on by NEXT_SYLLABLE into whatever was
// suspended in the new VM. All that is read, written and counted: vm_faults, lvmid, vm_switches, lvmid_reads,
// vmcb_writes, map_reads; and associator.invalidation acts as for any LVMID. Not modelled are the VMMs themselves: the
// references that a VMM makes to choose a VM, to handle its timer, or while all its VMs are idle; where all VMs of a
// VMM have ended, the machine goes straight to the VMM further out that has another one. Nobody's memory is paged out
// or shared.
//
// In memory a reference takes 4 bytes, as in every replay; beside the traces there is a state for each VM.
#pragma once

#include "explore/replay.h"
#include "explore/vm_tree.h"

namespace hv::explore {

/// A trace and the VM that it is of. The trace must outlive what is made of it.
struct VmTrace {
  VmName name;
  const CompactTrace* trace;
};

/// Names for so many traces in sibling VMs of this level, at least 1: 1.1 … 1.n where `depth` is 2.
std::vector<VmName> sibling_names(unsigned depth, std::size_t count);
/// Levels of the deepest of these.
unsigned depth_of(const std::vector<VmName>& names);

/// Nothing, or why these cannot be replayed: throws ReplayImpossible as replay_vms() does before it begins.
void check_vms(const Configuration& configuration, const std::vector<VmTrace>& traces);

/// Replays all traces to their ends, beginning with the first VM of each VMM and with an empty associator. What is
/// counted begins after configuration.trace.warm_up references of all together. RunResult::vms has an element for each
/// trace. configuration.depth must be depth_of() the names (it stands in results). Throws ReplayImpossible as replay()
/// does, and where VmTree::objection().
RunResult replay_vms(const Configuration& configuration, const std::vector<VmTrace>& traces,
                     const ReplayProgress& progress = {});

}  // namespace hv::explore
