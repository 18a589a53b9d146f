// SPDX-License-Identifier: Apache-2.0
#include "plain_cpu.h"

#include <algorithm>
#include <utility>

namespace hv::bench {

using isa::Op;

namespace {

/// All that changes from one instruction to the next: it never leaves PlainCpu::run(), so that the compiler keeps it in
/// registers. Names are looked at where they arise: operands at each access, IC at jumps alone, since behind the last
/// word stands one that stops.
struct Hart {
  Word* const memory;
  isa::Decoded* const decoded;
  const Word words;
  Word* const registers;
  Word ic;

  Word get(unsigned a) const { return registers[a]; }
  void set(unsigned a, Word value) { registers[a] = value; }
  Word following() const { return ic + 1; }
  bool next() { return ++ic, true; }
  bool jump(Word name) { return ic = std::min(name & isa::kIcMask, words), true; }
  bool read(Word name, Word& value) {
    name &= isa::kNameMask;
    if (name >= words) return false;
    return value = memory[name], true;
  }
  bool write(Word name, Word value) {
    name &= isa::kNameMask;
    if (name >= words) return false;
    memory[name] = value;
    decoded[name] = isa::decoded(value);
    return true;
  }
  bool no_quotient() { return false; }
  bool no_quotient(Word) { return false; }
  bool other(Op, unsigned, Word) { return false; }
};

}  // namespace

PlainCpu::PlainCpu(std::vector<Word> memory, Word ic) : memory_(std::move(memory)), ic_(ic) {
  for (const Word word : memory_) decoded_.push_back(isa::decoded(word));
  decoded_.push_back({});  // no operation
  ic_ = std::min<Word>(ic_, memory_.size());
}

std::uint64_t PlainCpu::run(std::uint64_t attempts) {
  if (stop_ != Stop::none) return 0;
  Word registers[isa::kRegisters + 1] = {};
  std::copy(registers_.begin(), registers_.end(), registers);
  Hart hart{memory_.data(), decoded_.data(), memory_.size(), registers, ic_};
  std::uint64_t done = 0;
  while (done < attempts) {
    const isa::Decoded i = hart.decoded[hart.ic];
    ++done;
    if (isa::execute(hart, i.op, i.a, i.displacement + registers[i.x])) continue;
    stop_ = i.op == Op::halt ? Stop::halt : Stop::unsupported;
    break;
  }
  std::copy(registers, registers + isa::kRegisters, registers_.begin());
  ic_ = hart.ic;
  return done;
}

}  // namespace hv::bench
