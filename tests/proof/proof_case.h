// SPDX-License-Identifier: Apache-2.0
// One case of the proof: a random guest on the real machine, and as the innermost machine of a random tree of VMMs.
//
// At its end its registers, timer, memory, console output and the operand of its HALT must be the same ("a program run
// under the VMM exhibits an effect identical with that demonstrated if the program had been run on the original machine
// directly": Popek and Goldberg, 1974), and while it runs, some cases are watched for isolation.
//
// What guests do not do, since no VMM could make it equal:
//
// - see more room in the VMID register than there is: the real machine's is shorter by the VMMs' levels;
// - use another φ than relocation-bounds: the virtual console decodes instructions under that form only;
// - take interrupts of the console beside other VMs: only one has the device, the others' VMM hears of it at its own
//   time. With the I/O maps set on the whole branch and no siblings they are compared;
// - what scope_watch.h lists.
#pragma once

#include <string>

#include "proof/mix.h"

namespace hv::test {

/// Runs the case of this seed and adds what it was to `mix`; what was wrong, or nothing.
std::string run_case(std::uint64_t seed, Mix& mix);

/// The seed of case `number` of a run that was begun with `seed`.
std::uint64_t case_seed(std::uint64_t seed, std::uint64_t number);

}  // namespace hv::test
