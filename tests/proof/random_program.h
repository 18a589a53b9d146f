// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "guest/guest_image.h"
#include "proof/dice.h"

namespace hv::test {

struct GuestTraits {
  Word page_words = 64;
  bool console = true;         ///< writes and reads the console
  bool console_input = false;  ///< and lets its input interrupt
};

struct RandomGuest {
  tb::GuestImage image;
  std::vector<Word> control_blocks;  ///< names of those that it has
};

/// A program of random instructions in both modes, with an exception handler that logs what happened and goes on, a
/// certain number of times. Most of them end.
tb::GuestImage random_program(Dice& dice, const GuestTraits& traits);

}  // namespace hv::test
