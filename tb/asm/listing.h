// SPDX-License-Identifier: Apache-2.0
// Programs as text for people: the listing of an assembly, and images taken apart.
#pragma once

#include <string>

#include "asm/program.h"

namespace hv::assembly {

/// Address (decimal), word (hexadecimal), line, source of each line; expanded lines have a + for each expansion around
/// them. The symbols stand at the end.
std::string listing_text(const Program& program);

/// An assembly source from which the same image comes: labels, instructions, .word for what is no instruction or is not
/// written as the assembler would write it. Address, word and what the operand names stand in comments.
std::string disassembly_text(const Image& image);

/// One word as an assembly statement: "LOAD R1,40(R2)" or ".word 17".
std::string statement_text(Word word);

}  // namespace hv::assembly
