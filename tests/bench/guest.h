// SPDX-License-Identifier: Apache-2.0
// The guest of all cpu rows: tb::nest_program, which sums an array round after round.
#pragma once

#include <stdexcept>
#include <string>

#include "scenarios/nest_program.h"

namespace hv::bench {

/// Five pages of 512 words with the program's own: all of them stay in an associator of 64 entries.
constexpr Word kGuestWords = 2048;
/// More rounds than any row gets through.
constexpr Word kEndlessRounds = Word{1} << 40;

// What one element of the array takes: ADD (with an operand in memory), ADDI, LA, SLTI, JNZ.
constexpr Word kElementInstructions = 5;
constexpr Word kElementReferences = kElementInstructions + 1;
/// In lock-step the processor waits after each reference and after each instruction.
constexpr Word kElementWaits = kElementReferences + kElementInstructions;

/// All instructions that the guest executes from its first to its HALT: three a round beside the elements,
/// and four around the rounds.
constexpr Word guest_instructions(Word words, Word rounds) { return rounds * (kElementInstructions * words + 3) + 4; }

/// The machine of the rows: paged f-maps, an associator of 64 entries.
inline explore::Configuration guest_configuration(unsigned depth) {
  explore::Configuration configuration;
  configuration.depth = depth;
  configuration.machine.associator.entries = 64;
  return configuration;
}

inline tb::Scenario guest(unsigned depth, Word words, Word rounds) {
  return tb::nest_program(guest_configuration(depth), words, rounds);
}

/// What a Work's check() is made of.
inline void require(bool condition, const std::string& what) {
  if (!condition) throw std::runtime_error(what);
}

}  // namespace hv::bench
