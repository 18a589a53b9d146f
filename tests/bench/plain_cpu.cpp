// SPDX-License-Identifier: Apache-2.0
#include "plain_cpu.h"

#include <utility>

namespace hv::bench {

using isa::Op;

namespace {

constexpr Op kUnsupported{0};  // no operation has this code

inline std::int64_t is_signed(Word word) { return static_cast<std::int64_t>(word); }

/// R[a] op operand; a divisor is not 0.
template <Op op>
inline Word apply(Word a, Word operand) {
  const unsigned count = operand & 63;
  if constexpr (op == Op::add) return a + operand;
  if constexpr (op == Op::sub) return a - operand;
  if constexpr (op == Op::mul) return a * operand;
  if constexpr (op == Op::div)
    return operand == ~Word{0} ? 0 - a : static_cast<Word>(is_signed(a) / is_signed(operand));
  if constexpr (op == Op::rem) return operand == ~Word{0} ? 0 : static_cast<Word>(is_signed(a) % is_signed(operand));
  if constexpr (op == Op::and_) return a & operand;
  if constexpr (op == Op::or_) return a | operand;
  if constexpr (op == Op::xor_) return a ^ operand;
  if constexpr (op == Op::shl) return a << count;
  if constexpr (op == Op::shr) return a >> count;
  if constexpr (op == Op::sar) return static_cast<Word>(is_signed(a) >> count);
  if constexpr (op == Op::slt) return is_signed(a) < is_signed(operand);
  if constexpr (op == Op::sltu) return a < operand;
  if constexpr (op == Op::seq) return a == operand;
}

template <Op op>
constexpr bool kDivides = op == Op::div || op == Op::rem;

}  // namespace

PlainCpu::PlainCpu(std::vector<Word> memory, Word ic) : memory_(std::move(memory)), ic_(ic) {
  for (const Word word : memory_) decoded_.push_back(decode(word));
  decoded_.push_back({kUnsupported, 0, kNoIndex, 0});
  if (ic_ > memory_.size()) ic_ = memory_.size();
}

PlainCpu::Decoded PlainCpu::decode(Word word) {
  const isa::Instruction i = isa::decode(word);
  const auto* info = isa::info(i.code);
  const Op op = static_cast<Op>(i.code);
  const bool supported = info && op != Op::svc && (!info->privileged || op == Op::halt);
  return {supported ? op : kUnsupported, static_cast<std::uint8_t>(i.a),
          static_cast<std::uint8_t>(i.x ? i.x : kNoIndex), i.displacement};
}

// One table of operations rather than calls of handlers: so the compiler keeps `ic` in a register. Names are
// looked at where they arise: operands at each access, IC at jumps alone, since behind the last word stands
// one that stops.
#define HV_ARITHMETIC(op, immediate)                             \
  case Op::op:                                                   \
    if ((name = e & isa::kNameMask) >= words) goto unsupported;  \
    if (kDivides<Op::op> && memory[name] == 0) goto unsupported; \
    ra = apply<Op::op>(ra, memory[name]);                        \
    break;                                                       \
  case Op::immediate:                                            \
    if (kDivides<Op::op> && e == 0) goto unsupported;            \
    ra = apply<Op::op>(ra, e);                                   \
    break
#define HV_JUMP(condition)                                \
  if (!(condition)) break;                                \
  if ((name = e & isa::kNameMask) >= words) name = words; \
  next = name;                                            \
  break

std::uint64_t PlainCpu::run(std::uint64_t attempts) {
  Word* const memory = memory_.data();
  Word* const registers = registers_.data();
  Decoded* const decoded = decoded_.data();
  const Word words = memory_.size();
  Word ic = ic_, name = 0;
  std::uint64_t done = 0;
  if (stop_ != Stop::none) return 0;
  while (done < attempts) {
    const Decoded i = decoded[ic];
    const Word e = i.displacement + registers[i.x];
    Word& ra = registers[i.a];
    Word next = ic + 1;
    ++done;
    switch (i.op) {
      HV_ARITHMETIC(add, addi);
      HV_ARITHMETIC(sub, subi);
      HV_ARITHMETIC(mul, muli);
      HV_ARITHMETIC(div, divi);
      HV_ARITHMETIC(rem, remi);
      HV_ARITHMETIC(and_, andi);
      HV_ARITHMETIC(or_, ori);
      HV_ARITHMETIC(xor_, xori);
      HV_ARITHMETIC(shl, shli);
      HV_ARITHMETIC(shr, shri);
      HV_ARITHMETIC(sar, sari);
      HV_ARITHMETIC(slt, slti);
      HV_ARITHMETIC(sltu, sltui);
      HV_ARITHMETIC(seq, seqi);
      case Op::load:
        if ((name = e & isa::kNameMask) >= words) goto unsupported;
        ra = memory[name];
        break;
      case Op::store:
        if ((name = e & isa::kNameMask) >= words) goto unsupported;
        memory[name] = ra;
        decoded[name] = decode(ra);
        break;
      case Op::la: ra = e; break;
      case Op::jmp: HV_JUMP(true);
      case Op::jz: HV_JUMP(ra == 0);
      case Op::jnz: HV_JUMP(ra != 0);
      case Op::jn: HV_JUMP(is_signed(ra) < 0);
      case Op::jnn: HV_JUMP(is_signed(ra) >= 0);
      case Op::call: ra = next; HV_JUMP(true);
      case Op::halt:
        stop_ = Stop::halt;
        ic_ = ic;
        return done;
      default: goto unsupported;
    }
    ic = next;
  }
  ic_ = ic;
  return done;
unsupported:
  stop_ = Stop::unsupported;
  ic_ = ic;
  return done;
}

#undef HV_ARITHMETIC
#undef HV_JUMP

}  // namespace hv::bench
