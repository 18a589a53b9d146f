// SPDX-License-Identifier: Apache-2.0
// What the stepper prints of the machine.
#pragma once

#include <iosfwd>
#include <string>

#include "stepper/arguments.h"

namespace hv::tb {

/// One step as a line: number, VMID, mode, IC, instruction, outcome.
std::string line_of(const Stepped& step, const Symbols& symbols);
/// The instruction that comes next, as far as it can be known; where the machine does not step, why.
std::string next_line(Walk& walk);
void print_registers(std::ostream& out, Walk& walk);
/// `count` words from `name` on, with what they would be as instructions.
void print_dump(std::ostream& out, const Symbols& symbols, const MemoryView& view, Word name, Word count);
/// The nest: for each active level its control block, why it was last left, and the IC saved there.
void print_nest(std::ostream& out, Walk& walk);
/// All counters that are not 0.
void print_counters(std::ostream& out, Walk& walk);

}  // namespace hv::tb
