// SPDX-License-Identifier: Apache-2.0
#include "semantics/processor/granted_run.h"

#include <algorithm>

namespace hv {
namespace {

using isa::Decoded;
using Page = GrantedPages::Page;

/// All that changes from one instruction to the next. It never leaves GrantedRun::run(), so that the compiler keeps it
/// in registers; hence no array in it.
struct Hart {
  const GrantedPages::Table reads, writes;
  Word* const registers;  // one more than there are: always 0
  Page code;              // with the instruction
  Word place;             // of the instruction in it
  Associator::Time time;  // of the last use; two more an instruction: its fetch, its operand
  std::uint64_t digest;   // with all names before this instruction's operand
  std::uint64_t operands = 0, stores = 0;

  Word get(unsigned a) const { return registers[a]; }
  void set(unsigned a, Word value) { registers[a] = value; }
  Word following() const { return (code.first + place + 1) & isa::kIcMask; }
  bool next() { return ++place, true; }
  bool jump(Word name) { return place = (name & isa::kIcMask) - code.first, true; }
  bool no_quotient(bool in_memory) { return operands -= in_memory, false; }  // of that instruction, nothing counts
  bool other(isa::Op, unsigned, Word) { return false; }

  bool read(Word name, Word& value) {
    name &= isa::kNameMask;
    const Page& page = reads.at(name);
    const Word offset = name - page.first;
    if (offset >= page.words) return false;
    value = page.memory[offset];
    return use(page, offset);
  }
  bool write(Word name, Word value) {
    name &= isa::kNameMask;
    const Page& page = writes.at(name);
    const Word offset = name - page.first;
    if (offset >= page.words) return false;
    page.memory[offset] = value;
    ++stores;
    return use(page, offset);
  }
  bool use(const Page& page, Word offset) {
    *page.last_use = time + 2;
    digest = digested(digest, page.frame + offset);
    return ++operands, true;
  }
};

}  // namespace

std::uint64_t GrantedRun::run(ProcessorState& state, GrantedUses& uses, std::uint64_t most) {
  Word registers[isa::kRegisters + 1] = {};
  std::copy(state.registers.begin(), state.registers.end(), registers);
  Hart hart{pages_.table(GrantedPages::read),
            pages_.table(GrantedPages::write),
            registers,
            {},
            state.address(),
            uses.time,
            uses.digest};
  const Associator::Time begin = uses.time, end = begin + 2 * most;
  Decoded* decoded = nullptr;
  std::uint64_t digest = uses.digest;  // after the last instruction that was done
  Associator::Time entered = begin;    // the code's page
  const auto note_fetches = [&] {      // of this page: the last one is what counts
    if (hart.time != entered) *hart.code.last_use = std::max(*hart.code.last_use, hart.time - 1);
  };
  while (hart.time != end) {
    if (hart.place >= hart.code.words) {
      const Word name = (hart.code.first + hart.place) & isa::kIcMask;
      const Page& page = pages_.find(GrantedPages::fetch, name);
      if (!page.has(name)) break;
      note_fetches();
      entered = hart.time;
      hart.code = page;
      hart.place = name - page.first;
      decoded = decoded_.of(page.memory);
    }
    const Word word = hart.code.memory[hart.place];
    Decoded& instruction = decoded[hart.place];
    if (__builtin_expect(instruction.word != word, 0)) instruction = isa::decoded(word);
    hart.digest = digested(digest, hart.code.frame + hart.place);
    if (!isa::execute(hart, instruction.op, instruction.a, instruction.displacement + registers[instruction.x])) break;
    digest = hart.digest;
    hart.time += 2;
  }
  note_fetches();
  std::copy(registers, registers + isa::kRegisters, state.registers.begin());
  state.ic = (state.ic & ~isa::kIcMask) | ((hart.code.first + hart.place) & isa::kIcMask);
  const std::uint64_t done = (hart.time - begin) / 2;
  uses.time = hart.time;
  uses.digest = digest;
  uses.references += done + hart.operands;
  uses.stores += hart.stores;
  return done;
}

}  // namespace hv
