// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "guest/vmm_image.h"
#include "proof/dice.h"
#include "semantics/vmid_register.h"

namespace hv::test {

/// A guest as the innermost machine of a random tree of VMMs: one VMM in the other, of random page pools, time slices
/// and forms of map, sometimes with other guests beside the branch that leads to it.
struct VmmTree {
  struct Traits {
    Word page_words = 64;
    unsigned depth = 1;       ///< of VMMs, at least 1
    unsigned syllables = 16;  ///< of the machine that it will run on
    RegistersPolicy registers = RegistersPolicy::name;
    bool siblings = false;                       ///< there may be some; they are silent, and end
    bool hands_down_console_interrupts = false;  ///< the I/O maps of the branch
  };
  VmmTree(Dice& dice, const tb::GuestImage& guest, const Traits& traits);

  /// Where the guest's things are in real memory, once everything has ended and every page is at home.
  Word guest_home() const { return home_ + innermost().home; }
  Word guest_vmcb() const { return inner_vmm_home_ + innermost().vmcb; }
  Word guest_descriptor() const { return inner_vmm_home_ + innermost().descriptor; }

  tb::GuestImage outermost;
  std::string branch;  ///< tree name of the guest: syllables with dots
  unsigned sibling_count = 0;

 private:
  void wrap(Dice& dice, const Traits& traits, unsigned level);
  const tb::VmmPlaces::Vm& innermost() const { return made_.back(); }

  std::vector<tb::VmmPlaces::Vm> made_;  ///< the branch, from the outermost VMM inwards
  Word inner_vmm_home_ = 0, home_ = 0;
};

}  // namespace hv::test
