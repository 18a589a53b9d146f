// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "guest/guest_image.h"
#include "proof/dice.h"
#include "semantics/machine_config.h"

namespace hv::test {

/// The program of busy_guest.h, for one machine of `pages` pages.
struct BusyProgram {
  BusyProgram(Dice& dice, const MachineConfig& machine, Word pages, bool virtual_machine);

  tb::GuestImage image;
  Word patch = 0;  ///< a word that it executes in each round, and that anyone may replace by harmless_instruction()
};

/// So many words are enough for it.
constexpr Word kBusyWords = 1100;

/// Changes one of R3 … R8 at most, or ends in an exception that is handled. `data`: a name that may be loaded and
/// stored.
Word harmless_instruction(Dice& dice, Word data);

}  // namespace hv::test
