// SPDX-License-Identifier: Apache-2.0
// Images of the VMM (tb/guest/vmm/vmm.hvs) with the virtual machines that it is to run, themselves images: of an
// operating system, of a program, or of the VMM again.
#pragma once

#include <string>
#include <vector>

#include "guest/guest_image.h"
#include "semantics/map_form.h"
#include "semantics/vm_layout.h"

namespace hv::tb {

/// One VM of a VMM.
struct GuestVm {
  GuestImage image;
  FormCode form = FormCode::paged;  ///< paged, relocation_bounds, radix (of two table levels) or segmented
  layout::MapType type = layout::MapType::resource;
  unsigned segment_bits = 4;  ///< segmented: 2 to this power pages in a segment
  bool pinned = false;        ///< all its memory is mapped where it has its home: no demand paging. R-B always is.
  bool may_lvmid = true;      ///< false: a terminal machine, without the virtual machine instructions
  Word io_map = 0;
};

struct VmmParameters {
  Word page_words = 512;
  Word console = 0;     ///< name of the console's first register; 0: none
  Word frames = 0;      ///< in the pool; 0: as many as the VMs that are paged have pages together
  Word slice = 0;       ///< instructions until it is another VM's turn; 0: only when one ends
  bool tell = false;    ///< say on the console how each VM ended
  bool prefix = false;  ///< begin each line of output with the VM's syllable
  bool churn = false;   ///< take a page away from the VMs at the end of each slice
  Word die_at = 0;      ///< the VM-fault at which this VMM fails; 0: never
};

/// Where a VMM has things; names of its own memory.
struct VmmPlaces {
  Word store_page = 0;  ///< from this page on there are only homes of VMs: what the real machine has as paging store
  struct Vm {
    Word descriptor = 0, home = 0, entries = 0, vmcb = 0;
  };
  std::vector<Vm> vms;
};

struct VmmImage {
  GuestImage image;
  VmmPlaces places;
};

/// Throws std::invalid_argument where such a VMM cannot be: no VM or more than nine, more than fit the page of control
/// blocks, a pool too small for one instruction to complete, an image too large.
VmmImage vmm_image(const VmmParameters& parameters, const std::vector<GuestVm>& vms);

/// The smallest pool with which any one instruction completes, the restart of a nest by LVMID included, of a VM that
/// has this many levels of VMM in it.
constexpr Word least_frames(unsigned levels) { return 16 + 8 * Word{levels}; }

// What the VMM keeps of a VM: offsets in its descriptor (tb/guest/vmm/layout.hvs).
constexpr Word kDescriptorState = 12, kDescriptorCode = 13, kDescriptorFaults = 14, kDescriptorLoads = 15;
constexpr Word kVmEnded = 1, kVmStopped = 2;
/// Operands of HALT of a VMM that fails.
constexpr Word kVmmDied = 0xd1ed, kVmmBroken = 0xbad;

}  // namespace hv::tb
