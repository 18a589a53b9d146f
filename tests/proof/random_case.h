// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "proof/ending_program.h"
#include "proof/mix.h"
#include "proof/vmm_tree.h"

namespace hv::test {

/// A guest's end, as far as its own software could see it.
struct GuestEnd {
  std::vector<Word> processor;  ///< IC word, r, b, registers, timer
  std::vector<Word> memory;
  std::string console;
  Word halt_code = 0;
};

/// A random guest that ends on the real machine, and a tree of VMMs around it.
struct RandomCase {
  explicit RandomCase(std::uint64_t seed);

  MachineConfig real, virtual_;  ///< what the guest alone runs on, and what the tree runs on
  std::string input;             ///< of the console
  bool nest = false;             ///< the guest is a VMM itself
  RandomGuest guest;
  VmmTree::Traits traits;
  std::unique_ptr<VmmTree> tree;
  GuestEnd end;  ///< on the real machine
  Happened happened;
  std::uint64_t attempts = 0;  ///< of instructions, there
  std::uint64_t cut = 0;       ///< guests that did not end, before this one
  Word lot = 0;                ///< for whoever wants to decide something more about this case
 private:
  void choose_machines(Dice& dice);
  bool run_real();
};

/// No guest of a case attempts more instructions on the real machine.
constexpr std::uint64_t kMostGuestAttempts = 1500;

}  // namespace hv::test
