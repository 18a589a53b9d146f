// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "explore/pure_machine.h"
#include "proof/random_program.h"

namespace hv::test {

/// `config` with just the image's memory, and the console.
MachineConfig sized(MachineConfig config, const tb::GuestImage& image);

/// The image in a fresh machine that has just the image's memory, about to begin.
std::unique_ptr<PureMachine> machine_with(const tb::GuestImage& image, const MachineConfig& config,
                                          const std::string& input);

/// A random program that ends, and does nothing that a VMM cannot make equal (scope_watch.h), on a real machine with so
/// many syllables and these registers: where tables make no sense, LVMID may notice or not, as the registers are.
tb::GuestImage ending_program(Dice& dice, const GuestTraits& traits, unsigned syllables, RegistersPolicy registers);

}  // namespace hv::test
