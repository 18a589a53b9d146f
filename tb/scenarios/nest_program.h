// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "explore/configuration.h"
#include "scenarios/scenario.h"

namespace hv::tb {

/// A program in a nest of configuration.depth virtual machines, on maps and pages as configured. Each VMM above it
/// executes one LVMID, waits at location 1, and ends itself when its VM has ended; the program sums each
/// `stride`-th word of an array of `words` words `rounds` times, writes the sum behind the array, and ends.
/// Throws std::invalid_argument where no such nest can be built.
Scenario nest_program(const explore::Configuration& configuration, Word words = 2048, Word rounds = 4, Word stride = 1);

/// Where the program leaves its sum: a name of the deepest level, and the value.
struct NestProgramResult {
  Word name;
  Word sum;
};
NestProgramResult nest_program_result(const explore::Configuration& configuration, Word words = 2048, Word rounds = 4,
                                      Word stride = 1);

}  // namespace hv::tb
