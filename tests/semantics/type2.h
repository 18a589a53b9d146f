// SPDX-License-Identifier: Apache-2.0
// A chain of VMs whose maps f are of Type II.
#pragma once

#include "oracle/test_machine.h"

namespace hv::test {

constexpr Word kPage = 512;

/// A chain whose maps f are of Type II, and whose VMMs have φ that move every page.
struct TypeTwo : TestMachine {
  explicit TypeTwo(const MachineConfig& config = small_config(64)) : TestMachine(config) {}

  /// VM 1 of the last one, with `pages` pages; its VMM will run under the R-B φ (r, b).
  void add(Word pages, Word r, Word b = 64 * kPage, FormCode form = FormCode::paged) {
    const NestImage::Vm vm = push(pages, form, 1);
    for (Word page = 0; form == FormCode::paged && page < pages; ++page)
      image.set_entry(vm, page, image.home(vm, page) - r);
    if (form == FormCode::relocation_bounds) image.set_vmcb_word(vm, kVmcbTable, image.home(vm, 0) - r);
    set_phi(vms.size() - 2, r, b);
  }
  /// The same under a φ in a table of one level, which turns all pages by one.
  void add_under_tables(Word pages, FormCode form, unsigned radix_levels) {
    const NestImage::Vm vm = push(pages, form, radix_levels), vmm = image.parent(vm);
    const Word table = image.take_page(vmm), all = image.pages(vmm);
    for (Word page = 0; page < all; ++page) image.poke(vmm, table + page, (page + 1) % all * kPage);
    for (Word page = 0; page < pages; ++page)
      image.set_entry(vm, page, (image.home(vm, page) / kPage + all - 1) % all * kPage);
    set_phi(vms.size() - 2, table, all * kPage);
  }
  void set_phi(std::size_t level, Word r, Word b) {
    if (level == 0) return start_at(0, r, b);
    image.set_vmcb_word(vms[level], kVmcbR, r);
    image.set_vmcb_word(vms[level], kVmcbB, b);
  }
  NestImage::Vm push(Word pages, FormCode form, unsigned radix_levels) {
    VmSpec spec;
    spec.pages = pages;
    spec.form = form;
    spec.radix_levels = radix_levels;
    vms.push_back(image.add(vms.back(), 1, spec));
    const Word word = image.vmcb_word(vms.back(), kVmcbForm);
    image.set_vmcb_word(vms.back(), kVmcbForm, word | 1 << 8);
    return vms.back();
  }
  void leave(unsigned level) {
    unit().vm_fault({level, {0, level}, FaultCause::absent, AccessKind::read}, state().to_words());
    start_at(1);
  }
  std::string real_of(std::size_t level, Word name) { return show(RealName{image.real(vms[level], name)}); }

  std::vector<NestImage::Vm> vms{0};
};

}  // namespace hv::test
