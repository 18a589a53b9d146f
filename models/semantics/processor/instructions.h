// SPDX-License-Identifier: Apache-2.0
// What each instruction does, said once for all ways of executing it: one access at a time through the composer, on
// granted pages, and the benchmarks' processor without any map.
#pragma once

#include "semantics/processor/isa.h"

namespace hv::isa {

/// An instruction word taken apart beforehand.
struct Decoded {
  Word word = 0;          ///< what it was decoded from: compared at each use, so that no store to code goes unnoticed
  Word displacement = 0;  ///< sign-extended
  Op op{0};               ///< as it stands there: need not exist
  std::uint8_t a = 0;
  std::uint8_t x = kNoIndex;

  static constexpr std::uint8_t kNoIndex = kRegisters;  ///< a register behind the others that is always 0
};

constexpr Decoded decoded(Word word) {
  const Instruction i = decode(word);
  return {word, i.displacement, static_cast<Op>(i.code), static_cast<std::uint8_t>(i.a),
          static_cast<std::uint8_t>(i.x ? i.x : Decoded::kNoIndex)};
}

/// The arithmetic operations: with the operand in memory, with the operand E, and the value of R[a] op operand.
#define HV_ARITHMETIC(X)                                             \
  X(add, addi, a + operand)                                          \
  X(sub, subi, a - operand)                                          \
  X(mul, muli, a* operand)                                           \
  X(and_, andi, a& operand)                                          \
  X(or_, ori, a | operand)                                           \
  X(xor_, xori, a ^ operand)                                         \
  X(shl, shli, a << (operand & 63))                                  \
  X(shr, shri, a >> (operand & 63))                                  \
  X(sar, sari, static_cast<Word>(as_signed(a) >> (operand & 63)))    \
  X(slt, slti, static_cast<Word>(as_signed(a) < as_signed(operand))) \
  X(sltu, sltui, static_cast<Word>(a < operand))                     \
  X(seq, seqi, static_cast<Word>(a == operand))

/// Those that have no value for an operand of 0. The one quotient that does not fit wraps.
#define HV_DIVISION(X)                                                                                   \
  X(div, divi, operand == ~Word{0} ? Word{0} - a : static_cast<Word>(as_signed(a) / as_signed(operand))) \
  X(rem, remi, operand == ~Word{0} ? Word{0} : static_cast<Word>(as_signed(a) % as_signed(operand)))

constexpr std::int64_t as_signed(Word word) { return static_cast<std::int64_t>(word); }

/// Executes one instruction with operand E on `hart`, which gives
///   Word get(a), void set(a, Word)     general registers
///   bool read(name, Word&), bool write(name, Word)     operands, by process name; false: it cannot be had
///   bool next(), bool jump(name)       what IC becomes; true
///   Word following()                   the name of the next word
///   bool no_quotient(in_memory)        a division by 0, which was read from memory or not; false
///   bool other(op, a, e)               everything else: SVC, what is privileged, codes that do not exist
/// Returns what the last of these returned; after false no register has changed.
template <class Hart>
[[gnu::always_inline]] inline bool execute(Hart& hart, Op op, unsigned a_number, Word e) {
  const auto jump_if = [&](bool condition) { return condition ? hart.jump(e) : hart.next(); };
  switch (op) {
#define HV_CASES(memory, immediate, value)          \
  case Op::memory: {                                \
    Word operand = 0;                               \
    if (!hart.read(e, operand)) return false;       \
    const Word a = hart.get(a_number);              \
    return hart.set(a_number, value), hart.next();  \
  }                                                 \
  case Op::immediate: {                             \
    const Word operand = e, a = hart.get(a_number); \
    return hart.set(a_number, value), hart.next();  \
  }
    HV_ARITHMETIC(HV_CASES)
#undef HV_CASES
#define HV_CASES(memory, immediate, value)            \
  case Op::memory: {                                  \
    Word operand = 0;                                 \
    if (!hart.read(e, operand)) return false;         \
    if (operand == 0) return hart.no_quotient(true);  \
    const Word a = hart.get(a_number);                \
    return hart.set(a_number, value), hart.next();    \
  }                                                   \
  case Op::immediate: {                               \
    const Word operand = e, a = hart.get(a_number);   \
    if (operand == 0) return hart.no_quotient(false); \
    return hart.set(a_number, value), hart.next();    \
  }
    HV_DIVISION(HV_CASES)
#undef HV_CASES
    case Op::load: {
      Word value = 0;
      return hart.read(e, value) && (hart.set(a_number, value), hart.next());
    }
    case Op::store: return hart.write(e, hart.get(a_number)) && hart.next();
    case Op::la: return hart.set(a_number, e), hart.next();
    case Op::jmp: return hart.jump(e);
    case Op::jz: return jump_if(hart.get(a_number) == 0);
    case Op::jnz: return jump_if(hart.get(a_number) != 0);
    case Op::jn: return jump_if(as_signed(hart.get(a_number)) < 0);
    case Op::jnn: return jump_if(as_signed(hart.get(a_number)) >= 0);
    case Op::call: return hart.set(a_number, hart.following()), hart.jump(e);
    default: return hart.other(op, a_number, e);
  }
}

#undef HV_ARITHMETIC
#undef HV_DIVISION

}  // namespace hv::isa
