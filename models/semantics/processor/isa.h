// SPDX-License-Identifier: Apache-2.0
// The canonical third-generation processor of the paper's example: instruction format, operation codes, fixed
// locations. ISA.md is the manual.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "semantics/names.h"

namespace hv::isa {

constexpr unsigned kRegisters = 16;
/// The processor map in a VMCB: IC, r, b, the general registers, the interval timer.
constexpr unsigned kTimerWord = 3 + kRegisters;
constexpr unsigned kProcessorWords = kTimerWord + 1;

// The IC word.
constexpr Word kSlaveBit = Word{1} << 63;
constexpr Word kInterruptBit = Word{1} << 62;  ///< interrupts enabled
/// Process names have 61 bits, so that every word also has a 64-bit byte address; a name is taken modulo 2^61.
constexpr Word kNameMask = (Word{1} << 61) - 1;
constexpr Word kIcMask = kNameMask;  ///< the address part

// Fixed locations of the exception swap: resource names of the running machine's own level.
constexpr Word kOldIc = 2, kOldR = 3, kOldB = 4, kCause = 5, kName = 6, kNewIc = 7, kNewR = 8, kNewB = 9;

enum class Op : std::uint8_t {
  load = 0x01,
  store = 0x02,
  la = 0x03,
  add = 0x10,
  sub,
  mul,
  div,
  rem,
  and_,
  or_,
  xor_,
  shl,
  shr,
  sar,
  slt,
  sltu,
  seq,
  addi = 0x20,
  subi,
  muli,
  divi,
  remi,
  andi,
  ori,
  xori,
  shli,
  shri,
  sari,
  slti,
  sltui,
  seqi,
  jmp = 0x30,
  jz,
  jnz,
  jn,
  jnn,
  call,
  svc = 0x40,
  lvmid = 0x80,
  lrb,
  rrb,
  resume,
  halt,
  ltim,
  rtim,
  purge,
};

/// How an instruction is written and executed.
struct OpInfo {
  const char* mnemonic;
  bool has_register;  ///< names R[a]
  bool has_operand;   ///< names E
  bool privileged;
};
/// Nothing where there is no such operation code.
const OpInfo* info(std::uint8_t code);

/// A decoded instruction word: bits 63–56 operation, 55–52 a, 51–48 x, 47–0 displacement (signed).
struct Instruction {
  std::uint8_t code;
  unsigned a, x;
  Word displacement;  ///< sign-extended
};

constexpr Word kDisplacementMask = (Word{1} << 48) - 1;

constexpr Instruction decode(Word word) {
  const Word low = word & kDisplacementMask;
  const Word sign = Word{1} << 47;
  return {static_cast<std::uint8_t>(word >> 56), static_cast<unsigned>(word >> 52 & 15),
          static_cast<unsigned>(word >> 48 & 15), (low ^ sign) - sign};
}

constexpr Word encode(Op op, unsigned a, Word displacement, unsigned x = 0) {
  return static_cast<Word>(op) << 56 | static_cast<Word>(a & 15) << 52 | static_cast<Word>(x & 15) << 48 |
         (displacement & kDisplacementMask);
}

/// As the listing shows it: "LOAD 128" (register 0 and index 0 are not written), "ADD R3,40(R2)". ".WORD n" where the
/// word is no instruction.
std::string disassemble(Word word);

}  // namespace hv::isa
