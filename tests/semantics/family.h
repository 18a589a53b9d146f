// SPDX-License-Identifier: Apache-2.0
// A family of VMs: 1, 2, 1.1, 1.2, 1.1.1 and 1.1.1.1, all paged; each has its own recognizable processor map.
#pragma once

#include "oracle/test_machine.h"

namespace hv::test {

struct Family : TestMachine {
  explicit Family(const MachineConfig& config = small_config(128)) : TestMachine(config) {
    vm1 = add(0, 1, 60, 100);
    vm2 = add(0, 2, 10, 200);
    vm11 = add(vm1, 1, 40, 110);
    vm12 = add(vm1, 2, 8, 120);
    vm111 = add(vm11, 1, 20, 111);
    vm1111 = add(vm111, 1, 8, 1111);
  }
  NestImage::Vm add(NestImage::Vm parent, Word syllable, Word pages, Word ic) {
    VmSpec spec;
    spec.pages = pages;
    spec.ic = ic;
    const auto vm = image.add(parent, syllable, spec);
    for (Word i = 0; i < 16; ++i) image.set_vmcb_word(vm, kVmcbRegister0 + i, ic * 100 + i);
    return vm;
  }
  Word next(NestImage::Vm vm) { return image.vmcb_word(vm, kVmcbNext); }
  Word status(NestImage::Vm vm) { return image.vmcb_word(vm, kVmcbStatus); }
  Word fault_name(NestImage::Vm vm) { return image.vmcb_word(vm, kVmcbFaultName); }
  Word saved_ic(NestImage::Vm vm) { return image.vmcb_word(vm, kVmcbIc); }

  /// LVMID by the running machine; an outcome other than Entered is not delivered.
  std::string lvmid(Word syllable) {
    std::vector<Word> words;
    return show(unit().lvmid(syllable, {}, words));
  }
  void fault(const VmFault& fault, Word mark) { unit().vm_fault(fault, std::vector<Word>(isa::kProcessorWords, mark)); }
  /// A fault of f_level of the running VM, while its processor map is all `mark`.
  void fault(unsigned level, Word mark, FaultCause cause = FaultCause::absent) {
    fault(VmFault{level, {4321, level}, cause, AccessKind::read, false}, mark);
  }

  NestImage::Vm vm1, vm2, vm11, vm12, vm111, vm1111;
};

/// STATUS as the manual has it: cause, kind of access (fetch, read, write) from bit 8, implicit in bit 10.
constexpr Word status_of(Word cause, Word kind, Word implicit) { return cause | kind << 8 | implicit << 10; }

}  // namespace hv::test
