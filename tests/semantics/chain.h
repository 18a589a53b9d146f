// SPDX-License-Identifier: Apache-2.0
// VMs 1, 1.1, … in one another, entered by one LVMID instruction of level 0, so that the interval timers of all
// levels run from known values on.
#pragma once

#include "oracle/test_machine.h"

namespace hv::test {

using isa::encode;
using isa::Op;

constexpr Word kInterrupts = Word{1} << 62;  ///< bit of the IC word
constexpr Word kRequested = Word{1} << 63;   ///< bit of a timer word

struct Chain : TestMachine {
  static constexpr Word kCode = 1000, kHandler = 600, kBoot = 980, kSyllableAt = 20;

  explicit Chain(unsigned depth_, const MachineConfig& config = small_config(64)) : TestMachine(config), depth(depth_) {
    for (unsigned level = 1; level <= depth; ++level) {
      VmSpec spec;
      spec.pages = 60 - 12 * level;
      spec.ic = kCode;
      vms.push_back(image.add(vms.back(), 1, spec));
    }
    put(0, kBoot, {encode(Op::lvmid, 0, kSyllableAt)});
    for (unsigned level = 0; level <= depth; ++level) {
      image.poke(vms[level], 1, encode(Op::lvmid, 0, kSyllableAt));  // every VMM does nothing but go on
      image.poke(vms[level], kSyllableAt, 1);
      put(level, isa::kNewIc, {kHandler, 0, kAll});
    }
  }
  void put(unsigned level, Word name, const std::vector<Word>& words) {
    for (const Word word : words) image.poke(vms[level], name++, word);
  }
  /// Word of the control block of the VM of this level, level ≥ 1.
  Word vmcb(unsigned level, Word offset) { return image.vmcb_word(vms[level], offset); }
  void set_vmcb(unsigned level, Word offset, Word value) { image.set_vmcb_word(vms[level], offset, value); }

  /// Runs the deepest machine from kCode on, `bits` in its IC word; timers[level] are those of all levels. That of
  /// level 0 is given as it stands once LVMID, which it counts, has been executed.
  void start(std::vector<Word> timers, Word bits = 0) {
    timers.resize(depth + 1, 0);
    ProcessorState state;
    state.ic = bits | kCode;
    state.timer = timers[0];
    if (depth > 0) {
      state.ic = kBoot;
      state.timer += timers[0] > 0;
      for (unsigned level = 1; level <= depth; ++level) {
        set_vmcb(level, kVmcbTimer, timers[level]);
        set_vmcb(level, kVmcbNext, level < depth);
      }
      set_vmcb(depth, kVmcbIc, bits | kCode);
    }
    processor().set_state(state);
    if (depth == 0) return;
    ASSERT_EQ(step(), "done");
    ASSERT_EQ(vmid().depth(), depth);
  }
  void steps(unsigned count, const std::string& outcome = "done") {
    for (unsigned i = 0; i < count; ++i) ASSERT_EQ(step(), outcome) << i;
  }
  Word timer(unsigned level) { return processor().timer(level); }
  /// cause and name of the last exception or interrupt of this level, with the old IC.
  std::vector<Word> swapped(unsigned level) {
    return {image.peek(vms[level], isa::kOldIc), image.peek(vms[level], isa::kCause),
            image.peek(vms[level], isa::kName)};
  }

  unsigned depth;
  std::vector<NestImage::Vm> vms{0};
};

inline std::string fault_of(unsigned level, Word name, const std::string& cause) {
  return "vm-fault t" + std::to_string(level) + " " + std::to_string(name) + "@" + std::to_string(level) + " " + cause;
}

}  // namespace hv::test
